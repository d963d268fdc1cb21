// SPDX-License-Identifier: Apache-2.0
// Reports: templates, and one for a period and place.
import { get } from './http'
import type { Ask, By } from './indicators'
import { officeFile } from './office'

export interface Template { key: string; label: string }
export interface Figure { key: string; period: string; region: string; value: number | null; exact: number | null; yoy: number | null; text: string; by_hand: boolean; author?: string; source?: string; records: string }
export interface Run { text: string; key?: string }
export interface Row { key: string; label: string; figures: Figure[] }
export interface Series { key: string; name: string; past: boolean; points: Figure[] }
export interface Chart { kind: 'column' | 'bar' | 'line' | 'pie'; by: By; unit: string; labels: string[]; series: Series[] }
/** Prose (runs), a table (columns, rows) or a chart. */
export interface Paragraph { text: string; runs?: Run[]; figures: Figure[]; columns?: string[]; rows?: Row[]; chart?: Chart }
export interface Foot { id: string; title: string; holds: boolean; left: number | null; right: number | null; records: string[] }
export interface Published { key: string; label: string; report: string; words: string; printed: number | null; unit: string; term: string; ours: number | null; our_unit: string; state: 'same' | 'rounding' | 'unit' | 'mixed' | 'differs' | 'untold' | 'no_data'; id?: string; records: string }
export interface Report { template: string; title: string; period: string; region: string; as_of: string | null; crossfoots: Foot[]; sections: { title: string; paragraphs: Paragraph[] }[]; published: Published[]; missing: string[] }

export const templates = () => get<{ items: Template[] }>('/api/reports')
export const report = (template: string, ask: Ask, signal?: AbortSignal) => get<Report>(`/api/reports/${template}`, { ...ask }, signal)
export const reportFile = (template: string, ask: Ask, format: 'docx' | 'xlsx') => officeFile(`/api/reports/${template}`, ask, format)
