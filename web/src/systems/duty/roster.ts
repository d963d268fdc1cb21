// SPDX-License-Identifier: Apache-2.0
// Days and shifts of a roster, as a month or a week shows them. Days are those of the city's zone.
import type { RosterFault, Shift } from '@/api/duty'
import { clockOf } from '@/register/format'

export type View = 'month' | 'week'
const DAY_MS = 86_400_000
const at = (day: string) => Date.parse(`${day}T00:00:00Z`)
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10)

export const addDays = (day: string, n: number): string => text(at(day) + n * DAY_MS)
export const daysBetween = (a: string, b: string): number => Math.round((at(b) - at(a)) / DAY_MS)
/** 1 = Monday … 7 = Sunday. */
export const weekday = (day: string): number => ((new Date(at(day)).getUTCDay() + 6) % 7) + 1
export const monday = (day: string): string => addDays(day, 1 - weekday(day))
export function addMonths(day: string, n: number): string {
  const d = new Date(at(day))
  const first = Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + n, 1)
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + n + 1, 0)).getUTCDate()
  return addDays(text(first), Math.min(d.getUTCDate(), last) - 1)
}
export function dayOf(instant: string | number): string {
  const c = clockOf(instant)
  return c ? `${c.y}-${c.mo}-${c.d}` : ''
}
/** The days that are shown around one: whole weeks of its month, or its week. */
export function shownDays(view: View, day: string): string[] {
  const first = view === 'week' ? monday(day) : monday(`${day.slice(0, 7)}-01`)
  const end = view === 'week' ? addDays(first, 6) : addDays(monday(addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1)), 6)
  return Array.from({ length: daysBetween(first, end) + 1 }, (_, i) => addDays(first, i))
}
export const weeksOf = (days: string[]): string[][] => Array.from({ length: Math.ceil(days.length / 7) }, (_, i) => days.slice(i * 7, i * 7 + 7))
/** A shift belongs to the day on which it begins. */
export function byDay(shifts: Shift[]): Map<string, Shift[]> {
  const all = new Map<string, Shift[]>()
  for (const s of shifts) all.set(dayOf(s.starts_at), [...(all.get(dayOf(s.starts_at)) ?? []), s])
  return all
}
export function faultsByDay(faults: RosterFault[]): Map<string, RosterFault[]> {
  const all = new Map<string, RosterFault[]>()
  for (const f of faults) {
    /* a gap of several days is a fault of each of them */
    const days = f.kind === 'gap' ? Math.max(1, Math.ceil((Date.parse(f.to) - Date.parse(f.from)) / DAY_MS)) : 1
    for (let i = 0; i < days; i++) {
      const day = addDays(dayOf(f.from), i)
      all.set(day, [...(all.get(day) ?? []), f])
    }
  }
  return all
}
/** Where an arrow leads from a day; undefined = out of the grid. */
export function move(days: string[], day: string, key: string): string | undefined {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key]
  if (key === 'Home') return monday(day)
  if (key === 'End') return addDays(monday(day), 6)
  return by === undefined ? undefined : days[days.indexOf(day) + by]
}
/** 07:30, and of the day after with its word in front. */
export function endText(starts: string, ends: string, next: (t: string) => string): string {
  const e = clockOf(ends)
  if (!e) return ''
  const gap = daysBetween(dayOf(starts), dayOf(ends))
  const time = `${e.h}:${e.mi}`
  return gap === 0 ? time : gap === 1 ? next(time) : `${e.mo}-${e.d} ${time}`
}
export const startText = (starts: string): string => {
  const c = clockOf(starts)
  return c ? `${c.h}:${c.mi}` : ''
}
