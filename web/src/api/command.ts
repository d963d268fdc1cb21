// SPDX-License-Identifier: Apache-2.0
// The command thread: the one queue, incidents like this one, who could go, papers.
import { call, get, type Query } from './http'

export type QueueKind = 'warning' | 'report' | 'incident' | 'response' | 'task' | 'dispatch' | 'alarm' | 'receipt' | 'loan' | 'handover' | 'reminder' | 'lesson'
export interface QueueItem {
  register: string
  id: string
  title: string
  region: string
  region_name: string
  kind: QueueKind
  severity: 1 | 2 | 3 | 4 | null
  at: string
  due_at: string | null
  overdue: boolean
  state: string
  state_label: string
  actions: string[]
  incident?: string
  with?: string
  mine?: boolean
}
export interface Similar { id: string; title: string; kind: string | null; region: string; region_name: string; occurred_at: string | null; distance_m: number | null; minutes: number; state_label: string }
export interface Slot { capability: string; count: number }
export interface Offer { team: string; title: string; travel_min: number | null; distance_m: number | null; uncovers: string[] }
export interface FilledSlot extends Slot { filled: Offer[]; why_empty: string | null }
export interface Proposal { slots: FilledSlot[]; objective_s: number }
export interface PlanFault { register: string; id: string; title: string; kind: string; post: string }
export const planCheck = (plan: string) => get<{ items: PlanFault[] }>(`/api/plans/${plan}/check`)
export const PAPERS = ['flash', 'follow_up', 'final', 'special'] as const
export type Paper = (typeof PAPERS)[number]

export const queue = () => get<{ items: QueueItem[] }>('/api/queue')
export const similar = (query: Query, signal?: AbortSignal) => get<{ items: Similar[] }>('/api/incidents/similar', query, signal)
export const proposal = (incident: string, slots: Slot[]) => call<Proposal>('POST', `/api/incidents/${incident}/proposal`, { body: { slots } })
export const paperUrl = (incident: string, kind: Paper): string => `/api/incidents/${incident}/paper.docx?kind=${kind}`
