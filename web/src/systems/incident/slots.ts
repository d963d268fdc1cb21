// SPDX-License-Identifier: Apache-2.0
// What is asked of the proposal, and which of the offered teams, vehicles and goods go.
import type { FilledSlot, Need, Offer, OrderLine, Slot } from '@/api/command'
import type { Rec } from '@/api/types'

export const SLOT_MOST = 20
export const GOODS_MOST = 1_000_000_000
/** What a place is of: one for each capability, kind of equipment or class of goods. */
export const slotKey = (s: Slot): string => `${s.need}:${s.capability ?? s.kind ?? s.item ?? ''}`
export const amountOf = (s: Slot): number => (s.need === 'stock' ? (s.quantity ?? 0) : (s.count ?? 1))
export function withSlot(slots: Slot[], need: Need, code: string): Slot[] {
  const one: Slot = need === 'team' ? { need, capability: code, count: 1 } : need === 'equipment' ? { need, kind: code, count: 1 } : { need, item: code, quantity: 100 }
  return !code || slots.some((s) => slotKey(s) === slotKey(one)) ? slots : [...slots, one]
}
export function withAmount(slots: Slot[], key: string, amount: number): Slot[] {
  if (!(amount > 0)) return slots.filter((s) => slotKey(s) !== key)
  return slots.map((s) => (slotKey(s) !== key ? s : s.need === 'stock' ? { ...s, quantity: Math.min(GOODS_MOST, amount) } : { ...s, count: Math.min(SLOT_MOST, Math.round(amount)) }))
}

/** One line of the order: an offer in its place, ticked or not. */
export interface Line { slot: number; on: boolean; quantity: number; offer: Offer }
export const idOf = (o: Offer): string => (o.need === 'team' ? o.team : o.need === 'equipment' ? o.equipment : o.stock) ?? ''
export const linesOf = (slots: FilledSlot[]): Line[] => slots.flatMap((s, slot) => s.filled.map((offer) => ({ slot, on: true, quantity: offer.quantity ?? 1, offer })))
/** Another one instead, or in an empty place when there is no line to change. */
export function swapped(lines: Line[], at: Line | null, slot: number, offer: Offer): Line[] {
  const most = offer.available ?? 1
  const line: Line = { slot, on: true, quantity: Math.min(at?.quantity ?? most, most), offer }
  return at ? lines.map((l) => (l === at ? line : l)) : [...lines, line]
}
export const isTaken = (lines: Line[], o: Offer): boolean => lines.some((l) => idOf(l.offer) === idOf(o))
export function orderLine(l: Line): OrderLine {
  const o = l.offer
  return { [o.need]: idOf(o), ...(o.need === 'team' ? {} : { quantity: l.quantity }), ...(o.travel_min === null ? {} : { travel_min: Math.round(o.travel_min) }), travel: o.travel }
}

/** Capabilities that an incident of this kind usually asks for; a start, to be changed at will. */
const USUAL: [RegExp, string[]][] = [
  [/^11A|^11B/, ['flood', 'drainage']], [/^11C/, ['earthquake', 'collapse', 'medical']], [/^11D/, ['geology', 'heavy']], [/^11G/, ['forest']],
  [/^12A|^12B/, ['mine', 'medical']], [/^12C/, ['collapse', 'medical']], [/^12D/, ['chemical', 'fire']], [/^12E|^12G/, ['fire', 'medical']], [/^12H/, ['traffic', 'medical']],
  [/^12J/, ['water', 'diving']], [/^12P|^12U/, ['lifeline', 'power']], [/^12Q/, ['environment']], [/^12/, ['fire', 'medical']],
]
export const usualFor = (kind: unknown): Slot[] => (USUAL.find(([r]) => r.test(String(kind ?? '')))?.[1] ?? []).map((capability) => ({ need: 'team', capability, count: 1 }))

/** What a dispatch sends: a team, or how much of which equipment or goods. */
export const sentTitle = (r: Rec) => r.labels.team || [r.labels.vehicle || r.labels.stock, typeof r.quantity === 'number' ? `${r.quantity} ${r.unit ?? ''}`.trim() : ''].filter(Boolean).join(' × ') || r._title
