// SPDX-License-Identifier: Apache-2.0
// People to call: persons, or the posts they hold with the persons behind them; a page at a time, by region, kind and text.
import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Rec } from '@/api/types'
import { asProblem, isAbort } from '@/ui/problem'

export interface Asked { q: string; region: string; kind: string }
/** `post` where people were asked for by what they answer for; `person` null = somebody without a record. */
export interface Contact { key: string; person: Rec | null; post: Rec | null }
const PAGE = 25
const WAIT_MS = 250

export function useContacts(asked: () => Asked) {
  const items = shallowRef<Contact[] | null>(null)
  const total = ref(0)
  const next = ref<string | null>(null)
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const persons = new Map<string, Rec | null>()
  let abort: AbortController | null = null
  let timer = 0

  async function personOf(id: string, signal: AbortSignal): Promise<Rec | null> {
    if (!persons.has(id)) persons.set(id, await api.record('person', id, signal).catch((e) => { if (isAbort(e)) throw e; return null }))
    return persons.get(id)!
  }
  async function page(a: Asked, after: string | undefined, signal: AbortSignal): Promise<Contact[]> {
    const got = await api.list(a.kind ? 'post' : 'person', { ...(a.kind ? { kind: a.kind } : {}), q: a.q, region: a.region, limit: PAGE, after }, signal)
    if (!after) total.value = got.total ?? got.items.length
    next.value = got.next
    if (!a.kind) return got.items.map((person) => ({ key: person.id, person, post: null }))
    return Promise.all(got.items.map(async (post) => ({ key: post.id, post, person: /^[0-9A-Za-z]{13}$/.test(String(post.person)) ? await personOf(String(post.person), signal) : null })))
  }
  async function read(more = false) {
    window.clearTimeout(timer)
    abort?.abort()
    const mine = (abort = new AbortController())
    busy.value = true
    try {
      const got = await page(asked(), more ? (next.value ?? undefined) : undefined, mine.signal)
      if (mine !== abort) return
      items.value = more ? [...(items.value ?? []), ...got] : got
      problem.value = null
    } catch (e) {
      if (!isAbort(e) && mine === abort) problem.value = asProblem(e)
    } finally {
      if (mine === abort) busy.value = false
    }
  }
  watch(() => JSON.stringify(asked()), () => {
    window.clearTimeout(timer)
    timer = window.setTimeout(read, WAIT_MS)
  })
  void read()
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    abort?.abort()
  })
  return { items, total, next, problem, busy, read: () => read(), more: () => read(true) }
}
