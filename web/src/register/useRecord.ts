// SPDX-License-Identifier: Apache-2.0
// One record, kept fresh by the feed.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import * as api from '@/api'
import { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { t } from '@/i18n'
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
  let gone = false
  useFeed((e) => {
    if (e.register !== register || e.id !== id) return false
    gone ||= e.action === 'void'
    return true
  }, () => (gone ? (problem.value = new Problem(404, 'gone', t('detail.gone'))) : void read()), 200)
  onBeforeUnmount(() => abort.abort())
  return { rec, problem, read }
}
