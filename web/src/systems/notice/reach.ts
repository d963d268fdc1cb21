// SPDX-License-Identifier: Apache-2.0
// Counts of receipts: who answered, who did not, where.
import type { Counts, Place } from '@/api/notice'

/** Not reached first: in this order lists are read. */
export const STATES = ['failed', 'sent', 'heard', 'acked', 'fed_back', 'visited'] as const
export type ReceiptState = (typeof STATES)[number]
export const OPEN: ReceiptState[] = ['failed', 'sent']
/** source: mission.md, call and answer: a call heard for 20 s counts, and so does a word at the door */
export const answered = (c: Pick<Counts, 'heard' | 'acked' | 'fed_back' | 'visited'>): number => c.heard + c.acked + c.fed_back + c.visited
/** Whole percent, never 100 while one is missing. */
export const share = (part: number, whole: number): number => (whole ? Math.floor((part / whole) * 100) : 0)

export const noCounts = (): Counts => ({ total: 0, sent: 0, heard: 0, acked: 0, fed_back: 0, visited: 0, failed: 0, passed_on: 0 })
export function countsOf(items: Place[]): Counts {
  const c = noCounts()
  for (const i of items) {
    c.total += i.count
    c.passed_on += i.passed_on
    if (STATES.includes(i.state as ReceiptState)) c[i.state as ReceiptState] += i.count
  }
  return c
}
export interface PlaceCounts { region: string; name: string; counts: Counts }
/** By township, those with most persons not reached first. */
export function places(items: Place[]): PlaceCounts[] {
  const by = new Map<string, Place[]>()
  for (const i of items) by.set(i.region, [...(by.get(i.region) ?? []), i])
  const all = [...by].map(([region, list]) => ({ region, name: list[0]!.region_name, counts: countsOf(list) }))
  const open = (p: PlaceCounts) => p.counts.failed * 1e6 + p.counts.sent
  return all.sort((a, b) => open(b) - open(a) || a.region.localeCompare(b.region))
}
/** The same, folded to counties where there is more than one. */
export function counties(all: PlaceCounts[]): PlaceCounts[] {
  const by = new Map<string, Counts>()
  for (const p of all) {
    const county = p.region ? `${p.region.slice(0, 6)}000000` : ''
    const sum = by.get(county) ?? noCounts()
    for (const k of Object.keys(sum) as (keyof Counts)[]) sum[k] += p.counts[k]
    by.set(county, sum)
  }
  return [...by].map(([region, counts]) => ({ region, name: '', counts }))
}
/** Which rung of a ladder stands now: the last whose share of the term is over; -1 = none yet. */
export const rungAt = (ladder: { at: number }[], sentAt: number, dueAt: number, now: number): number => {
  const percent = dueAt > sentAt ? ((now - sentAt) / (dueAt - sentAt)) * 100 : 100
  return ladder.reduce((last, r, i) => (r.at <= percent ? i : last), -1)
}
