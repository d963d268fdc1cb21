// SPDX-License-Identifier: Apache-2.0
// Responsible persons on post, and the check of their posts.
import { call, get } from './http'

export const COUNTS = ['due', 'on_post', 'covered', 'late', 'asked'] as const
export type RollCounts = Record<(typeof COUNTS)[number], number>
export interface Roll { id: string; kind: string; level: string; region: string; region_name: string; state: string; started_at: string | null; due: number; on_post: number; covered: number }
export interface Place extends RollCounts { region: string; region_name: string }
export interface Board { response: string; region: string; region_name: string; total: RollCounts; items: Place[]; evidence: { evidence: string; count: number }[] }
export const FAULTS = ['vacant', 'expired', 'unknown', 'no_phone', 'dead', 'overloaded'] as const
export type Fault = (typeof FAULTS)[number]
export interface Finding { fault: Fault; register: string; id: string; title: string; region: string; region_name: string; post_kind: string; posts: number }
export interface Season { region: string; region_name: string; counts: Record<Fault, number>; items: Finding[] }

export const rolls = () => get<{ items: Roll[] }>('/api/roll')
export const board = (response: string, region: string) => get<Board>('/api/roll/board', { response, region: region || undefined })
export const callAgain = (response: string, region: string) => call<{ notice: string; count: number }>('POST', `/api/roll/${response}/call`, { body: region ? { region } : {} })
export const season = (region: string) => get<Season>('/api/roll/season', { region: region || undefined })
