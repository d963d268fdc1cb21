// SPDX-License-Identifier: Apache-2.0
// The households that a helper brings to safety, and where each of their people is; kept for when there is no network.
import { computed } from 'vue'
import type { Rec } from '@/api/types'
import { phoneNow, serverTime } from '../clock'
import { items } from '../outbox/box'
import { me } from '../session'
import { makeCached, rows, shareCached } from '../store/cached'
import { keyOf, seenOf, stand, type Person, type Standing, type TransferState } from './people'

export interface Member { person: Person; stands: Standing }
export interface House { key: string; event: string; event_title: string; head: string; address: string; phone: string; needs: string; shelter: string; due: string; lon?: number; lat?: number; members: Member[] }
interface Kept { asked: number; whole: boolean; transfers: Rec[]; households: Record<string, Rec>; names: Record<string, string> }

const text = (v: unknown): string => (typeof v === 'string' ? v : Array.isArray(v) ? v.join(' ') : '')
/** Mine; without a person behind the account those of its area. */
async function read(signal: AbortSignal): Promise<Kept> {
  const { person, region } = me.session!.account
  const of: Record<string, string> = person ? { helper: person } : { region }
  const asked = phoneNow()
  const [transfers, households, residents] = await Promise.all([rows('transfer', { ...of, sort: '-created_at', limit: 500 }, signal), rows('household', { ...of, limit: 500 }, signal), rows('resident', { ...of, limit: 500 }, signal)])
  const names = Object.fromEntries(residents.map((r) => [r.id, text(r.name)])) // labels of records are masked for everybody
  return { asked, whole: !person, transfers: transfers.filter((r) => r.state !== 'released'), households: Object.fromEntries(households.map((h) => [h.id, h])), names }
}
const cached = makeCached<Kept>('households', read)
const personOf = (r: Rec, names: Kept['names']): Person => ({
  transfer: r.id, code: '', resident: text(r.resident) || undefined, name: names[text(r.resident)] || r.labels.resident || text(r.name) || r.labels.household || r._title, household: text(r.household) || undefined, head: '', region: text(r.region),
  state: r.state as TransferState, people: Number(r.people ?? 1), helper: '', helper_phone: '', needs: '', mobility: '', shelter: text(r.shelter) || undefined, placement: text(r.placement), arrived_at: text(r.arrived_at) || undefined,
})
function houseOf(list: Rec[], k: Kept): House {
  const first = list[0]!
  const h = k.households[text(first.household)]
  const people = list.map((r) => personOf(r, k.names))
  const keys = new Map(people.map((p) => [p.transfer, keyOf(p)]))
  const seen = seenOf(items.value, text(first.event), k.asked, { card: () => undefined, transfer: (id) => keys.get(id) }, serverTime)
  const due = list.map((r) => text(r.due_at)).filter(Boolean).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? ''
  return {
    key: `${text(first.event)}/${text(first.household) || first.id}`, event: text(first.event), event_title: first.labels.event ?? '', head: text(h?.head) || first.labels.household || people[0]!.name, address: text(h?.address), phone: text(h?.phone),
    needs: text(h?.needs), shelter: first.labels.shelter ?? '', due, lon: typeof h?.lon === 'number' ? h.lon : undefined, lat: typeof h?.lat === 'number' ? h.lat : undefined,
    members: people.map((p) => ({ person: p, stands: stand(p, seen.filter((e) => e.key === keyOf(p)), '') })),
  }
}
export const isLeft = (m: Member): boolean => m.stands.place === 'expected' || m.stands.place === 'refused'
const houses = computed<House[]>(() => {
  const k = cached.data.value
  if (!k) return []
  const by = new Map<string, Rec[]>()
  for (const r of k.transfers) {
    const key = `${text(r.event)}/${text(r.household) || r.id}`
    by.set(key, [...(by.get(key) ?? []), r])
  }
  const open = (h: House) => Number(!h.members.some(isLeft))
  return [...by.values()].map((list) => houseOf(list, k)).sort((a, b) => open(a) - open(b) || (Date.parse(a.due) || 0) - (Date.parse(b.due) || 0) || a.head.localeCompare(b.head, 'zh'))
})
const left = computed(() => {
  const list = houses.value.filter((h) => h.members.some(isLeft))
  return { households: list.length, people: list.flatMap((h) => h.members.filter(isLeft)).reduce((n, m) => n + m.person.people, 0) }
})
const shared = shareCached(cached, ['transfer', 'household'], 3_000)
export function useHouseholds() {
  shared.use()
  return { ...cached, houses, left }
}
export const forgetHouseholds = shared.forget
