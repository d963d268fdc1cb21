// SPDX-License-Identifier: Apache-2.0
// Receipts of one notice or several, those not reached first: the states one after the other, a page at a time.
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { asProblem, isAbort } from '@/ui/problem'
import type { ReceiptState } from './reach'

export interface Wanted { notices: string[]; states: ReceiptState[]; region: string }
const PAGE = 50

export function useReceipts(wanted: () => Wanted) {
  const items = shallowRef<Rec[] | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const more = ref(false)
  let at = { leg: 0, after: undefined as string | undefined }
  let abort: AbortController | null = null

  const legs = (w: Wanted) => w.states.flatMap((state) => w.notices.map((notice) => ({ state, notice })))
  /** Fills up to `want` receipts from where it stands. */
  async function fill(w: Wanted, want: number, signal: AbortSignal): Promise<Rec[]> {
    const all = legs(w)
    const got: Rec[] = []
    while (at.leg < all.length && got.length < want) {
      const leg = all[at.leg]!
      const page = await api.list('receipt', { notice: leg.notice, state: leg.state, region: w.region, sort: 'region', limit: want - got.length, total: 0, after: at.after }, signal)
      got.push(...page.items)
      at = page.next ? { leg: at.leg, after: page.next } : { leg: at.leg + 1, after: undefined }
    }
    more.value = at.leg < all.length
    return got
  }
  async function run(keep: Rec[], want: number) {
    abort?.abort()
    const mine = (abort = new AbortController())
    busy.value = true
    try {
      const got = await fill(wanted(), want, mine.signal)
      if (mine !== abort) return
      items.value = [...keep, ...got]
      problem.value = null
    } catch (e) {
      if (!isAbort(e) && mine === abort) problem.value = asProblem(e)
    } finally {
      if (mine === abort) busy.value = false
    }
  }
  /** Read again what is shown; at least a page. */
  function read(): Promise<void> {
    at = { leg: 0, after: undefined }
    return run([], Math.min(500, Math.max(PAGE, items.value?.length ?? 0)))
  }
  watch(() => JSON.stringify(wanted()), () => {
    items.value = null
    void read()
  }, { immediate: true })
  onBeforeUnmount(() => abort?.abort())
  return { items, problem, busy, more, read, next: () => run(items.value ?? [], PAGE) }
}
