// SPDX-License-Identifier: Apache-2.0
// The registers as the journal of a moment has them, and what of the journal matters to a review.
import * as api from '@/api'
import { get, signedHeaders } from '@/api/http'
import type { Change, Definition, Definitions, JournalEntry, Rec } from '@/api/types'
import { pick } from '@/i18n'

const PAGE = 500
const PAGES_MOST = 10
const ENTRIES = 40
const ENTRY_PAGES_MOST = 4
const ENDED = new Set(['closed', 'merged', 'false_report'])
/* what a director looks back at; readings, receipts and reminders are in the audit list */
const IMPORTANT = ['incident', 'response', 'warning', 'dispatch', 'filing', 'transfer', 'road_closure', 'order', 'task', 'notice', 'alarm', 'typhoon', 'timeline', 'loan']

export interface Frame {
  at: number; incidents: Rec[]; responses: Rec[]; closures: Rec[]; shelters: Rec[]; track: Rec[]; more: boolean
  figures: { incidents: number; responses: number; shelters: number; present: number | null; moving: number; placed: number; closures: number; dispatches: number }
}
const iso = (at: number) => new Date(at).toISOString()

/** All pages of a list as of a moment; `more` when even that was not all. */
async function all(key: string, at: number, filters: [string, string][], signal: AbortSignal): Promise<{ items: Rec[]; more: boolean }> {
  const items: Rec[] = []
  let after: string | null = null
  for (let i = 0; i < PAGES_MOST; i++) {
    const page = await api.list(key, [...filters, ['as_of', iso(at)], ['limit', String(PAGE)], ['total', '0'], ...(after ? [['after', after] as [string, string]] : [])], signal)
    items.push(...page.items)
    after = page.next
    if (!after) return { items, more: false }
  }
  return { items, more: true }
}
const people = (rs: Rec[]) => rs.reduce((n, r) => n + (Number(r.people) || 0), 0)

export async function frameAt(at: number, signal: AbortSignal): Promise<Frame> {
  const [incidents, responses, closures, open, full, moving, placed, sent, track] = await Promise.all([
    all('incident', at, [], signal), all('response', at, [['state', 'active']], signal), all('road_closure', at, [['state!', 'open']], signal),
    all('shelter', at, [['state', 'open']], signal), all('shelter', at, [['state', 'full']], signal),
    all('transfer', at, [['state', 'moving']], signal), all('transfer', at, [['state', 'arrived']], signal),
    all('dispatch', at, [['state!', 'refused']], signal), all('track_point', at, [['at<', iso(at)], ['at>', iso(at - 15 * 86_400_000)], ['kind!', 'forecast']], signal),
  ])
  const running = incidents.items.filter((r) => !ENDED.has(String(r.state)))
  const shelters = [...open.items, ...full.items]
  const counted = shelters.filter((s) => typeof s.present === 'number')
  return {
    at, incidents: running, responses: responses.items, closures: closures.items, shelters, track: track.items.sort((a, b) => Date.parse(String(a.at)) - Date.parse(String(b.at))),
    more: [incidents, moving, placed].some((x) => x.more),
    figures: {
      incidents: running.length, responses: responses.items.length, shelters: shelters.length, present: counted.length ? counted.reduce((n, s) => n + Number(s.present), 0) : null,
      moving: people(moving.items), placed: people(placed.items), closures: closures.items.length, dispatches: sent.items.filter((d) => !['recalled', 'stood_down'].includes(String(d.state))).length,
    },
  }
}

export interface Told { seq: number; at: string; actor: string; what: string; action: string; title: string }
let words: Promise<Map<string, Definition>> | null = null
const definitions = () => (words ??= get<Definitions>('/api/registers', { codes: 0 }).then((d) => new Map(d.items.map((x) => [x.register, x]))))

function tell(e: JournalEntry, d: Definition | undefined, verb: (key: string) => string): Told {
  const action = d?.lifecycle?.actions.find((a) => a.key === e.action)
  const shown = (c: Change | undefined) => (c && typeof c.new === 'string' ? c.new : '')
  const isText = (k: string) => d?.fields.find((f) => f.key === k)?.type === 'text' /* no codes, no ids */
  const title = [...(d?.title ?? []), 'title', 'headline', 'name', 'text', 'subject'].filter(isText).map((k) => shown(e.changes.find((c) => c.field === k))).find((x) => x) ?? ''
  return { seq: e.seq, at: e.at, actor: e.actor, what: pick(d?.label) || e.register || '', action: action ? pick(action.label) : verb(e.action), title: title.slice(0, 80) }
}
/** The last important entries up to a moment, newest first. fails: 403 for whoever may not read the journal */
export async function toldUntil(start: number, at: number, verb: (key: string) => string, signal: AbortSignal): Promise<Told[]> {
  const defs = await definitions()
  const found: JournalEntry[] = []
  let after: string | undefined
  for (let i = 0; i < ENTRY_PAGES_MOST && found.length < ENTRIES; i++) {
    const page = await get<{ items: JournalEntry[]; next: string | null }>('/api/audit', { from: iso(start), to: iso(at), limit: PAGE, after }, signal)
    found.push(...page.items.filter((e) => IMPORTANT.includes(e.register ?? '') && e.action !== 'clock' && !(e.register === 'notice' && e.actor === 'system')))
    if (!page.next) break
    after = page.next
  }
  return found.slice(0, ENTRIES).map((e) => tell(e, defs.get(e.register ?? ''), verb))
}

/** A file behind a token: read and handed to the browser, which a plain link cannot do. */
export async function download(path: string, name: string, lang: string): Promise<void> {
  const res = await fetch(path, { headers: { ...signedHeaders(), 'Accept-Language': lang } })
  if (!res.ok) throw new Error(String(res.status))
  const url = URL.createObjectURL(await res.blob())
  const a = Object.assign(document.createElement('a'), { href: url, download: name })
  a.click()
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
