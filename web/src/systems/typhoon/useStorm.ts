// SPDX-License-Identifier: Apache-2.0
// One storm and where the slider stands: fixes, then its own agency's forecast.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { track as ask, type Basis, type Fix, type Track } from '@/api/flood'
import type { Problem } from '@/api/http'
import { asProblem, isAbort } from '@/ui/problem'

const STEP_MS = 450

export const framesOf = (t: Track | null): Fix[] => (t ? [...t.fixes, ...(t.forecasts.find((f) => f.agency === t.agency)?.points ?? []).filter((p) => !t.fixes.length || p.at > t.fixes[t.fixes.length - 1]!.at)] : [])

export function useStorm(id: Ref<string>, basis: Ref<Basis>, agency: Ref<string>) {
  const track = shallowRef<Track | null>(null)
  const problem = ref<Problem | null>(null)
  const index = ref(0)
  const playing = ref(0)
  const frames = computed(() => framesOf(track.value))
  const last = computed(() => Math.max(0, frames.value.length - 1))
  const frame = computed(() => frames.value[Math.min(index.value, last.value)])
  let abort: AbortController | null = null

  async function read() {
    abort?.abort()
    stop()
    if (!id.value) return void (track.value = null)
    const mine = (abort = new AbortController())
    try {
      track.value = await ask(id.value, { basis: basis.value, agency: agency.value || undefined }, mine.signal)
      problem.value = null
      index.value = basis.value === 'best' ? strongest(track.value.fixes) : Math.max(0, track.value.fixes.length - 1)
    } catch (e) {
      if (!isAbort(e)) problem.value = asProblem(e)
    }
  }
  function stop() {
    window.clearInterval(playing.value)
    playing.value = 0
  }
  function play() {
    if (playing.value) return stop()
    if (index.value >= last.value) index.value = 0
    playing.value = window.setInterval(() => (index.value >= last.value ? stop() : index.value++), STEP_MS)
  }
  function step(by: number) {
    stop()
    index.value = Math.min(last.value, Math.max(0, index.value + by))
  }
  watch([id, basis, agency], read, { immediate: true })
  onBeforeUnmount(() => {
    stop()
    abort?.abort()
  })
  return { track, problem, frames, frame, index, last, playing, play, stop, step, read }
}
function strongest(fixes: Fix[]): number {
  let best = 0
  fixes.forEach((f, i) => { if ((f.wind_m_s ?? 0) > (fixes[best]?.wind_m_s ?? 0)) best = i })
  return best
}
