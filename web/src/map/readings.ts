// SPDX-License-Identifier: Apache-2.0
// The last stage and rain of each station, beside its symbol: what is over a limit by colour and in words; no data is no number.
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { latest, type Latest } from '@/api/flood'
import { useFeed } from '@/live/feed'

export type Grade = 'ok' | 'warn' | 'grave' | 'old'
export interface Value { element: 'stage' | 'rain'; value: number; at: string; window_h: number; over: string; stale: boolean }
export interface Reading { id: string; title: string; place: [lon: number, lat: number] | null; values: Value[]; grade: Grade }

/* past these water leaves its bed or the works; the others call for a look */
const GRAVE = new Set(['guaranteed', 'flood_limit'])
export const gradeOf = (v: Pick<Value, 'over' | 'stale'>): Grade => (v.stale ? 'old' : GRAVE.has(v.over) ? 'grave' : v.over ? 'warn' : 'ok')
const ORDER: Grade[] = ['old', 'ok', 'warn', 'grave']
const worst = (list: Value[]): Grade => list.map(gradeOf).reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), 'old')

export function readingsOf(stage: Latest[], rain: Latest[]): Reading[] {
  const found = new Map<string, Reading>()
  for (const [element, list] of [['stage', stage], ['rain', rain]] as const)
    for (const s of list) {
      if (s.value === null || s.at === null) continue
      const r = found.get(s.id) ?? { id: s.id, title: s.title, place: s.lon === null || s.lat === null ? null : ([s.lon, s.lat] as [number, number]), values: [], grade: 'ok' as Grade }
      r.values.push({ element, value: s.value, at: s.at, window_h: s.window_h, over: s.over ?? '', stale: s.stale })
      r.grade = worst(r.values)
      found.set(s.id, r)
    }
  return [...found.values()]
}

const SOON_MS = 2_000
export function useReadings(on: Ref<boolean>) {
  const readings = shallowRef<Reading[]>([])
  const failed = ref(false)
  const at = ref(0)
  let turn = 0
  async function read() {
    const mine = ++turn
    if (!on.value) return void (readings.value = [])
    try {
      const [stage, rain] = await Promise.all([latest('stage'), latest('rain')])
      if (mine !== turn) return
      readings.value = readingsOf(stage.items, rain.items)
      at.value = Date.now()
      failed.value = false
    } catch {
      failed.value = true
    }
  }
  watch(on, read, { immediate: true })
  useFeed((e) => on.value && (e.register === 'reading' || e.register === 'station'), read, SOON_MS)
  onBeforeUnmount(() => turn++)
  return { readings, failed, at, read }
}
