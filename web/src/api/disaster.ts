// SPDX-License-Identifier: Apache-2.0
// Statistics of a disaster: the sheet of an event, what is late, what our own records offer.
import { get } from './http'

export type Figures = Record<string, number>
export interface Filing { id: string; version: number; state: string; stage: string; number: number; due_at: string | null; filed_at: string | null; figures: Figures }
export interface SheetRow { region: string; region_name: string; open: Filing | null; filed: Filing | null }
export interface Sheet {
  region: string
  region_name: string
  fields: { key: string; total: boolean }[]
  sums: { total: string; parts: string }[]
  own: SheetRow
  rows: SheetRow[]
  sum: { places: number; figures: Figures }
  ledger: Figures
}
export interface DueRow { id: string; region: string; region_name: string; stage: string; number: number; due_at: string | null; filed_at: string | null; standing: 'in_time' | 'late' | 'due' | 'missing'; late_s: number }
export interface Offer { field: string; value: number; register: string; query: string }

export const sheet = (event: string, region: string) => get<Sheet>('/api/disaster/sheet', { event, region: region || undefined })
export const due = (event: string, region: string) => get<{ items: DueRow[] }>('/api/disaster/due', { event, region: region || undefined })
export const offers = (event: string, region: string) => get<{ items: Offer[] }>('/api/disaster/offers', { event, region: region || undefined })
