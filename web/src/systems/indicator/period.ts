// SPDX-License-Identifier: Apache-2.0
// Periods as the server takes them: 2019, 2019Q3, 2019-08, 2019-01-01..2019-08-09.
export const PARTS = ['', 'date', 'Q1', 'Q2', 'Q3', 'Q4', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const
export type PeriodPart = (typeof PARTS)[number]
export interface Choice { year: number; part: PeriodPart | null /* null: another span, kept as it came */ }
/** Month and day, MM-DD. */
export type MonthDay = string

const ONE = String.raw`\d{4}(?:Q[1-4]|-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?`
const ANY = new RegExp(`^${ONE}(\\.\\.${ONE})?$`)
export const isPeriod = (text: string): boolean => ANY.test(text)

const leap = (y: number) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0
/** date: 1 January to this day of that year; 29 February meets the 28th. */
export function periodOf(year: number, part: PeriodPart, day: MonthDay): string {
  if (part === '') return String(year)
  if (part === 'date') return `${year}-01-01..${year}-${day === '02-29' && !leap(year) ? '02-28' : day}`
  return part.startsWith('Q') ? `${year}${part}` : `${year}-${part}`
}
export function choiceOf(period: string): Choice {
  const year = Number(period.slice(0, 4))
  const tail = period.slice(4)
  if (tail.startsWith('-01-01..') && period.slice(12, 16) === String(year) && period.length === 22) return { year, part: 'date' }
  const part = PARTS.find((p) => p !== 'date' && (tail === p || tail === `-${p}`))
  return { year, part: part ?? null }
}
/** Its first day, YYYY-MM-DD. */
export function firstDay(period: string): string {
  const begin = period.split('..')[0]!
  if (begin.length === 10) return begin
  const month = begin[4] === 'Q' ? Number(begin[5]) * 3 - 2 : begin.length === 7 ? Number(begin.slice(5)) : 1
  return `${begin.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}
/** Its last day, YYYY-MM-DD; days of a month are counted by the calendar. */
export function lastDay(period: string): string {
  const end = period.split('..').pop()!
  if (end.length === 10) return end
  const year = Number(end.slice(0, 4))
  const month = end[4] === 'Q' ? Number(end[5]) * 3 : end.length === 7 ? Number(end.slice(5)) : 12
  return `${year}-${String(month).padStart(2, '0')}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0')}`
}
