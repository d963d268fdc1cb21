// SPDX-License-Identifier: Apache-2.0
// The data of a list page: what its address asks for, fetched, paged, refreshed when something happens.
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Page, Rec } from '@/api/types'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { asProblem, isAbort } from '@/ui/problem'
import { readQuery, toPairs, toRouteQuery, type ListQuery } from './filters'

export const PAGE_ROWS = 50

export function useList(key: Ref<string>) {
  const route = useRoute()
  const router = useRouter()
  const query = computed(() => readQuery(route.query))
  const page = shallowRef<Page<Rec> | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const readAt = ref(0)
  const before = ref<string[]>([]) /* cursors of the pages before this one */
  let abort: AbortController | null = null
  let total: number | undefined

  async function fetchPage(quiet = false) {
    abort?.abort()
    const mine = (abort = new AbortController())
    if (!quiet) busy.value = true
    try {
      const answer = await api.list(key.value, [...toPairs(query.value), ['limit', String(PAGE_ROWS)]], mine.signal)
      total = answer.total ?? total
      page.value = { ...answer, total }
      problem.value = null
      readAt.value = serverNow()
    } catch (e) {
      if (isAbort(e) || mine !== abort) return
      problem.value = asProblem(e)
    } finally {
      if (mine === abort) busy.value = false
    }
  }
  function change(to: ListQuery) {
    before.value = []
    void router.replace({ name: 'list', params: { key: key.value }, query: toRouteQuery({ ...to, after: '' }) })
  }
  function next() {
    if (!page.value?.next) return
    before.value.push(query.value.after)
    void router.push({ ...here(), query: toRouteQuery({ ...query.value, after: page.value.next }) })
  }
  function prev() {
    void router.push({ ...here(), query: toRouteQuery({ ...query.value, after: before.value.pop() ?? '' }) })
  }
  const here = () => ({ name: String(route.name), params: route.params })

  watch(key, () => {
    page.value = null
    before.value = []
    total = undefined
  })
  watch([key, () => JSON.stringify(toPairs(query.value))], () => void fetchPage(), { immediate: true })
  useFeed((e) => e.register === key.value, () => void fetchPage(true), 600)
  onBeforeUnmount(() => abort?.abort())
  const pageNumber = computed(() => before.value.length + 1)
  return { query, page, problem, busy, readAt, pageNumber, change, next, prev, refresh: () => fetchPage() }
}
