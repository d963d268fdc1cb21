// SPDX-License-Identifier: Apache-2.0
// The duty room: who is on duty, rosters, takeovers; and the conditions of an end.
import { call, get } from './http'
import type { Rec } from './types'

export const SEATS = ['leader', 'chief', 'officer', 'officer2', 'driver'] as const
export type Seat = (typeof SEATS)[number]
export interface Mate { id?: string; name: string }
export type Shift = { [S in Seat]: Mate | null } & {
  id: string | null
  state: string
  state_label: string
  kind: string
  org: string
  batch: string
  room_phone: string
  starts_at: string
  ends_at: string
  published_on: string | null
}
export interface DutyNow { region: string; region_name: string; shift: Shift | null; next: Shift | null; late_handover: boolean }
export type FaultKind = 'gap' | 'overlap' | 'no_leader' | 'few' | 'no_rest' | 'unpublished'
export interface RosterFault { kind: FaultKind; from: string; to: string; shift?: string; who?: string; need?: number; have?: number }
export interface Roster { region: string; region_name: string; from: string; to: string; items: Shift[]; faults: RosterFault[] }
export interface RosterAsk { region: string; org?: string; kind: string; from: string; to: string; leaders: string[]; chiefs: string[]; officers: string[]; seconds: string[]; drivers: string[]; room_phone: string }

export const dutyNow = () => get<DutyNow>('/api/duty/now')
export const roster = (region: string, from: string, to: string, org = '') => get<Roster>('/api/duty/roster', { region, from, to, org })
export const rosterPreview = (ask: RosterAsk) => call<Roster>('POST', '/api/duty/roster/preview', { body: ask })
export const rosterWrite = (ask: RosterAsk, idem: string) => call<{ batch: string; shifts: number }>('POST', '/api/duty/roster', { body: ask, idem })
export const rosterPublish = (region: string, from: string, to: string) => call<{ shifts: number }>('POST', '/api/duty/roster/publish', { body: { region, from, to } })
export const rosterCancel = (region: string, batch: string, reason: string) => call<{ shifts: number }>('POST', '/api/duty/roster/cancel', { body: { region, batch, reason } })

export interface HandLine { register: string; id: string; title: string; state_label: string; at: string | null }
export interface Takeover {
  region: string
  region_name: string
  late: boolean
  shift: Rec | null
  next: Rec | null
  waiting: number
  overdue: number
  open: HandLine[]
  responses: HandLine[]
  warnings: HandLine[]
  incidents: HandLine[]
  log: HandLine[]
  devices: HandLine[]
  gateways: { channel: string; state: string; detail: string; at: string }[]
  text: { open_matters: string; responses: string; warnings: string; equipment_state: string }
}
export const takeover = () => get<Takeover>('/api/duty/takeover')
export const signTakeover = (shift: string, name: string, password: string, totp: string) =>
  call<Rec>('POST', `/api/duty/takeover/${shift}/sign`, { body: totp ? { name, password, totp } : { name, password }, quiet401: true })

export type EndState = 'open' | 'met' | 'answered' | 'overridden'
export interface EndItem {
  item: string
  label: string
  clause: string
  auto: boolean
  by_hand: boolean
  state: EndState
  count: number
  open: { register: string; id: string; title: string }[]
  check?: string
  by?: string
  at?: string
  note?: string
  object_register?: string
  object?: string
}
export interface Ending { total: number; unmet: number; items: EndItem[] }
export type EndOf = 'incidents' | 'responses' | 'evacuation/lists'
export const ending = (of: EndOf, id: string) => get<Ending>(`/api/${of}/${id}/ending`)
export const answerEnding = (of: EndOf, id: string, item: string, body: { note?: string; override?: string; object_register?: string; object?: string }, idem: string) =>
  call<Ending>('POST', `/api/${of}/${id}/ending/${item}`, { body, idem })

export interface ReviewStep { task: string; title: string; state: string; planned_min: number | null; accepted_min: number | null; finished_min: number | null }
export const responseReview = (id: string) => get<{ items: ReviewStep[] }>(`/api/responses/${id}/review`)
