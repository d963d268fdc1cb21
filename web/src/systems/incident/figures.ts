// SPDX-License-Identifier: Apache-2.0
// Numbers of an incident: a number or unverified, and 0 is 0.
import type { Rec } from '@/api/types'

export const HEAD_FIGURES = ['deaths', 'missing', 'serious_injuries', 'injuries', 'trapped', 'evacuated'] as const
export const FILED_FIGURES = ['deaths', 'missing', 'serious_injuries', 'injuries', 'affected', 'loss_yuan'] as const

export const figure = (rec: Record<string, unknown> | null | undefined, key: string): number | null => (typeof rec?.[key] === 'number' ? (rec[key] as number) : null)
/** Totals that are now lower than in the report before: these need a reason. */
export function fallen(now: Record<string, unknown>, before: Rec | undefined): string[] {
  return FILED_FIGURES.filter((k) => {
    const a = figure(now, k)
    const b = figure(before, k)
    return a !== null && b !== null && a < b
  })
}
export type Stage = 'first' | 'follow_up' | 'final'
/** What the button offers: the first report, then follow-ups. */
export const stageNext = (filings: Rec[]): Stage => (filings.some((f) => f.stage !== 'zero') ? 'follow_up' : 'first')
/** The report before: the newest one that was not sent back. */
export function lastFiling(filings: Rec[]): Rec | undefined {
  const when = (r: Rec) => Date.parse(String(r.filed_at ?? r.created_at))
  return [...filings].filter((f) => f.state !== 'returned').sort((a, b) => when(b) - when(a))[0]
}

export interface FactTexts {
  unknown: string
  comma: string
  count(key: string, n: string): string
  lead(v: { when: string; where: string; what: string }): string
  asOf(v: { t: string; figures: string }): string
  measures(text: string): string
  needs(text: string): string
}
/** The text of a report from what is known; every part stands only when it is filled in. */
export function reportText(rec: Rec, when: string, now: string, words: FactTexts): string {
  const where = String(rec.address || rec.region_name || '')
  const what = [String(rec.title ?? ''), rec.description && rec.description !== rec.title ? String(rec.description) : ''].filter(Boolean).join(words.comma)
  const figures = (['deaths', 'missing', 'injuries', 'trapped', 'evacuated'] as const).map((k) => words.count(k, figure(rec, k) === null ? words.unknown : String(figure(rec, k)))).join(words.comma)
  return [words.lead({ when, where, what }), words.asOf({ t: now, figures }), rec.measures ? words.measures(String(rec.measures)) : '', rec.needs ? words.needs(String(rec.needs)) : ''].filter(Boolean).join('\n')
}

/** The level at which an account of this region reports. */
export function levelOfRegion(code: string | undefined): string {
  if (!code || /^0*$/.test(code)) return 'country'
  const c = code.padEnd(12, '0')
  return /^\d{2}0{10}$/.test(c) ? 'province' : /^\d{4}0{8}$/.test(c) ? 'city' : /^\d{6}0{6}$/.test(c) ? 'county' : 'township'
}
