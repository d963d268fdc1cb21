// SPDX-License-Identifier: Apache-2.0
// What I have to acknowledge: receipts of mine that are open, and the warnings in force.
import { computed } from 'vue'
import * as api from '@/api'
import type { Rec } from '@/api/types'
import { actionOf, defs } from './model'
import { box, items, put } from './outbox/box'
import { me } from './session'
import { rows, useCached } from './store/cached'
import { say } from './ui/toast'
import { t } from '@/i18n'

interface Told { receipts: Rec[]; notices: Record<string, Rec>; warnings: Rec[] }
async function read(signal: AbortSignal): Promise<Told> {
  const person = me.session?.account.person
  const warnings = await rows('warning', { state: 'issued', sort: '-issued_at', limit: 20 }, signal)
  const receipts = person ? await rows('receipt', { person, sort: '-sent_at', limit: 30 }, signal) : []
  const ids = [...new Set(receipts.map((r) => String(r.notice)))].slice(0, 20)
  const found = await Promise.all(ids.map((id) => api.record('notice', id, signal).catch(() => null)))
  return { receipts, warnings, notices: Object.fromEntries(found.filter((n): n is Rec => n !== null).map((n) => [n.id, n])) }
}
const path = (r: Rec, action: string) => `/api/r/receipt/${r.id}/${action}`
const lastStep = (r: Rec) => [...items.value].reverse().find((i) => i.path.startsWith(`/api/r/receipt/${r.id}/`) && i.state !== 'refused')
const ACKED = ['acked', 'fed_back', 'visited']

export function useTold() {
  const cached = useCached<Told>('told', read, ['receipt', 'notice', 'warning'])
  const isOpen = (r: Rec) => {
    const step = lastStep(r)
    return step ? step.path.endsWith('/unack') || (step.state === 'sent' && (step.sentAt ?? 0) < Date.parse(r.updated_at) && !ACKED.includes(r.state ?? '')) : !ACKED.includes(r.state ?? '')
  }
  const open = computed(() => (cached.data.value?.receipts ?? []).filter(isOpen))
  const warnings = computed(() => cached.data.value?.warnings ?? [])
  const notice = (r: Rec) => cached.data.value?.notices[String(r.notice)]
  const title = (r: Rec) => String(notice(r)?.subject ?? r.labels.notice ?? r._title)
  const mayAck = computed(() => defs.get('receipt')?.actions.includes('ack') ?? false)
  /** Painted at once, sent from the outbox; ten seconds to take it back. */
  async function ack(r: Rec) {
    const item = await put({ title: `${t('m.ack.done')}：${title(r)}`, method: 'POST', path: path(r, 'ack') })
    const undo = actionOf(defs.get('receipt'), 'unack')
    say(t('m.ack.done'), { text: t('m.undo'), run: () => void takeBack() })
    async function takeBack() {
      if (box.find(item.id)?.state === 'waiting' && (await box.drop(item.id))) return
      if (undo) await put({ title: `${t('m.undo')}：${title(r)}`, method: 'POST', path: path(r, 'unack') })
    }
  }
  return { ...cached, open, warnings, notice, title, mayAck, ack }
}
