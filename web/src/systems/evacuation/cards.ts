// SPDX-License-Identifier: Apache-2.0
// What stands on a card beside its code, for the household to read; and how cards lie on a sheet.
import type { Card } from '@/api/evacuation'
import type { Rec } from '@/api/types'

export const SIZES = { small: 8, large: 2 } as const
export type Size = keyof typeof SIZES
export function sheets<T>(items: readonly T[], size: Size): T[][] {
  const n = SIZES[size]
  return Array.from({ length: Math.ceil(items.length / n) }, (_, i) => items.slice(i * n, (i + 1) * n))
}

export interface Printed { card: Card; helper: string; phone: string; shelterAddress: string; vehicle: boolean; walkMin: number | null; alternative: string; danger: string }
const ID = /^[0-9A-Za-z]{13}$/
const text = (v: unknown): string => (v === null || v === undefined ? '' : String(v))
export const helperIds = (households: readonly Rec[]): string[] => [...new Set(households.map((h) => text(h.helper)).filter((x) => ID.test(x)))]

/** `persons` are the helpers that the register knows; a helper may also be a name alone. */
export function printed(cards: readonly Card[], households: readonly Rec[], persons: readonly Rec[], shelters: readonly Rec[]): Printed[] {
  const house = new Map(households.map((h) => [h.id, h])), person = new Map(persons.map((p) => [p.id, p])), place = new Map(shelters.map((s) => [text(s.name), s]))
  return cards.map((card) => {
    const h = house.get(card.household ?? ''), helper = person.get(text(h?.helper))
    return {
      card, helper: helper ? helper._title : text(h?.labels.helper ?? h?.helper), phone: text(helper?.phone) || text(h?.helper_phone), shelterAddress: text(place.get(card.shelter)?.address),
      vehicle: h?.vehicle === 1 || h?.vehicle === true, walkMin: typeof h?.walk_min === 'number' ? h.walk_min : null, alternative: text(h?.alternative), danger: text(h?.danger),
    }
  })
}
/** In groups of four, as a person reads a code aloud. */
export const spoken = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1 ')
