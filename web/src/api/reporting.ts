// SPDX-License-Identifier: Apache-2.0
// What is owed, late or missing, and what nobody reported.
import { get } from './http'

export interface Owed {
  id: string
  incident: string | null
  response: string | null
  title: string
  state: 'pending' | 'filed' | 'waived'
  rule: string
  stage: string
  number: number
  level: string
  to_level: string
  channel: string
  region: string
  region_name: string
  started_at: string | null
  due_at: string | null
  filed_at: string | null
  late_s: number
  step: number
  filing: string | null
  evidence: string
  evidence_register: string
  evidence_object: string | null
  why: string
  waived_by: string
  waived_reason: string
  mine: boolean
}
export const COUNTS = ['due', 'in_time', 'late', 'missing', 'waived'] as const
export type Count = (typeof COUNTS)[number]
export type Counts = Record<Count, number> & { longest_late_s: number }
export type Body = Counts & { region: string; region_name: string; level: string; level_label: string; records: string }
export interface Month { items: Body[]; total: Counts }
export interface Unreported {
  register: 'alarm' | 'claim' | 'dispatch'
  id: string
  title: string
  region: string
  region_name: string
  at: string
  why: string
  incident: string | null
  enterprise: string | null
  waiver: { id: string; by: string; reason: string; at: string } | null
}

export const owed = (query: Record<string, string>) => get<{ items: Owed[] }>('/api/reporting/duties', query)
export const lateMonth = (month: string) => get<Month>('/api/reporting/late', { month })
export const unreported = () => get<{ items: Unreported[] }>('/api/reporting/unreported')
