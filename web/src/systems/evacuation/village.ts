// SPDX-License-Identifier: Apache-2.0
// The households of a list: before the order from the register, after it with everybody's state.
import type { RosterPerson } from '@/api/evacuation'
import type { Rec } from '@/api/types'

export interface Member { transfer: string; name: string; state: string; people: number; needs: string[]; mobility: string; shelter: string; refusal: string; urged_at: string; forced_by: string }
export interface Family { id: string; head: string; address: string; phone: string; people: number; needs: string[]; danger: string; vehicle: boolean; helper: string; helperPhone: string; members: Member[] }

const words = (v: unknown): string[] => (Array.isArray(v) ? v.map(String) : String(v ?? '').split(' ').filter(Boolean))
/** What somebody needs, as words; a value that the server hides is only said to be there. */
export const needsText = (codes: readonly string[], label: (code: string) => string, hidden: string): string => [...new Set(codes.map((c) => (c.startsWith('*') ? hidden : label(c) || c)))].join('、')
const text = (v: unknown): string => (v === null || v === undefined ? '' : String(v))

export function memberOf(p: RosterPerson, t: Rec | undefined): Member {
  return { transfer: p.transfer, name: p.name, state: t?.state ?? p.state, people: p.people, needs: words(p.needs), mobility: p.mobility, shelter: text(t?.labels.shelter), refusal: text(t?.refusal), urged_at: text(t?.urged_at), forced_by: text(t?.force_decided_by) }
}
function familyOf(id: string, h: Rec | undefined, first: RosterPerson | undefined): Family {
  return {
    id, head: text(h?.head) || (first?.head ?? ''), address: text(h?.address), phone: text(h?.phone), people: Number(h?.people ?? 0), needs: words(h?.needs), danger: text(h?.danger), vehicle: h?.vehicle === 1 || h?.vehicle === true,
    helper: first?.helper || text(h?.labels.helper), helperPhone: first?.helper_phone || text(h?.helper_phone), members: [],
  }
}
/** `ids`: the list's own households; `roster` and `transfers` are of its village, other lists' people among them stay out. */
export function familiesOf(ids: readonly string[], households: readonly Rec[], roster: readonly RosterPerson[], transfers: readonly Rec[]): Family[] {
  const moved = new Map(transfers.map((t) => [t.id, t]))
  const all = new Map<string, Family>()
  for (const id of ids) all.set(id, familyOf(id, households.find((h) => h.id === id), roster.find((p) => p.household === id)))
  for (const p of roster) {
    const family = all.get(p.household ?? '')
    if (!family) continue
    family.members.push(memberOf(p, moved.get(p.transfer)))
  }
  for (const f of all.values()) if (f.members.length) f.people = f.members.reduce((n, m) => n + m.people, 0)
  return [...all.values()]
}
/** Whom one tap moves on together. */
export const together = (f: Family, from: readonly string[] | undefined): Member[] => f.members.filter((m) => from?.includes(m.state))
/** Who is not gone yet stands first. */
const ORDER = ['refused', 'listed', 'moving', 'arrived', 'released']
export const lagging = (f: Family): number => (f.members.length ? Math.min(...f.members.map((m) => (ORDER.indexOf(m.state) + 1 || ORDER.length + 1) - 1)) : 0)
