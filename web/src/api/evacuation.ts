// SPDX-License-Identifier: Apache-2.0
// Moving people: lists and their countdown, the assignment to shelters, cards, who has arrived (doc/api.md, Moving people).
import { call, get } from './http'

export interface ListAsk { event: string; hit_at: string; trigger: string; hit_from?: string; region?: string; reason?: string[]; object_register?: string; object?: string; area?: object }
export interface ListLine {
  id: string | null
  made: boolean
  region: string
  region_name: string
  households: number
  people: number
  away: number
  vehicles_for: number
  trips: number
  minutes_needed: number
  hit_at: string
  night: boolean
  done_by: string
  decide_by: string
  decide_in_s: number
  basis: string
}
export const makeLists = (ask: ListAsk, preview: boolean, idem: string) => call<{ items: ListLine[]; people: number }>('POST', '/api/evacuation/lists', { body: preview ? { ...ask, preview } : ask, idem })

export interface Assignment { region: string; region_name: string; lon?: number; lat?: number; barrier_free: boolean; shelter: string; shelter_name: string; people: number; households: number; travel_s: number; travel: string }
export interface PlanShelter { shelter: string; name: string; lon: number; lat: number; capacity: number; present: number; assigned: number; nearly_full: boolean }
export interface Unassigned { id: string; region_name: string; people: number; barrier_free: boolean; why: 'no_room' | 'no_barrier_free' | 'cut_off' | 'no_place' }
export interface MovePlan {
  event: string
  graph: boolean
  closures: number
  people: number
  placed: number
  unassigned_people: number
  total_person_seconds: number
  optimum_person_seconds: number
  optimum_unassigned: number
  proven: boolean
  households: number
  households_changed: number
  households_split: number
  to_the_brim: boolean
  shelters_used_not: number
  assignments: Assignment[]
  shelters: PlanShelter[]
  unassigned: Unassigned[]
  split: string[]
  what_if?: WhatIf[]
}
/** That shelter closed by itself. */
export interface WhatIf { shelter: string; name: string; unassigned_people: number; optimum_person_seconds: number }
/** A road thought closed: a shape on the map, or a closure that is not in force. */
export type RoadThought = string | { type: string; coordinates: unknown }
export const planFor = (event: string, without: string[], roads: RoadThought[] = [], what_if: string[] = []) => call<MovePlan>('POST', '/api/evacuation/plan', { body: { event, without, roads, what_if } })
export const applyPlan = (event: string, without: string[], idem: string, roads: RoadThought[] = []) => call<MovePlan>('POST', '/api/evacuation/plan/apply', { body: { event, without, roads }, idem })

export interface Card { card: string; code: string; qr: string; svg: string; resident: string; name: string; household?: string; head: string; address: string; region: string; region_name: string; shelter: string }
export type CardScope = { region: string } | { household: string }
export const cards = (scope: CardScope, after: string, limit: number) => get<{ items: Card[]; next: string | null }>('/api/evacuation/cards', { ...scope, after, limit })
export const issueCards = (scope: CardScope, idem: string) => call<{ issued: number; more: boolean }>('POST', '/api/evacuation/cards', { body: scope, idem })
export const reissueCard = (resident: string, reason: string, idem: string) => call<{ card: string; cancelled: string | null }>('POST', '/api/evacuation/cards/reissue', { body: { resident, reason }, idem })

export interface RosterPerson { transfer: string; code: string; resident?: string; name: string; household?: string; head: string; region: string; state: string; people: number; helper: string; helper_phone: string; needs: string; mobility: string; shelter?: string }
export const roster = (event: string, region: string) => get<{ items: RosterPerson[]; total: number }>('/api/evacuation/roster', { event, region })

export type FigureKey = 'listed' | 'reported' | 'scanned' | 'placed' | 'moving' | 'to_move' | 'refused' | 'released' | 'unlisted' | 'missing' | 'late' | 'preventive' | 'resettled' | 'concentrated' | 'dispersed'
export type Figures = Record<FigureKey, number>
export type VillageFigures = Figures & { region: string; region_name: string }
export interface Person {
  transfer: string
  name: string
  people: number
  state: string
  region: string
  region_name: string
  helper: string
  helper_phone: string
  needs: string
  shelter?: string
  shelter_name?: string
  due_at?: string
  last: { direction: string; at: string; shelter_name: string; to_name?: string } | null
}
export interface Conflict { id: string; state: string; kind: string; kind_label: string; name: string; shelter: string; shelter_name: string; other_shelter: string; other_shelter_name: string; at: string }
export interface Held { checkin: string; held: string; reason: string; card: string; shelter?: string; at: string; recorded_by: string }
export interface Reconcile { event: string; event_title: string; at: string; total: Figures; by_region: VillageFigures[]; missing: Person[]; unlisted: Person[]; conflicts: Conflict[]; held: Held[] }
export const reconcile = (event: string, region = '') => get<Reconcile>('/api/evacuation/reconcile', { event, region })
export const reconcileCsv = (event: string, region = ''): string => `/api/evacuation/reconcile.csv?event=${event}${region ? `&region=${region}` : ''}`

export interface ShelterRow {
  id: string
  name: string
  level: string
  region: string
  region_name: string
  state: string
  lon: number
  lat: number
  capacity: number
  present: number
  expected: number
  room: number
  barrier_free: boolean
  standardised: boolean
  check_result: string
  next_check_on?: string
  travel_min?: number
  travel?: string
  faults: string[]
}
export interface Coverage { townships: number; townships_covered: number; counties: number; counties_covered: number; standardised: number; shelters: number; bare: string[] }
export const shelters = (region = '') => get<{ items: ShelterRow[]; coverage: Coverage }>('/api/evacuation/shelters', { region })
export const sheltersNear = (near: string) => get<{ items: ShelterRow[] }>('/api/evacuation/shelters', { near })
