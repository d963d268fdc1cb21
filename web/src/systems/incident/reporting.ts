// SPDX-License-Identifier: Apache-2.0
// Whether the report dialogue is open, and what is typed in it; kept on this device until it is sent.
import { ref } from 'vue'
import type { Value } from '@/api/types'
import { readLocal, writeLocal } from '@/ui/local'
import { titleOf } from './place'

export const reporting = ref(false)
export const COUNTED = ['deaths', 'missing', 'trapped', 'injuries'] as const
export interface ReportDraft {
  at: number
  knownAt: string
  kind: string
  kindName: string
  region: string
  place: string
  lonlat: string
  sentence: string
  counts: Record<string, string>
}
export const emptyReport = (knownAt: string): ReportDraft => ({ at: 0, knownAt, kind: '', kindName: '', region: '', place: '', lonlat: '', sentence: '', counts: {} })
export const readReport = (): ReportDraft | null => readLocal<ReportDraft | null>('draft:report', null)
export const writeReport = (d: ReportDraft | null) => writeLocal('draft:report', d)
export const isTouched = (d: ReportDraft): boolean => !!(d.sentence.trim() || d.kind || d.place || d.lonlat.trim() || Object.values(d.counts).some((x) => x.trim()))

const CLASSES: Record<string, string> = { 11: 'natural', 12: 'accident', 13: 'health', 14: 'security' }
export const classOf = (kind: string): string => (kind ? (CLASSES[kind.slice(0, 2)] ?? 'other') : '')

/** A region's code is twelve digits; anything else that stands in the place is an address. */
export const isRegion = (text: string): boolean => /^\d{12}$/.test(text)

/** What the server gets: nothing that was not said. */
export function reportBody(d: ReportDraft, point: readonly [number, number] | null, knownAt: string | null): Record<string, Value> {
  const sentence = d.sentence.trim()
  const body: Record<string, Value> = { title: titleOf(sentence), source: 'desk' }
  if (body.title !== sentence) body.description = sentence
  if (d.kind) Object.assign(body, { kind: d.kind, class: classOf(d.kind) })
  if (isRegion(d.region)) body.region = d.region
  else if (d.place.trim()) body.address = d.place.trim()
  if (point) Object.assign(body, { lon: Number(point[0].toFixed(6)), lat: Number(point[1].toFixed(6)) })
  if (knownAt) body.known_at = knownAt
  for (const k of COUNTED) {
    const text = (d.counts[k] ?? '').trim()
    if (/^\d+$/.test(text)) body[k] = Number(text)
  }
  return body
}
export const badCounts = (d: ReportDraft): string[] => COUNTED.filter((k) => (d.counts[k] ?? '').trim() && !/^\d{1,7}$/.test(d.counts[k]!.trim()))
