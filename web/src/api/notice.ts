// SPDX-License-Identifier: Apache-2.0
// Notices: whom an audience reaches, sending, how far it came.
import { call, get } from './http'
import type { Rec } from './types'

export interface Gateway { channel: string; state: 'up' | 'down' | 'off'; detail: string; at: string }
export interface Reached { name: string; kind: string; region: string; has_phone: boolean }
export interface Preview {
  count: number
  without_phone: number
  vacant: number
  whole_city: boolean
  needs_confirm: boolean
  by_kind: { kind: string; label: string; count: number }[]
  by_region: { region: string; name: string; count: number }[]
  persons: Reached[]
  channels: Gateway[]
}
export interface Delivery { channel: string; state: string; count: number }
export interface Place { region: string; region_name: string; state: string; count: number; passed_on: number }
export interface Reach { queued: number; items: Place[] }
export type Counts = Record<'total' | 'sent' | 'heard' | 'acked' | 'fed_back' | 'visited' | 'failed' | 'passed_on', number>
export type Call = Counts & { register: 'notice' | 'warning'; id: string; title: string; region: string; region_name: string; state: string; sent_at: string; due_at: string; level: string }

export const preview = (audience: string, signal?: AbortSignal) => call<Preview>('POST', '/api/notices/preview', { body: { audience }, signal })
export const gateways = () => get<{ items: Gateway[] }>('/api/notices/channels')
export const deliveries = (id: string) => get<{ items: Delivery[] }>(`/api/notices/${id}/deliveries`)
export const reach = (id: string) => get<Reach>(`/api/notices/${id}/reach`)
export const calls = () => get<{ items: Call[] }>('/api/notices/calls')
/** `confirm`: the number that was shown; the server refuses when it is another by now. */
export const send = (id: string, confirm: number, version: number, idem: string) => call<Rec>('POST', `/api/r/notice/${id}/send`, { body: { confirm }, ifMatch: version, idem })
