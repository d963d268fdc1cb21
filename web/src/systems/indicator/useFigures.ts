// SPDX-License-Identifier: Apache-2.0
// The figures of all cards, four requests at a time; a line over the year only for what has come into sight.
import { onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { indicator, indicators, type Ask, type Indicator, type Indicators, type Measured, type Part } from '@/api/indicators'
import type { Problem } from '@/api/http'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { useModel } from '@/register/store'
import { asProblem, isAbort } from '@/ui/problem'
import { refersTo, registersOf } from './figures'
import { Pool } from './pool'

const AT_A_TIME = 4
const FORBIDDEN = 403
const CALM_MS = 5000 /* a busy register is counted again this often at most */
export interface CardState { now?: Measured; months?: Part[]; problem?: Problem; denied?: boolean }

export function useFigures(ask: () => Ask) {
  const { locale } = useI18n()
  const model = useModel()
  const defs = shallowRef<Indicators | null>(null)
  const problem = ref<Problem | null>(null)
  const cards = reactive(new Map<string, CardState>())
  const readAt = ref(0)
  const pool = new Pool(AT_A_TIME)
  const seen = new Set<string>()
  const touched = new Set<string>()
  let abort = new AbortController()

  const card = (key: string): CardState => cards.get(key) ?? cards.set(key, {}).get(key)!
  async function readOne(d: Indicator) {
    const { signal } = abort
    try {
      const now = await indicator(d.key, ask(), signal)
      if (!signal.aborted) Object.assign(card(d.key), { now, problem: undefined, denied: false })
      readAt.value = serverNow()
    } catch (e) {
      if (isAbort(e) || signal.aborted) return
      const p = asProblem(e)
      Object.assign(card(d.key), { problem: p, denied: p.status === FORBIDDEN })
    }
  }
  async function readMonths(key: string) {
    const { signal } = abort
    const a = ask()
    const year = await indicator(key, { ...a, period: a.period.slice(0, 4), by: 'month' }, signal).catch(() => null)
    if (year && !signal.aborted) card(key).months = year.by
  }
  function months(key: string) {
    seen.add(key)
    pool.add(() => (card(key).denied ? Promise.resolve() : readMonths(key)))
  }
  /** What this role certainly may not see is not asked for. */
  const closed = (d: Indicator) => registersOf(d, defs.value?.items ?? [], () => []).some((r) => !model.may(r, 'read'))
  function read(some: readonly Indicator[]) {
    for (const d of some) if (closed(d)) card(d.key).denied = true
    const open = some.filter((d) => !card(d.key).denied)
    for (const d of open) pool.add(() => readOne(d))
    for (const d of open) if (seen.has(d.key)) months(d.key)
  }
  function readAll() {
    abort.abort()
    abort = new AbortController()
    pool.clear()
    cards.clear()
    read(defs.value?.items ?? [])
  }
  async function open() {
    try {
      defs.value = await indicators()
      problem.value = null
      readAll()
    } catch (e) {
      problem.value = asProblem(e)
    }
  }
  watch(locale, () => void open(), { immediate: true })
  watch(() => JSON.stringify(ask()), () => defs.value && readAll())
  /** A card has come into sight. */
  const sight = (key: string) => {
    if (!seen.has(key)) months(key)
  }
  const refer = (register: string) => refersTo(model.backReferences(register))
  useFeed((e) => !ask().as_of && !!touched.add(e.register), () => {
    const all = defs.value?.items ?? []
    read(all.filter((d) => registersOf(d, all, refer).some((r) => touched.has(r))))
    touched.clear()
  }, CALM_MS)
  onBeforeUnmount(() => {
    abort.abort()
    pool.clear()
  })
  return { defs, problem, cards, readAt, open, readAll, sight, retry: (d: Indicator) => pool.add(() => readOne(d)) }
}
