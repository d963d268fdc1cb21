// SPDX-License-Identifier: Apache-2.0
// The command thread: the one queue, incidents like this one, who could go, papers.
import { call, get, type Query } from './http'

export type QueueKind = 'warning' | 'report' | 'incident' | 'response' | 'task' | 'dispatch' | 'alarm' | 'receipt' | 'loan' | 'handover' | 'reminder' | 'lesson' | 'check' | 'source'
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
export type Need = 'team' | 'equipment' | 'stock'
/** What is asked for: a team by capability, equipment by kind, goods by class. */
export interface Slot { need: Need; capability?: string; kind?: string; item?: string; unit?: string; count?: number; quantity?: number }
export interface Offer {
  need: Need
  team?: string
  equipment?: string
  stock?: string
  title: string
  quantity?: number
  available?: number
  elsewhere?: boolean
  unit?: string
  expires_on?: string | null
  travel_min: number | null
  distance_m: number | null
  travel: 'road' | 'straight_line'
  loan: boolean
  lender: { id: string | null; name: string } | null
  uncovers?: string[] // of what the plan chose
}
export interface FilledSlot extends Slot { got: number; filled: Offer[]; alternatives: Offer[]; why_empty: string | null }
export interface Proposal {
  slots: FilledSlot[]
  borrower: string
  objective: { text: string }
  travel: { graph: boolean; graph_file: string; graph_loaded_at?: string; closures: number; straight_factor: number; straight_kmh: number }
}
export interface OrderLine { team?: string; equipment?: string; stock?: string; quantity?: number; travel_min?: number; travel?: string; mission?: string }
export interface OrderDone { ordered_at: string; ordered: number; refused: number; lines: { line: number; title: string; status: 'ordered' | 'refused'; reason?: string; lender?: string }[] }
export interface PlanFault { register: string; id: string; title: string; kind: string; post: string }
export const planCheck = (plan: string) => get<{ items: PlanFault[] }>(`/api/plans/${plan}/check`)
export const PAPERS = ['flash', 'follow_up', 'final', 'special'] as const
export type Paper = (typeof PAPERS)[number]

export const queue = () => get<{ items: QueueItem[] }>('/api/queue')
export const similar = (query: Query, signal?: AbortSignal) => get<{ items: Similar[] }>('/api/incidents/similar', query, signal)
export const proposal = (incident: string, slots: Slot[]) => call<Proposal>('POST', `/api/incidents/${incident}/proposal`, { body: { slots } })
export const order = (incident: string, body: { mode: 'all' | 'each'; lines: OrderLine[]; mission?: string; destination?: string }, key: string) => call<OrderDone>('POST', `/api/incidents/${incident}/dispatch`, { body, idem: key })
export const paperUrl = (incident: string, kind: Paper): string => `/api/incidents/${incident}/paper.docx?kind=${kind}`
