// SPDX-License-Identifier: Apache-2.0
// The shelter at which this phone takes people in: chosen once, its roster read and kept, sealed like everything else.
import { computed, shallowRef, watch } from 'vue'
import * as api from '@/api'
import { get } from '@/api/http'
import type { Code, Rec } from '@/api/types'
import { onFeed, liveState } from '@/live/feed'
import { serverNow } from '@/live/clock'
import { regionPrefix } from '@/register/region'
import { phoneNow, serverTime } from '../clock'
import { defs } from '../model'
import { items } from '../outbox/box'
import { me } from '../session'
import { makeCached, remembered, rows, soft, type Cached } from '../store/cached'
import { seal, unseal } from '../store/vault'
import { countsOf, keyOf, linesOf, RATION_HOURS, seenOf, type Given, type Person, type Roster, type Target, type Who } from './people'

export interface Spot { event: string; event_title: string; shelter: string; shelter_name: string; region: string; capacity: number }
export interface Choice { events: { id: string; title: string }[]; shelters: { id: string; name: string; region: string; region_name: string; capacity: number; mine: boolean }[] }
/** What lies in the shelter. */
export interface Ration { item: string; label: string; unit: string }
const TARGETS_MOST = 5_000
interface Known { asked: number; roster: Roster }

const words = (v: unknown): string => (typeof v === 'string' ? v : '')

/* --- choosing --- */

/** Events in which people are moved, the newest first: from the transfers, since not every keeper may read incidents; and open incidents. */
async function eventsOf(region: string, signal: AbortSignal): Promise<Choice['events']> {
  const [moved, incidents] = await Promise.all([rows('transfer', { region, sort: '-created_at', limit: 200 }, signal), rows('incident', { sort: '-created_at', limit: 50 }, signal)])
  const over = new Set((defs.get('incident')?.lifecycle?.states ?? []).filter((s) => s.final).map((s) => s.key))
  const found = new Map<string, string>()
  for (const r of moved) if (r.event) found.set(words(r.event), r.labels.event ?? '')
  for (const r of incidents) if (found.has(r.id) || !over.has(r.state ?? '')) found.set(r.id, words(r.title) || r._title)
  return [...found].map(([id, title]) => ({ id, title }))
}
async function readChoice(signal: AbortSignal): Promise<Choice> {
  const { region, person } = me.session!.account
  const [events, shelters] = await Promise.all([eventsOf(region, signal), rows('shelter', { region, limit: 500 }, signal)])
  const list = shelters.map((r) => ({ id: r.id, name: words(r.name) || r._title, region: words(r.region), region_name: words(r.region_name), capacity: Number(r.capacity ?? 0), mine: !!person && r.keeper === person }))
  return { events, shelters: list.sort((a, b) => Number(b.mine) - Number(a.mine) || a.name.localeCompare(b.name, 'zh')) }
}
const choice = makeCached<Choice>('shelter/choice', readChoice)
/** Every shelter that this account may know of: where somebody who moves on can go, also without a network. */
async function readTargets(signal: AbortSignal): Promise<Target[]> {
  const out: Target[] = []
  for (let after = ''; out.length < TARGETS_MOST; ) {
    const page = await api.list('shelter', { limit: 500, total: 0, ...(after ? { after } : {}) }, signal).catch(soft({ items: [], next: null } as { items: Rec[]; next: string | null }))
    out.push(...page.items.map((r) => ({ id: r.id, name: words(r.name) || r._title, region: words(r.region), region_name: words(r.region_name) })))
    if (!page.next) break
    after = page.next
  }
  return out
}
export const targets = makeCached<Target[]>('shelter/targets', readTargets)
export const nameOf = (shelter: string | undefined): string | undefined => (choice.data.value?.shelters.find((s) => s.id === shelter) ?? targets.data.value?.find((s) => s.id === shelter))?.name
/** Where a keeper's own shelter and the event leave nothing to choose. */
function onlyChoice(c: Choice): Spot | null {
  const mine = c.shelters.filter((s) => s.mine)
  return mine.length === 1 && c.events.length === 1 ? spotOf(c.events[0]!, mine[0]!) : null
}
export const spotOf = (e: Choice['events'][number], s: Choice['shelters'][number]): Spot => ({ event: e.id, event_title: e.title, shelter: s.id, shelter_name: s.name, region: s.region, capacity: s.capacity })

/* --- the shelter chosen --- */

interface View { own: Known_; around: Known_; given: ReturnType<typeof makeCached<Given[]>>; kit: ReturnType<typeof makeCached<Ration[]>> }
type Known_ = ReturnType<typeof makeCached<Known>>
export const spot = shallowRef<Spot | null>(null)
const view = shallowRef<View | null>(null)
const goods = shallowRef<Code[]>([])
const rationHours = shallowRef(RATION_HOURS)
let begun = false

