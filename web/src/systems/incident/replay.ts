// SPDX-License-Identifier: Apache-2.0
// Moments of a timeline: each instant at which something is said to have happened, and when the program knew of it.
import type { Rec } from '@/api/types'

export interface Frame { at: string; known: string }
const when = (r: Rec) => String(r.at ?? r.created_at)
export function framesOf(items: Rec[]): Frame[] {
  const by = new Map<string, Frame>()
  for (const r of items) {
    const old = by.get(when(r))
    by.set(when(r), { at: when(r), known: old && Date.parse(old.known) > Date.parse(r.created_at) ? old.known : r.created_at })
  }
  return [...by.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
/** What had happened by then, oldest first. */
export const frameAt = (items: Rec[], at: string | undefined): Rec[] =>
  items.filter((r) => at !== undefined && Date.parse(when(r)) <= Date.parse(at)).sort((a, b) => Date.parse(when(a)) - Date.parse(when(b)))
/** Whole minutes between two instants; null when one is missing. */
export const minutesBetween = (from: unknown, to: unknown): number | null =>
  typeof from === 'string' && typeof to === 'string' ? Math.round((Date.parse(to) - Date.parse(from)) / 60_000) : null
