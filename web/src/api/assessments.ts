// SPDX-License-Identifier: Apache-2.0
// Assessments: schemes, the counties' points and ranks for a period, their ranks over the quarters of a year.
import { get } from './http'
import type { Ask } from './indicators'

export type Rule = 'target' | 'linear' | 'change' | 'each' | 'rank' | 'hand'
export interface Item { key: string; label: string; weight: number; rule: Rule; words: string; indicator?: string; unit?: string; digits?: number; body_name?: string; hand?: string }
export interface Section { label: string; part: 'scored' | 'bonus' | 'deducted'; weight: number; items: Item[] }
export interface Grade { key: string; label: string; least: number }
export interface Veto { indicator: string; label: string; above: number; best: string }
export interface Scheme { key: string; label: string; freq: 'year' | 'quarter'; source: string; basis_least: number; sections: Section[]; grades: Grade[]; vetoes: Veto[] }
export type State = 'scored' | 'no_data' | 'no_target' | 'no_sheet' | 'alone' | 'denied'
export interface Score {
  key: string; state: State; points: number | null; full: number; why: string
  value?: number | null; previous?: number | null; yoy?: number | null; target?: number | null; target_words?: string; records?: string
  score?: number | null; sheet?: string | null; scorer?: string; note?: string
}
export interface Standing { region: string; label: string; points: number; basis: number; extra: number; total: number | null; rank: number | null; rank_before: number | null; grade: string; grade_name: string }
export interface Unit extends Standing { sections: (number | null)[]; items: Score[]; vetoes: { label: string; hit: boolean; state: State; value: number | null; records?: string }[] }
interface Head { period: string; region: string; as_of: string | null; provisional: boolean; ranked: boolean }
export interface Assessed extends Scheme, Head { units: Unit[]; missing: string[] }
export interface Quarter extends Head { units: Standing[] }
export interface Quarters { key: string; label: string; period: string; region: string; by: Quarter[] }

export const schemes = () => get<{ items: Scheme[] }>('/api/assessments')
export const assessment = (key: string, ask: Ask, signal?: AbortSignal) => get<Assessed>(`/api/assessments/${key}`, { ...ask }, signal)
export const quarters = (key: string, ask: Ask, signal?: AbortSignal) => get<Quarters>(`/api/assessments/${key}`, { ...ask, period: ask.period.slice(0, 4), by: 'quarter' }, signal)
