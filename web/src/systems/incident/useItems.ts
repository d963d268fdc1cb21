// SPDX-License-Identifier: Apache-2.0
// The records of one register that belong to an incident, kept fresh by the feed.
import { ref, shallowRef } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { useFeed } from '@/live/feed'
import { useModel } from '@/register/store'
import { asProblem } from '@/ui/problem'

export function useItems(register: string, incident: string, sort: string, limit = 200) {
  const model = useModel()
  const items = shallowRef<Rec[] | null>(null)
  const problem = ref<Problem | null>(null)
  const next = ref<string | null>(null)
  let turn = 0
  async function read(after?: string) {
    if (!model.get(register)) return void (items.value = [])
    const mine = ++turn
    try {
      const page = await api.list(register, { incident, sort, limit, total: 0, after })
      if (mine !== turn) return
      items.value = after ? [...(items.value ?? []), ...page.items] : page.items
      next.value = page.next
      problem.value = null
    } catch (e) {
      if (mine === turn) problem.value = asProblem(e)
    }
  }
  void read()
  useFeed((e) => e.register === register, () => void read(), 250)
  return { items, problem, next, read: () => read(), more: () => (next.value ? read(next.value) : undefined) }
}
