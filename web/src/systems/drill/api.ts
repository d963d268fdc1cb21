// SPDX-License-Identifier: Apache-2.0
// Routes of drills. The first four are a live city's, the others those of the drill itself (doc/drills.md).
import { call, get } from '@/api/http'

export interface Scenario { key: string; title: string; about: string; start: string; end: string; speed: number; seconds: number; roles: number }
export interface Running { id: string; scenario: string; by: string; started_at: string; port: number; token: string }
export interface Role { key: string; role: string; region: string; zh: string; en: string; taken: boolean }
export interface Goal { key: string; zh: string; en: string; unit: string; planned: number; actual: number | null; points: number; earned: number | null }
export interface Expected { zh: string; en: string; inject_zh: string; inject_en: string; at: string; within_min: number; met_at?: string; met: boolean; missed: boolean }
export interface DrillLine { at: string; kind: string; as: string; zh: string; en: string; refused?: string }
export interface Drill {
  scenario: string; title_zh: string; title_en: string; about_zh: string; about_en: string; start: string; end: string; now: string; speed: number; paused: boolean; jumping: boolean; over: boolean
  score: number; verdict_zh: string; verdict_en: string; roles: Role[]; goals: Goal[]; expected: Expected[]; next: string | null; n_lines: number; lines: DrillLine[]
}
export interface Control { paused?: boolean; speed?: number; to?: string }

export const scenarios = () => get<{ items: Scenario[] }>('/api/scenarios')
export const running = () => get<{ items: Running[] }>('/api/drills')
export const start = (scenario: string, speed: number) => call<Running>('POST', '/api/drills', { body: { scenario, speed } })
export const end = (id: string) => call<void>('DELETE', `/api/drills/${id}`)

export const drill = (lines?: number, signal?: AbortSignal) => call<Drill>('GET', '/api/drill', { query: { lines }, quiet401: true, signal })
export const control = (to: Control) => call<Drill>('POST', '/api/drill/control', { body: to, query: { lines: 1 }, quiet401: true })
/** The browser is signed in as the role's account: the answer's cookie is wanted, though a token asks. */
export const take = (key: string) => call<Drill>('POST', `/api/drill/roles/${key}/take`, { body: {}, query: { lines: 1 }, quiet401: true, keepCookie: true })
export const give = (key: string) => call<Drill>('POST', `/api/drill/roles/${key}/give`, { body: {}, query: { lines: 1 }, quiet401: true })
