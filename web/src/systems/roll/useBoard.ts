// SPDX-License-Identifier: Apache-2.0
// The board of one response at one place, its way up, and the persons there; fresh from the feed.
import { computed, ref, shallowRef, watch } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import { board, rolls, type Board, type Roll } from '@/api/roll'
import type { Rec } from '@/api/types'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { asProblem } from '@/ui/problem'

const SHOWN = 100
export function useBoard(asked: () => { response: string; region: string; state: string }) {
  const list = shallowRef<Roll[] | null>(null)
  const now = shallowRef<Board | null>(null)
  const persons = shallowRef<Rec[]>([])
  const total = ref(0)
  const problem = ref<Problem | null>(null)
  const readAt = ref(0)
  const one = computed(() => list.value?.find((r) => r.id === asked().response) ?? list.value?.[0] ?? null)
  let turn = 0
  async function read() {
    const mine = ++turn
    try {
      const all = (await rolls()).items
      if (mine !== turn) return
      list.value = all
      const r = one.value
      if (!r) return
      const { region, state } = asked()
      const b = await board(r.id, region)
      const p = await api.list('roll_call', { response: r.id, region: b.region, state: state || undefined, sort: state ? 'region' : '-id', limit: SHOWN })
      if (mine !== turn) return
      ;[now.value, persons.value, total.value] = [b, p.items, p.total ?? p.items.length]
      readAt.value = serverNow()
      problem.value = null
    } catch (e) {
      if (mine === turn) problem.value = asProblem(e)
    }
  }
  void read()
  watch(asked, () => void read())
  useFeed((e) => e.register === 'roll_call' || e.register === 'response', () => void read(), 800)
  return { list, one, now, persons, total, problem, readAt, read }
}
