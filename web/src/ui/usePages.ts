// SPDX-License-Identifier: Apache-2.0
// A long list that the client holds whole, fifty rows at a time.
import { computed, ref, watch } from 'vue'

export const PAGE_ROWS = 50
export function usePages<T>(all: () => readonly T[]) {
  const page = ref(0)
  const pages = computed(() => Math.max(1, Math.ceil(all().length / PAGE_ROWS)))
  const rows = computed(() => all().slice(page.value * PAGE_ROWS, (page.value + 1) * PAGE_ROWS))
  watch(pages, (n) => (page.value = Math.min(page.value, n - 1)))
  return { page, pages, rows, total: computed(() => all().length) }
}
export type Pages = Pick<ReturnType<typeof usePages>, 'page' | 'pages' | 'total'>
