// SPDX-License-Identifier: Apache-2.0
// While a report is typed: open incidents that may be the same one. It never holds anybody up.
import { onBeforeUnmount, ref, watch } from 'vue'
import { similar, type Similar } from '@/api/command'

export interface Asked { kind?: string; lon?: number; lat?: number; region?: string; at?: string }

export function useSimilar(asked: () => Asked | null) {
  const found = ref<Similar[]>([])
  let timer = 0
  let abort: AbortController | null = null
  async function find() {
    abort?.abort()
    const q = asked()
    if (!q) return void (found.value = [])
    const mine = (abort = new AbortController())
    try {
      const items = (await similar({ ...q }, mine.signal)).items
      if (mine === abort) found.value = items.slice(0, 5)
    } catch {
      if (mine === abort) found.value = []
    }
  }
  watch(() => JSON.stringify(asked()), () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(find, 250)
  }, { immediate: true })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    abort?.abort()
  })
  return found
}
