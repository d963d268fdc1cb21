// SPDX-License-Identifier: Apache-2.0
// What I am to do: tasks and dispatches of mine and of my team, with what I did and the server does not know yet on top.
import { computed } from 'vue'
import * as api from '@/api'
import type { Action, Rec } from '@/api/types'
import { actionOf, defs, type Reg } from './model'
import { items, put } from './outbox/box'
import type { Item } from './outbox/queue'
import { me } from './session'
import { makeCached, rows, shareCached } from './store/cached'

export type WorkReg = 'task' | 'dispatch'
export interface Work { tasks: Rec[]; dispatches: Rec[]; incidents: Record<string, Rec>; dutyPhone: string; whole: boolean /* nobody stands behind the account: all of its area */ }
const RECENT = 50

const unique = (list: Rec[]) => [...new Map(list.map((r) => [r.id, r])).values()]

async function teamsOf(person: string, org: string, signal: AbortSignal): Promise<Rec[]> {
  const led = await rows('team', { leader: person, limit: 20 }, signal)
  return led.length || !org ? led : rows('team', { org, limit: 20 }, signal)
}
async function mine(person: string, signal: AbortSignal): Promise<[Rec[], Rec[]]> {
  const self = await api.record('person', person, signal).catch(() => null)
  const org = typeof self?.org === 'string' ? self.org : ''
  const teams = await teamsOf(person, org, signal)
  const newest = { sort: '-ordered_at', limit: RECENT }
  const tasks = await Promise.all([rows('task', { assignee: person, ...newest }, signal), org ? rows('task', { assignee_org: org, ...newest }, signal) : []])
  const sent = await Promise.all(teams.map((t) => rows('dispatch', { team: t.id, ...newest }, signal)))
  return [unique(tasks.flat()), unique(sent.flat())]
}
async function incidentsOf(list: Rec[], signal: AbortSignal): Promise<Record<string, Rec>> {
  const ids = [...new Set(list.map((r) => r.incident).filter((x): x is string => typeof x === 'string'))].slice(0, 30)
  const found = await Promise.all(ids.map((id) => api.record('incident', id, signal).catch(() => null)))
  return Object.fromEntries(found.filter((r): r is Rec => r !== null).map((r) => [r.id, r]))
}
async function read(signal: AbortSignal): Promise<Work> {
  const person = me.session?.account.person
  const newest = { sort: '-ordered_at', limit: RECENT }
  const [tasks, dispatches] = person ? await mine(person, signal) : await Promise.all([rows('task', newest, signal), rows('dispatch', newest, signal)])
  const [incidents, dutyPhone] = await Promise.all([incidentsOf(open([...tasks, ...dispatches]), signal), dutyRoom(signal)])
  return { tasks, dispatches, incidents, dutyPhone, whole: !person }
}
/** Who gave the order sits there: the emergency bureau of the account's place, else any duty room of it, else the city's. */
async function dutyRoom(signal: AbortSignal): Promise<string> {
  const own = me.session!.account.region
  for (const region of [own, `${own.slice(0, 6)}000000`, `${own.slice(0, 4)}00000000`]) {
    const found = (await rows('org', { region, kind: 'emergency', limit: 50 }, signal)).find((o) => o.region === region && o.duty_phone)
    if (found) return String(found.duty_phone)
  }
  return ''
}
const isFinal = (r: Rec) => defs.get(r.register as Reg)?.lifecycle?.states.find((s) => s.key === r.state)?.final ?? false
const open = (list: Rec[]) => list.filter((r) => !isFinal(r))

/** A record with the steps that wait in the outbox taken already: said to be so. */
export interface Shown { rec: Rec; state: string; waiting: boolean; refused: Item | null }
export function overlay(rec: Rec, list: Item[]): Shown {
  const start = `/api/r/${rec.register}/${rec.id}/`
  let state = rec.state ?? ''
  let waiting = false
  let refused: Item | null = null
  for (const i of list.filter((x) => x.path.startsWith(start)).sort((a, b) => a.seq - b.seq)) {
    const step = actionOf(defs.get(rec.register as Reg), i.path.slice(start.length))
    const fresh = i.state === 'sent' && (i.sentAt ?? 0) > Date.parse(rec.updated_at) && (step?.from ?? []).includes(state)
    if (i.state === 'refused') refused = i
    else if (step?.to && (i.state !== 'sent' || fresh)) {
      state = step.to
      waiting ||= i.state !== 'sent'
    }
  }
  return { rec, state, waiting, refused }
}
const cached = makeCached<Work>('work', read)
const all = computed(() => [...(cached.data.value?.dispatches ?? []), ...(cached.data.value?.tasks ?? [])].map((r) => overlay(r, items.value)))
const running = computed(() => all.value.filter((s) => !stateOf(s)?.final || s.refused || s.waiting).sort(byTime))
const over = computed(() => all.value.filter((s) => stateOf(s)?.final && !s.refused && !s.waiting).sort(byTime).slice(0, 10))
const shared = shareCached(cached, ['task', 'dispatch'], 400)
/** One for the whole program: three places show it. */
export function useWork() {
  shared.use()
  return { ...cached, running, over }
}
export const forgetWork = shared.forget
const time = (s: Shown) => Date.parse(String(s.rec.ordered_at ?? s.rec.created_at))
/* what came back wants a decision: it stands on top */
const byTime = (a: Shown, b: Shown) => Number(!!b.refused) - Number(!!a.refused) || time(b) - time(a)
export const stateOf = (s: Shown) => defs.get(s.rec.register as Reg)?.lifecycle?.states.find((x) => x.key === s.state)

export const takeStep = (rec: Rec, action: Action, title: string, body: Record<string, unknown>) =>
  put({ title, method: 'POST', path: `/api/r/${rec.register}/${rec.id}/${action.key}`, body, edits: [...action.needs, ...action.takes.filter((f) => f in body), ...(action.reason === 'required' ? ['reason'] : [])] })
/** Somebody else was quicker, or it was recalled: what I reported goes into the incident's log, so that both stand there. */
export const noteInLog = (incident: string, text: string, made: number) =>
  put({ title: text, method: 'POST', path: '/api/r/timeline', made, body: { incident, kind: 'situation', text }, edits: ['text'] })
