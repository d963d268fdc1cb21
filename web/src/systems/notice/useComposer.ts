// SPDX-License-Identifier: Apache-2.0
// A notice being written: kept on this device every two seconds, filled in from an incident, a warning or a draft, looked at, then sent.
import { computed, onBeforeUnmount, reactive, ref, shallowRef } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import { send as sendNotice, type Preview } from '@/api/notice'
import type { Rec, Value } from '@/api/types'
import { uuidv7 } from '@/api/uuid'
import { t } from '@/i18n'
import { serverNow } from '@/live/clock'
import { fromLocalInput, toLocalInput } from '@/register/format'
import { useSession } from '@/systems/session/store'
import { readLocal, writeLocal } from '@/ui/local'
import { asProblem } from '@/ui/problem'
import { DRILL } from './audience'

export interface From { notice?: string; incident?: string; warning?: string }
const KEPT_EVERY_MS = 2000
/** Channels that a machine serves, in the order in which they are tried unless chosen otherwise. */
export const CHANNELS = ['app', 'sms', 'auto_call', 'email'] as const
const blank = () => ({ subject: '', body: '', audience: '', channel: ['app', 'sms'] as string[], kind: '', urgency: 'normal', region: '', needs_answer: false, answer_min: 15 as number | '', answer_at: '', id: '', version: 0 })
export type Draft = ReturnType<typeof blank>

export function useComposer(from: From) {
  const session = useSession()
  const key = `draft:compose:${from.notice ?? from.incident ?? from.warning ?? 'new'}`
  const kept = readLocal<{ at: number; v: Draft } | null>(key, null)
  const v = reactive<Draft>({ ...blank(), region: session.account?.region ?? '', ...kept?.v })
  const restored = ref(kept?.at ?? 0)
  const savedAt = ref(0)
  const source = shallowRef<Rec | null>(null) /* the incident or warning */
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const tried = ref(false)
  let was = JSON.stringify(v)
  let idem = uuidv7()

  const answerBy = computed(() => (!v.needs_answer ? null : v.answer_min === '' ? fromLocalInput(v.answer_at) : new Date(serverNow() + v.answer_min * 60_000).toISOString()))
  const faults = computed(() => {
    const all: { field: 'subject' | 'body' | 'audience' | 'channel' | 'answer'; reason: string }[] = []
    const need = (field: 'subject' | 'body' | 'audience' | 'channel', name: string, empty: boolean) => empty && all.push({ field, reason: t('form.needed', { name }) })
    need('subject', t('notice.subject'), !v.subject.trim())
    need('body', t('notice.body'), !v.body.trim())
    need('channel', t('notice.channels'), !v.channel.length)
    need('audience', t('notice.audience'), !v.audience.trim())
    if (v.needs_answer && v.answer_min === '' && !(Date.parse(answerBy.value ?? '') > serverNow())) all.push({ field: 'answer', reason: t('notice.answerPast') })
    return all
  })
  const faultOf = (field: string) => (tried.value ? faults.value.find((f) => f.field === field)?.reason : undefined)

  function keep() {
    const now = JSON.stringify(v)
    if (now === was) return
    was = now
    savedAt.value = serverNow()
    writeLocal(key, { at: savedAt.value, v })
  }
  const timer = window.setInterval(keep, KEPT_EVERY_MS)
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    keep()
  })
  function forget() {
    window.clearInterval(timer)
    was = JSON.stringify(v)
    writeLocal(key, null)
  }
  function drop() {
    Object.assign(v, blank(), { region: session.account?.region ?? '' })
    restored.value = 0
    writeLocal(key, null)
    was = JSON.stringify(v)
    void fill()
  }

  const text = (x: unknown) => (typeof x === 'string' ? x : '')
  function fillNotice(n: Rec) {
    Object.assign(v, { id: n.id, version: n.version, subject: text(n.subject), body: text(n.body), audience: text(n.audience), channel: (n.channel as string[] | null) ?? [], kind: text(n.kind), urgency: text(n.urgency) || 'normal', region: text(n.region), needs_answer: !!n.needs_answer })
    if (n.answer_by) Object.assign(v, { answer_min: '', answer_at: toLocalInput(n.answer_by) })
  }
  function fillFrom(r: Rec) {
    v.region = text(r.region) || v.region
    v.subject = (r.register === 'warning' ? text(r.headline) : r._title).slice(0, 120)
    if (r.register !== 'warning') return void (v.urgency = 'urgent')
    v.body = [text(r.description), text(r.instruction)].filter(Boolean).join('\n')
    Object.assign(v, { kind: 'warning', urgency: 'urgent', needs_answer: !!r.call_answer })
    if (r.call_answer) v.channel = ['app', 'sms', 'auto_call']
  }
  /** What is kept on this device wins: somebody wrote it. */
  async function fill() {
    try {
      if (from.notice) {
        const n = await api.record('notice', from.notice)
        if (!restored.value) fillNotice(n)
        from = { notice: from.notice, incident: text(n.incident) || undefined, warning: text(n.warning) || undefined }
      }
      const [register, id] = from.incident ? ['incident', from.incident] : ['warning', from.warning]
      if (!id) return
      source.value = await api.record(register!, id)
      if (!restored.value && !from.notice) fillFrom(source.value)
    } catch (e) {
      problem.value = asProblem(e)
    } finally {
      was = JSON.stringify(v)
    }
  }
  void fill()

  function bodyOf(): Record<string, Value> {
    return {
      subject: v.subject.trim(), body: v.body.trim(), audience: v.audience.trim(), channel: v.channel, kind: v.kind || null, urgency: v.urgency || null, region: v.region || null,
      incident: from.incident ?? null, warning: from.warning ?? null, needs_answer: v.needs_answer ? 1 : 0, answer_by: answerBy.value, drafted_by: session.account?.name ?? null,
    }
  }
  /** The record behind it: made once, then kept in step. */
  async function save(): Promise<Rec> {
    const rec = v.id ? await api.patch('notice', v.id, bodyOf(), v.version) : await api.create('notice', bodyOf(), idem)
    Object.assign(v, { id: rec.id, version: rec.version })
    keep()
    return rec
  }
  async function within(work: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    try {
      await work()
      return true
    } catch (e) {
      problem.value = asProblem(e)
      idem = uuidv7()
      return false
    } finally {
      busy.value = false
    }
  }
  const saveDraft = () => within(async () => {
    await save()
    forget()
  })
  const send = (shown: Preview) => within(async () => {
    const rec = await save()
    await sendNotice(rec.id, shown.count, rec.version, uuidv7())
    forget()
  })
  const drill = computed(() => (session.site?.sandbox ? DRILL : ''))
  return { v, source, problem, busy, tried, restored, savedAt, faults, faultOf, answerBy, drill, drop, saveDraft, send }
}
export type Composer = ReturnType<typeof useComposer>
