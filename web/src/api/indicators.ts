// SPDX-License-Identifier: Apache-2.0
// Indicators: definitions, one for a period and place, the records behind it.
import { get } from './http'

export interface Indicator { key: string; label: string; unit: string; area: string; digits: number; good: '' | 'up' | 'down'; source: string; body: string; body_name: string; freq: '' | 'month' | 'quarter' | 'year'; part?: string; whole?: string; register?: string; sectors: boolean }
export interface Indicators { definitions: string; items: Indicator[] }
export interface Figure { value: number | null; exact: number | null; previous: number | null; yoy: number | null; records: string }
export interface Part extends Figure { key: string; label: string }
export interface Measured extends Figure { key: string; label: string; period: string; region: string; region_name: string; as_of: string | null; unit: string; target: number | null; target_op?: TargetOp; target_state?: TargetState; definitions: string; by: Part[] }
export type TargetOp = 'at_least' | 'at_most' | 'change_at_least' | 'change_at_most'
export type TargetState = 'no_data' | 'not_met' | 'on_track' | 'met'
export interface Behind { register: string; id: string; title: string; region: string; region_name: string; at: string | null; amount: number | null }
export type By = 'county' | 'township' | 'month' | 'quarter' | 'sector'
export interface Ask { period: string; region?: string; as_of?: string; by?: By }

export const indicators = () => get<Indicators>('/api/indicators')
export const indicator = (key: string, ask: Ask, signal?: AbortSignal) => get<Measured>(`/api/indicators/${key}`, { ...ask }, signal)
/** url: `records` of a figure or of a part of it. */
export const behind = (url: string, skip: number, signal?: AbortSignal) => get<{ register: string; dated_by: string; items: Behind[]; next: number | null }>(`${url}&limit=50&skip=${skip}`, undefined, signal)