const readRoster = async (query: Record<string, string>, signal: AbortSignal): Promise<Known> => {
  const asked = phoneNow()
  return { asked, roster: await get<Roster>('/api/evacuation/roster', query, signal) }
}
const nobody = (s: Spot): Known => ({ asked: 0, roster: { event: s.event, event_title: s.event_title, at: '', items: [], total: 0 } })
async function readGiven(s: Spot, signal: AbortSignal): Promise<Given[]> {
  const list = await rows('distribution', { event: s.event, shelter: s.shelter, sort: '-at', limit: 500 }, signal)
  return list.map((r) => ({ key: keyOf({ resident: words(r.resident), code: words(r.card_no) }), item: words(r.item), at: Date.parse(words(r.at)) }))
}
async function readKit(s: Spot, signal: AbortSignal): Promise<Ration[]> {
  const list = await rows('shelter_kit', { shelter: s.shelter, limit: 200 }, signal)
  return [...new Map(list.map((r) => [words(r.item), { item: words(r.item), label: r.labels.item ?? words(r.item), unit: words(r.unit) }])).values()]
}
function follow(s: Spot): void {
  leave()
  const township = regionPrefix(s.region).slice(0, 9).padEnd(12, '0')
  const v: View = {
    own: makeCached<Known>(`roster/${s.event}/${s.shelter}`, (signal) => readRoster({ event: s.event, shelter: s.shelter }, signal)),
    /* the neighbours: whose card it is when somebody of another shelter comes; an account that may not see them does without */
    around: makeCached<Known>(`around/${s.event}/${township}`, (signal) => readRoster({ event: s.event, region: township }, signal).catch(soft(nobody(s)))),
    given: makeCached<Given[]>(`given/${s.event}/${s.shelter}`, (signal) => readGiven(s, signal)),
    kit: makeCached<Ration[]>(`kit/${s.shelter}`, (signal) => readKit(s, signal)),
  }
  view.value = v
  for (const c of Object.values(v)) void c.begin()
}
function leave(): void {
  for (const c of Object.values(view.value ?? {})) c.end()
  view.value = null
}
const SPOT = 'shelter/spot'
export async function chooseSpot(s: Spot): Promise<void> {
  spot.value = s
  follow(s)
  await seal('cache', SPOT, s)
}
async function readHours(): Promise<number> {
  const found = await api.list('parameter', { key: 'evacuation.ration_hours', sort: '-valid_from', limit: 1 }).then((p) => p.items, soft<Rec[]>([]))
  return Number(found[0]?.value) > 0 ? Number(found[0]!.value) : RATION_HOURS
}
async function begin(): Promise<void> {
  const kept = await unseal<Spot>('cache', SPOT).catch(() => undefined)
  if (kept && !spot.value) {
    spot.value = kept
    follow(kept)
  }
  void choice.begin()
  void targets.begin()
  void remembered('codes/supply_item', () => get<{ items: Code[] }>('/api/codes/supply_item'), (c) => (goods.value = c.items)).catch(() => undefined)
  await remembered('parameter/ration_hours', readHours, (h) => (rationHours.value = h)).catch(() => undefined)
}
export function forgetShelter(): void {
  begun = false
  leave()
  for (const c of [choice, targets]) {
    c.end()
    c.data.value = null
  }
  spot.value = null
}

watch(choice.data, (c) => {
  const only = c && !spot.value && onlyChoice(c)
  if (only) void chooseSpot(only)
})

/* the own roster soon after something moved, the neighbours' less often: 240 shelters ask at the same time */
const SOON_MS = { own: 3_000, around: 30_000, given: 3_000 }
type Moving = keyof typeof SOON_MS
const soon: Partial<Record<Moving, number>> = {}
function later(which: Moving): void {
  soon[which] ??= window.setTimeout(() => {
    delete soon[which]
    void view.value?.[which].refresh()
  }, SOON_MS[which])
}
onFeed((e) => {
  if (!view.value) return
  if (e.register === 'transfer' || e.register === 'checkin') (later('own'), later('around'))
  if (e.register === 'distribution') later('given')
})
watch(liveState, (s) => s === 'on' && view.value && (Object.keys(view.value) as (keyof View)[]).forEach((k) => void view.value![k].refresh()))

const people = computed<Person[]>(() => {
  const here = spot.value?.shelter
  const around = (view.value?.around.data.value?.roster.items ?? []).filter((p) => p.shelter !== here) // who is here, the own roster says
  return [...(view.value?.own.data.value?.roster.items ?? []), ...around]
})
const codes = computed(() => new Map(people.value.filter((p) => p.code).map((p) => [p.code, keyOf(p)])))
const transfers = computed(() => new Map(people.value.map((p) => [p.transfer, keyOf(p)])))
const who: Who = { card: (code) => codes.value.get(code), transfer: (id) => transfers.value.get(id) }
const seen = computed(() => (spot.value ? seenOf(items.value, spot.value.event, view.value?.own.data.value?.asked ?? 0, who, serverTime) : []))
const lines = computed(() => linesOf(people.value, seen.value, spot.value?.shelter ?? ''))
const byKey = computed(() => new Map(lines.value.map((l) => [l.key, l])))
const counts = computed(() => countsOf(lines.value, spot.value?.shelter ?? ''))
export const GOODS = '/api/r/distribution'
const given = computed<Given[]>(() => {
  const own = items.value.filter((i) => i.path === GOODS && i.state !== 'refused' && i.body?.event === spot.value?.event)
  return [...own.map((i) => ({ key: keyOf({ resident: words(i.body?.resident), code: words(i.body?.card_no) }), item: words(i.body?.item), at: Date.parse(words(i.body?.at)) })), ...(view.value?.given.data.value ?? [])]
})
export const lineOfCard = (code: string) => byKey.value.get(codes.value.get(code) ?? keyOf({ code }))
/** One for the whole program: the page, the task card and the hand-out show the same. */
export function useShelter() {
  if (!begun) void begin()
  begun = true
  const roster = computed<Cached<Known> | null>(() => view.value?.own ?? null)
  const kit = computed<Ration[]>(() => view.value?.kit.data.value ?? [])
  return { spot, choice, roster, lines, counts, given, kit, goods, rationHours }
}
export const isoNow = (): string => new Date(serverNow()).toISOString()
