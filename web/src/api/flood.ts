// SPDX-License-Identifier: Apache-2.0
// Typhoons, what they reach, stations and the rows that propose a response.
import { get } from './http'

export type Force = '7' | '10' | '12'
export const FORCES = ['7', '10', '12'] as const
export type Point = [lon: number, lat: number]
export interface Fix {
  at: string
  lon: number
  lat: number
  kind: string
  grade?: string
  pressure_hpa?: number
  wind_m_s?: number
  wind_mean_min?: number
  landfall?: boolean
  lead_h?: number
  carried?: boolean
  cone_km?: number
  circles: Partial<Record<Force, Point[]>>
}
export interface Track {
  typhoon: string
  agency: string
  at: string
  basis: Basis
  agencies: { agency: string; kind: string; count: number }[]
  now: Fix | null
  fixes: Fix[]
  cone: Point[][]
  forecasts: { agency: string; issued_at: string; points: Fix[] }[]
}
export type Basis = 'forecast' | 'best'
export interface Reach { hit: boolean; hours: number | null; enters_at?: string; leaves_at?: string }
export interface Struck {
  id: string
  title: string
  region: string
  region_name?: string
  lon: number
  lat: number
  distance_km: number | null
  nearest_km: number | null
  circles: Record<Force, Reach>
}
export interface Impact {
  register: string
  counts: { places: number; without_place: number } & Record<Force, { hit: number; now: number }>
  items: Struck[]
}
export interface Series {
  station: string
  title: string
  element: string
  from: string
  to: string
  limits: { key: string; value: number }[]
  items: { at: string; value: number; window_h: number; received_at: string }[]
  age_min: number | null
  stale: boolean
}
export interface Latest { id: string; title: string; region: string; lon: number | null; lat: number | null; value: number | null; at: string | null; window_h: number; stale: boolean; over?: string }
export interface MetRow {
  row: string
  level: string
  text: string
  text_en: string
  mark: string
  source: string
  register: string
  record: string
  title: string
  measured: string
  region_name: string
  at: string
}
export interface Met {
  region: string
  region_name: string
  kind: string
  level: string | null
  rows: MetRow[]
  proposed?: string
  proposed_level?: string
  active?: string
  active_level?: string
}
export interface Source {
  id: string
  name: string
  format: string
  enabled: boolean
  state: string
  at?: string
  ok?: boolean
  words?: string
  new?: number
  fails?: number
  next_at?: string
}

export const stormTitle = (s: { [field: string]: unknown }, zh: boolean): string => `${s.number} ${(zh ? s.name_zh || s.name_en : s.name_en || s.name_zh) || ''}`.trim()

type Asked = { agency?: string; at?: string; basis?: Basis }
export const track = (id: string, q: Asked, signal?: AbortSignal) => get<Track>(`/api/typhoons/${id}/track`, q, signal)
export const impact = (id: string, q: Asked & { register: string; circle: Force; limit: number; level?: string }, signal?: AbortSignal) => get<Impact>(`/api/typhoons/${id}/impact`, q, signal)
export const series = (station: string, element: string, hours: { from?: string; to?: string } = {}) => get<Series>('/api/series', { station, element, ...hours })
export const latest = (element: string) => get<{ items: Latest[] }>('/api/readings/latest', { element })
export const triggers = () => get<{ at: string; rows_in_force: number; items: Met[] }>('/api/flood/triggers')
export const sources = () => get<{ items: Source[] }>('/api/typhoons/sources')
