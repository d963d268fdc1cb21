// SPDX-License-Identifier: Apache-2.0
// Whom the audience reaches, asked anew while it is put together; each term also for itself, so that a refusal stands beside it.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import type { Problem } from '@/api/http'
import { preview, type Preview } from '@/api/notice'
import { asProblem, isAbort } from '@/ui/problem'
import { joinTerms, readTerms } from './audience'

export interface TermInfo { count?: number; problem?: Problem }
const WAIT_MS = 400
const TERMS_MOST = 30 /* asked one by one */

export function useAudience(text: () => string) {
  const terms = computed(() => readTerms(text()))
  const result = shallowRef<Preview | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const info = reactive(new Map<string, TermInfo>())
  let timer = 0
  let abort: AbortController | null = null

  async function askOne(term: string, signal: AbortSignal) {
    try {
      info.set(term, { count: (await preview(term, signal)).count })
    } catch (e) {
      if (!isAbort(e)) info.set(term, { problem: asProblem(e) })
    }
  }
  /** Answers what the audience is now; null when it is refused. */
  async function ask(): Promise<Preview | null> {
    window.clearTimeout(timer)
    abort?.abort()
    const mine = (abort = new AbortController())
    const all = terms.value.map((x) => x.text)
    problem.value = null
    if (!all.length) return (result.value = null)
    busy.value = true
    try {
      const got = await preview(joinTerms(all), mine.signal)
      if (mine !== abort) return null
      result.value = got
      if (all.length === 1) info.set(all[0]!, { count: got.count })
    } catch (e) {
      if (isAbort(e) || mine !== abort) return null
      result.value = null
      problem.value = asProblem(e)
      if (all.length === 1) info.set(all[0]!, { problem: problem.value })
    }
    /* what was refused before may hold by now: only counts are kept */
    if (all.length > 1) await Promise.all(all.slice(0, TERMS_MOST).filter((x) => info.get(x)?.count === undefined).map((x) => askOne(x, mine.signal)))
    if (mine === abort) busy.value = false
    return mine === abort ? result.value : null
  }
  watch(() => joinTerms(terms.value.map((x) => x.text)), () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, WAIT_MS)
  }, { immediate: true })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    abort?.abort()
  })
  return { terms, result, problem, busy, info, ask }
}
export type AudienceState = ReturnType<typeof useAudience>
