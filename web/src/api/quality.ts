// SPDX-License-Identifier: Apache-2.0
// Data quality: departments, registers, points, and the records that fail.
import { get } from './http'

export const KINDS = ['complete', 'fresh', 'valid', 'unique', 'timely'] as const
export type Kind = (typeof KINDS)[number]
export interface Tally { checked: number; failing: number; share: number | null }
export interface Counted { records: number; score: number | null; kinds: Record<Kind, Tally> }
export interface Point extends Tally { key: string; kind: Kind; label: string; source: string; within_h?: number; records: string }
export interface Watched extends Counted { register: string; label: string; dated: boolean; points: Point[] }
export interface Department extends Counted { key: string; label: string; rank: number | null; registers: Watched[] }
export interface County extends Counted { key: string; label: string }
export interface Quality extends Counted { region: string; region_name: string; period: string | null; as_of: string | null; weights: Record<Kind, number>; denied: number; departments: Department[]; counties: County[] }
export interface Failing { id: string; title: string; region: string; region_name: string; field: string; field_label: string; value: string; wrong: string; twin?: string }
export interface FailingPage { register: string; point: string; label: string; total: number; items: Failing[]; next: number | null }
export interface QualityAsk { region: string; period?: string; as_of?: string }

export const quality = (ask: QualityAsk, signal?: AbortSignal) => get<Quality>('/api/quality', { ...ask }, signal)
export function qualityFile(ask: QualityAsk): string {
  const q = new URLSearchParams({ format: 'xlsx', region: ask.region })
  if (ask.period) q.set('period', ask.period)
  if (ask.as_of) q.set('as_of', ask.as_of)
  return `/api/quality?${q}`
}
/** url: `records` of a point. */
export const failing = (url: string, skip: number, signal?: AbortSignal) => get<FailingPage>(`${url}&limit=50&skip=${skip}`, undefined, signal)
export const failingFile = (url: string) => `${url}&format=xlsx`
