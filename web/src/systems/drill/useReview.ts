// SPDX-License-Identifier: Apache-2.0
// The moment that the review shows, and what is read for it. At the end of a running drill it follows; elsewhere it stays.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { Problem } from '@/api/http'
import { asProblem, isAbort } from '@/ui/problem'
import { frameAt, toldUntil, type Frame, type Told } from './frame'
import { momentsOf, stepTo } from './times'
import { useDrill } from './useDrill'

const LOOK_MS = 3_000
const SETTLE_MS = 180

export function useReview() {
  const { t, te } = useI18n()
  const { drill, isAbsent, isLost } = useDrill(undefined, LOOK_MS)
  const start = computed(() => Date.parse(drill.value?.start ?? ''))
  const end = computed(() => (drill.value ? Math.min(Date.parse(drill.value.end), Date.parse(drill.value.now)) : 0))
  const moments = computed(() => (drill.value ? momentsOf(drill.value.lines, start.value, end.value) : []))
  const chosen = ref<number | null>(null) /* null = the end, however far that is */
  const at = computed(() => Math.min(chosen.value ?? end.value, end.value))
  const frame = shallowRef<Frame | null>(null)
  const told = shallowRef<Told[]>([])
  const denied = ref(false)
  const problem = ref<Problem | null>(null)
  const lines = computed(() => (drill.value?.lines ?? []).filter((l) => Date.parse(l.at) <= at.value && (l.zh || l.refused)).reverse())
  const verb = (key: string) => (te(`history.${key}`) ? t(`history.${key}`) : key)
  let abort: AbortController | null = null
  let timer = 0

  async function load() {
    abort?.abort()
    const mine = (abort = new AbortController())
    const when = at.value
    try {
      const [f, j] = await Promise.all([
        frameAt(when, mine.signal),
        toldUntil(start.value, when, verb, mine.signal).catch((e: unknown) => {
          if (!(e instanceof Problem) || e.status !== 403) throw e
          denied.value = true
          return []
        }),
      ])
      if (abort !== mine) return
      frame.value = f
      told.value = j
      problem.value = null
    } catch (e) {
      if (!isAbort(e) && abort === mine) problem.value = asProblem(e)
    }
  }
  watch(at, (to) => {
    if (!drill.value || !to) return
    window.clearTimeout(timer)
    timer = window.setTimeout(load, SETTLE_MS)
  }, { immediate: true })
  onBeforeUnmount(() => {
    abort?.abort()
    window.clearTimeout(timer)
  })
  function move(to: number) {
    chosen.value = to >= end.value ? null : Math.max(start.value, to)
  }
  /** A key of the slider; true when it was one. */
  function key(name: string): boolean {
    const to = stepTo(name, at.value, moments.value)
    if (to !== null) move(to)
    return to !== null
  }
  return { drill, isAbsent, isLost, start, end, at, move, key, lines, frame, told, denied, problem, load }
}
