// SPDX-License-Identifier: Apache-2.0
// One record, kept fresh by the feed.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { useFeed } from '@/live/feed'
import { asProblem, isAbort } from '@/ui/problem'

export function useRecord(register: string, id: string) {
  const rec = shallowRef<Rec | null>(null)
  const problem = ref<Problem | null>(null)
  const abort = new AbortController()
  async function read() {
    try {
      rec.value = await api.record(register, id, abort.signal)
      problem.value = null
    } catch (e) {
      if (!isAbort(e)) problem.value = asProblem(e)
    }
  }
  void read()
  useFeed((e) => e.register === register && e.id === id, read, 200)
  onBeforeUnmount(() => abort.abort())
  return { rec, problem, read }
}
