// SPDX-License-Identifier: Apache-2.0
// What runs and wants an answer, kept fresh; and which one the officer works on.
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import { calls, deliveries, reach, type Call, type Delivery, type Place } from '@/api/notice'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { asProblem } from '@/ui/problem'

const EVERY_MS = 30_000 /* terms run out without an event */
export const keyOf = (c: Pick<Call, 'register' | 'id'>): string => `${c.register}:${c.id}`

export function useCalls(wanted: () => string) {
  const items = shallowRef<Call[] | null>(null)
  const problem = ref<Problem | null>(null)
  const readAt = ref(0)
  const notices = shallowRef<string[]>([])
  const where = shallowRef<Place[]>([])
  const sums = shallowRef<Delivery[]>([])
  const selected = computed(() => items.value?.find((c) => keyOf(c) === wanted()) ?? items.value?.find((c) => c.failed > 0) ?? items.value?.[0] ?? null)
  const selectedKey = computed(() => (selected.value ? keyOf(selected.value) : ''))
  let turn = 0
  let part = 0

  async function read() {
    const mine = ++turn
    try {
      const got = (await calls()).items
      if (mine !== turn) return
      items.value = got
      readAt.value = serverNow()
      problem.value = null
    } catch (e) {
      if (mine === turn) problem.value = asProblem(e)
    }
    await readOne()
  }
  /** A warning is answered through the notices that were sent for it. */
  async function readOne() {
    const c = selected.value
    const mine = ++part
    if (!c) return void ([notices.value, where.value, sums.value] = [[], [], []])
    try {
      const ids = c.register === 'notice' ? [c.id] : (await api.list('notice', { warning: c.id, sort: '-sent_at', limit: 20, total: 0 })).items.filter((n) => n.state !== 'draft' && n.state !== 'recalled').map((n) => n.id)
      const [far, out] = await Promise.all([Promise.all(ids.map(reach)), Promise.all(ids.map((id) => deliveries(id).then((d) => d.items, () => [])))])
      if (mine !== part) return
      notices.value = ids
      where.value = far.flatMap((r) => r.items)
      sums.value = out.flat()
    } catch (e) {
      if (mine === part) problem.value = asProblem(e)
    }
  }
  void read()
  watch(selectedKey, readOne)
  useFeed((e) => ['receipt', 'notice', 'warning'].includes(e.register), () => void read(), 500)
  const timer = window.setInterval(read, EVERY_MS)
  onBeforeUnmount(() => window.clearInterval(timer))
  return { items, problem, readAt, selected, selectedKey, notices, where, sums, read }
}
