// SPDX-License-Identifier: Apache-2.0
// What is being typed is kept every two seconds, sealed like everything else.
import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { uuidv7 } from '@/api/uuid'
import { phoneNow } from './clock'
import { forget, seal, unsealAll } from './store/vault'

export interface Draft { id: string; page: 'report' | 'hazard'; at: number; title: string; values: Record<string, unknown> }
export const EVERY_MS = 2_000
export const drafts = shallowRef<Draft[]>([])
export async function loadDrafts(): Promise<void> {
  drafts.value = (await unsealAll<Draft>('drafts')).sort((a, b) => b.at - a.at)
}
export async function dropDraft(id: string): Promise<void> {
  await forget('drafts', id)
  await loadDrafts()
}
/** read: the values as they stand, null = nothing worth keeping. */
export function useDraft(page: Draft['page'], given: string | undefined, title: () => string, read: () => Record<string, unknown> | null, fill: (v: Record<string, unknown>) => void) {
  const id = given || uuidv7()
  let timer = 0
  let last = ''
  let over = false
  async function save() {
    const values = over ? null : read()
    const text = values ? JSON.stringify(values) : ''
    if (!values || text === last) return
    last = text
    await seal('drafts', id, { id, page, at: phoneNow(), title: title(), values } satisfies Draft)
  }
  const hidden = () => document.visibilityState === 'hidden' && void save()
  onMounted(async () => {
    await loadDrafts()
    const kept = drafts.value.find((d) => d.id === given)
    if (kept) fill(kept.values)
    timer = window.setInterval(() => void save(), EVERY_MS)
    document.addEventListener('visibilitychange', hidden)
  })
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', hidden)
    void save()
  })
  return {
    /** It went out: the draft is no more. */
    async done() {
      over = true
      await dropDraft(id)
    },
  }
}
