// SPDX-License-Identifier: Apache-2.0
// What of an assessment is worked out in the client: the period that fits its scheme, the order of the ranking, changes of rank.
import type { Quarter, Scheme, Standing } from '@/api/assessments'
import { choiceOf, type PeriodPart } from '@/systems/indicator/period'

export const PARTS_OF: Record<Scheme['freq'], readonly PeriodPart[]> = { year: [''], quarter: ['Q1', 'Q2', 'Q3', 'Q4'] }

/** The period of the scheme in which the chosen one ends: of a year its last quarter, or the present one. today: YYYY-MM. */
export function fitting(period: string, freq: Scheme['freq'], today: string): string {
  const { year, part } = choiceOf(period)
  if (freq === 'year') return String(year)
  if (part?.startsWith('Q')) return `${year}${part}`
  const month = part && /^\d\d$/.test(part) ? Number(part) : String(year) === today.slice(0, 4) ? Number(today.slice(5)) : 12
  return `${year}Q${Math.ceil(month / 3)}`
}
/** The best first; who has no rank stands last, in the order of the codes. */
export const byRank = <T extends Standing>(units: readonly T[]): T[] => [...units].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.region.localeCompare(b.region))

/** Places won since the period before; null = there was no rank. */
export const moved = (u: Standing): number | null => (u.rank === null || u.rank_before === null ? null : u.rank_before - u.rank)

/** Points as they are printed: two places; "—" = none. */
export const twoPlaces = (n: number | null): string => (n === null ? '—' : n.toFixed(2))

export interface Line { region: string; label: string; ranks: (number | null)[]; totals: (number | null)[] }
export function linesOf(by: readonly Quarter[]): Line[] {
  const first = by[0]?.units ?? []
  const of = (q: Quarter, region: string) => q.units.find((u) => u.region === region)
  return first.map((u) => ({ region: u.region, label: u.label, ranks: by.map((q) => of(q, u.region)?.rank ?? null), totals: by.map((q) => of(q, u.region)?.total ?? null) }))
}
