// SPDX-License-Identifier: Apache-2.0
// The event whose people are moved, and where they are now; follows the feed.
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import * as api from '@/api'
import { reconcile, type Reconcile } from '@/api/evacuation'
import type { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { useModel } from '@/register/store'
import type { Option } from '@/ui/Combo.vue'
import { readLocal, writeLocal } from '@/ui/local'
import { asProblem } from '@/ui/problem'

const ID = /^[0-9A-Za-z]{13}$/
const REGISTERS = new Set(['transfer', 'transfer_list', 'checkin', 'checkin_conflict'])
const RECENT = 20
const LAST = 'moving:event'

/** What may be chosen: incidents, or for who sees none those that people are moved in. */
async function events(model: ReturnType<typeof useModel>, q: string): Promise<Option[]> {
  if (model.may('incident', 'read')) {
    const page = await api.list('incident', { q, limit: RECENT, total: 0, sort: '-occurred_at' })
    return page.items.map((r) => ({ value: r.id, label: r._title, note: r.state_label ?? '' }))
  }
  const page = await api.list('transfer', { limit: 500, total: 0, sort: '-at' })
  const seen = new Map(page.items.map((r) => [String(r.event ?? ''), r.labels.event ?? '']))
  return [...seen].filter(([id, label]) => id && label.includes(q)).map(([value, label]) => ({ value, label }))
}

export function useMoving() {
  const route = useRoute()
  const router = useRouter()
  const model = useModel()
  const event = computed(() => [String(route.query.event ?? ''), readLocal(LAST, '')].find((x) => ID.test(x)) ?? '')
  const region = computed(() => (/^\d{2,12}$/.test(String(route.query.region)) ? String(route.query.region) : ''))
  const data = shallowRef<Reconcile | null>(null)
  const problem = ref<Problem | null>(null)
  const readAt = ref(0)
  let turn = 0
  async function read() {
    const mine = ++turn
    if (!event.value) return void (data.value = null)
    try {
      const got = await reconcile(event.value, region.value)
      if (mine !== turn) return
      data.value = got
      readAt.value = serverNow()
      problem.value = null
      writeLocal(LAST, event.value)
    } catch (e) {
      if (mine !== turn) return
      problem.value = asProblem(e)
      if (problem.value.status === 404) writeLocal(LAST, null)
    }
  }
  watch([event, region], () => {
    data.value = null
    void read()
  }, { immediate: true })
  useFeed((e) => REGISTERS.has(e.register), () => void read(), 600)
  const set = (query: Record<string, string | undefined>) => router.replace({ query: { ...route.query, ...query } })
  return { event, region, data, problem, readAt, read, set, find: (q: string) => events(model, q) }
}
export type Moving = ReturnType<typeof useMoving>

/** All pages of a list, up to a number that no screen needs more of. */
const MOST = 6000
export async function all(register: string, query: Record<string, string>): Promise<Rec[]> {
  const items: Rec[] = []
  for (let after: string | undefined; ;) {
    const page = await api.list(register, { ...query, limit: 500, total: 0, after })
    items.push(...page.items)
    if (!page.next || items.length >= MOST) return items
    after = page.next
  }
}
