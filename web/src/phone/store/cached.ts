// SPDX-License-Identifier: Apache-2.0
// What was read last, sealed on the phone, with the time it was read: shown at once, and while there is no network.
import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import * as api from '@/api'
import { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { liveState, onFeed, useFeed } from '@/live/feed'
import { phoneNow } from '../clock'
import { seal, unseal } from './vault'

interface Kept<T> { at: number; data: T }
export interface Cached<T> {
  data: ShallowRef<T | null>
  at: Ref<number> // when it was read; 0 = never
  problem: ShallowRef<Problem | null>
  loading: Ref<boolean>
  refresh(): Promise<void>
}
export interface Own<T> extends Cached<T> { begin(): Promise<void>; end(): void }
export function makeCached<T>(key: string, read: (signal: AbortSignal) => Promise<T>): Own<T> {
  const data = shallowRef<T | null>(null)
  const at = ref(0)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let abort: AbortController | null = null
  async function refresh() {
    abort?.abort()
    const mine = (abort = new AbortController())
    loading.value = true
    try {
      const fresh = await read(mine.signal)
      if (mine !== abort) return
      data.value = fresh
      at.value = phoneNow()
      problem.value = null
      await seal('cache', key, { at: at.value, data: fresh } satisfies Kept<T>)
    } catch (e) {
      if (mine === abort) problem.value = e instanceof Problem ? e : new Problem(0, 'network', '')
    } finally {
      if (mine === abort) loading.value = false
    }
  }
  async function begin() {
    const kept = await unseal<Kept<T>>('cache', key).catch(() => undefined)
    if (kept && !data.value) {
      data.value = kept.data
      at.value = kept.at
    }
    await refresh()
  }
  return { data, at, problem, loading, refresh, begin, end: () => abort?.abort() }
}
/** For one page. registers: an event in one of them reads it again. */
export function useCached<T>(key: string, read: (signal: AbortSignal) => Promise<T>, registers: string[] = []): Cached<T> {
  const c = makeCached(key, read)
  void c.begin()
  if (registers.length) useFeed((e) => registers.includes(e.register), () => void c.refresh())
  onBeforeUnmount(c.end)
  return c
}
/** One for the whole program, however many places show it: read again soon after an event in one of the registers, and when the line stands again. */
export function shareCached<T>(c: Own<T>, registers: string[], soonMs: number): { use(): void; forget(): void } {
  let begun = false
  let soon = 0
  const again = () => {
    soon = 0
    if (begun) void c.refresh()
  }
  onFeed((e) => {
    if (begun && registers.includes(e.register)) soon ||= window.setTimeout(again, soonMs)
  })
  watch(liveState, (s) => s === 'on' && again())
  function use() {
    if (!begun) void c.begin()
    begun = true
  }
  function forget() {
    begun = false
    c.end()
    c.data.value = null
    c.at.value = 0
  }
  return { use, forget }
}
/** Instead of what this role may not see. */
export const soft = <T>(none: T) => (e: unknown): T => {
  if (e instanceof Problem && (e.status === 403 || e.status === 404)) return none
  throw e
}
/** A list that this role may not see is empty. */
export const rows = (key: string, query: Record<string, string | number>, signal: AbortSignal): Promise<Rec[]> => api.list(key, query, signal).then((p) => p.items, soft<Rec[]>([]))
/** The same for what is asked for once and kept for the whole session: definitions, code lists. */
export async function remembered<T>(key: string, read: () => Promise<T>, change: (data: T) => void): Promise<void> {
  const kept = await unseal<Kept<T>>('cache', key).catch(() => undefined)
  if (kept) change(kept.data)
  const fresh = read().then(async (data) => {
    change(data)
    await seal('cache', key, { at: phoneNow(), data } satisfies Kept<T>)
  })
  if (kept) fresh.catch(() => undefined)
  else await fresh
}
