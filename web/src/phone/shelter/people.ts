// SPDX-License-Identifier: Apache-2.0
// Who is where, by the roster that was read last and by what this phone saw since; and what is to be said of a card. Pure: the server's
// own merge (src/systems/evacuation/merge.c) has the last word, this one must only say the same at once and without a network.
import type { Item } from '../outbox/queue'

export type TransferState = 'listed' | 'moving' | 'arrived' | 'refused' | 'released'
/** A line of GET /api/evacuation/roster. */
export interface Person {
  transfer: string
  code: string
  resident?: string
  name: string
  household?: string
  head: string
  region: string
  state: TransferState
  people: number
  helper: string
  helper_phone: string
  needs: string
  mobility: string
  shelter?: string
  placement?: string
  arrived_at?: string
}
export interface Roster { event: string; event_title: string; shelter?: string; shelter_name?: string; capacity?: number; present?: number; at: string; items: Person[]; total: number }
export type Direction = 'in' | 'out' | 'back' | 'moved_on' | 'to_relatives'
/** refuse: no check-in, but it says where somebody is */
export type Act = Direction | 'refuse'
export type Place = 'expected' | 'way' | 'here' | 'elsewhere' | 'relatives' | 'home' | 'refused'
export interface Standing { place: Place; since: number | null; shelter?: string; waiting: boolean }
export interface Line { key: string; person: Person; stands: Standing; /** no list knows of him */ stranger: boolean }

/* --- cards --- */

export interface Card { code: string; qr?: string }
const QR = /^AL1:([0-9A-Z]{16}):([0-9A-Z]{10})$/
/** What a camera, a scanner or a thumb brought; null: no card of ours. A code that is typed may have spaces and small letters. */
export function readCard(text: string): Card | null {
  const scanned = QR.exec(text.trim().toUpperCase())
  if (scanned) return { code: scanned[1]!, qr: scanned[0] }
  const typed = text.toUpperCase().replace(/[\s-]/g, '')
  return /^[0-9A-Z]{16}$/.test(typed) ? { code: typed } : null
}

/* --- what this phone saw --- */

export interface Seen { key: string; direction: Act; shelter?: string; /** moved on to it */ to?: string; at: number; waiting: boolean; item: Item }
export const keyOf = (p: { resident?: string; code?: string; transfer?: string }): string => (p.resident ? `r:${p.resident}` : p.code ? `c:${p.code}` : `t:${p.transfer}`)
const text = (v: unknown): string => (typeof v === 'string' ? v : '')
/** The card under which the server keeps somebody who was written in by hand. */
export const strangerCode = (i: Item): string => text(i.body?.card) || `N-${text(i.body?.of) || i.id}`
const codeOf = (i: Item): string => readCard(text(i.body?.qr))?.code ?? strangerCode(i)

/** Whose card, whose transfer that is, as a key; undefined: not known here. */
export interface Who { card(code: string): string | undefined; transfer(id: string): string | undefined }
const STEP = /^\/api\/r\/transfer\/([^/]+)\/(leave|arrive|release|refuse)$/
function stepOf(i: Item, who: Who): Pick<Seen, 'key' | 'direction'> | null {
  const [, id, step] = STEP.exec(i.path) ?? []
  const key = id && who.transfer(id)
  if (!key) return null
  return { key, direction: step === 'leave' ? 'out' : step === 'release' ? 'back' : step === 'refuse' ? 'refuse' : i.body?.placement === 'relatives' ? 'to_relatives' : 'in' }
}
function scanOf(i: Item, who: Who): Pick<Seen, 'key' | 'direction'> {
  const code = codeOf(i)
  return { key: i.body?.resident ? keyOf({ resident: text(i.body.resident) }) : (who.card(code) ?? keyOf({ code })), direction: (text(i.body?.direction) || 'in') as Direction }
}
/** Check-ins and steps of an event on this phone that count, oldest first. Those that the server had when it was asked (`known`) are in its
 *  answer already. told: what the server's clock said when the phone's said that. */
export function seenOf(items: Item[], event: string, known: number, who: Who, told = (ms: number) => ms): Seen[] {
  const out: Seen[] = []
  for (const i of items) {
    if (i.state === 'refused' || i.held || (i.state === 'sent' && (i.sentAt ?? 0) < known)) continue
    const act = i.kind === 'scan' ? i.join === event && scanOf(i, who) : stepOf(i, who)
    if (act) out.push({ ...act, shelter: text(i.body?.shelter) || undefined, to: text(i.body?.to) || undefined, at: told(i.made), waiting: i.state !== 'sent', item: i })
  }
  return out.sort((a, b) => a.at - b.at || a.item.seq - b.item.seq)
}

function baseOf(p: Person, here: string): Standing {
  const since = p.arrived_at ? Date.parse(p.arrived_at) : null
  const at = (place: Place): Standing => ({ place, since: place === 'expected' ? null : since, shelter: p.shelter, waiting: false })
  if (p.state === 'arrived') return at(p.placement === 'relatives' || !p.shelter ? 'relatives' : p.shelter === here ? 'here' : 'elsewhere')
  return at(p.state === 'moving' ? 'way' : p.state === 'released' ? 'home' : p.state === 'refused' ? 'refused' : 'expected')
}
const isIn = (s: Standing) => s.place === 'here' || s.place === 'elsewhere'
/** One step of the server's folding: an arrival, a leaving of the shelter where he is, a way home or to relatives. */
function step(s: Standing, e: Seen, here: string): Standing {
  const next = (place: Place, shelter = s.shelter): Standing => ({ place, since: e.at, shelter, waiting: s.waiting || e.waiting })
  if (e.direction === 'in') {
    const place = e.shelter === here ? 'here' : 'elsewhere'
    return s.place === place && s.shelter === e.shelter ? { ...s, waiting: s.waiting || e.waiting } : next(place, e.shelter)
  }
  if (e.direction === 'to_relatives') return next('relatives')
  if (e.direction === 'back') return next('home')
  if (e.direction === 'refuse') return next('refused')
  if (isIn(s)) return !e.shelter || e.shelter === s.shelter ? next('way', e.to) : s
  if (e.to) return next('way', e.to)
  return s.place === 'expected' || s.place === 'home' || s.place === 'refused' ? next('way') : s
}
/** A person with what was seen of him here. */
export const stand = (p: Person, seen: Seen[], here: string): Standing => seen.reduce((s, e) => step(s, e, here), baseOf(p, here))

const stranger = (e: Seen): Person => ({
  transfer: '', code: codeOf(e.item), name: text(e.item.body?.name) || codeOf(e.item), head: '', region: '', state: 'listed', people: Number(e.item.body?.people ?? 1), helper: '', helper_phone: '', needs: '', mobility: '',
})
/** All of the rosters, each once, and those whom this phone wrote in. */
export function linesOf(rosters: Person[], seen: Seen[], here: string): Line[] {
  const by = new Map<string, Seen[]>()
  for (const e of seen) by.set(e.key, [...(by.get(e.key) ?? []), e])
  const lines = new Map<string, Line>()
  for (const p of rosters) {
    const key = keyOf(p)
    if (!lines.has(key)) lines.set(key, { key, person: p, stands: stand(p, by.get(key) ?? [], here), stranger: false })
  }
  for (const [key, list] of by) {
    if (lines.has(key) || !list.some((e) => e.item.body?.name)) continue
    const p = stranger(list.find((e) => e.item.body?.name)!)
    lines.set(key, { key, person: p, stands: stand(p, list, here), stranger: true })
  }
  return [...lines.values()]
}

/* --- counting --- */

export interface Counts { here: number; expected: number; missing: Line[]; present: Line[] }
/** expected: who was assigned here and is not known to be somewhere else, and whoever is here. In people, not lines. Who left and is on the
 *  way counts as not there, as in the server's reconciliation. */
export function countsOf(lines: Line[], here: string): Counts {
  const people = (list: Line[]) => list.reduce((n, l) => n + l.person.people, 0)
  const present = lines.filter((l) => l.stands.place === 'here')
  const missing = lines.filter((l) => (l.stands.place === 'expected' && l.person.shelter === here) || (l.stands.place === 'way' && (l.stands.shelter ?? l.person.shelter) === here))
  return { here: people(present), expected: people(present) + people(missing), missing, present }
}

/** By name, head of the household, helper or needs: any part of it. */
export function search(lines: Line[], words: string): Line[] {
  const w = words.trim().toLowerCase()
  return w ? lines.filter((l) => [l.person.name, l.person.head, l.person.helper, l.person.code].some((x) => x.toLowerCase().includes(w))) : lines
}

/* --- where to --- */

export interface Target { id: string; name: string; region: string; region_name: string }
const TOWNSHIP_DIGITS = 9
/** Every shelter but the one that is left, by any part of name or place; those of its township first. */
export function findTargets(list: Target[], words: string, left: string, region: string): Target[] {
  const w = words.trim().toLowerCase()
  const near = (s: Target) => Number(s.region.slice(0, TOWNSHIP_DIGITS) === region.slice(0, TOWNSHIP_DIGITS))
  return list.filter((s) => s.id !== left && (!w || `${s.name} ${s.region_name}`.toLowerCase().includes(w))).sort((a, b) => near(b) - near(a) || a.name.localeCompare(b.name, 'zh'))
}

/* --- what is said --- */

export type Verdict =
  | { kind: 'ok' | 'elsewhere' | 'not_here' | 'other_shelter' | 'refused_before'; line: Line; send: true }
  | { kind: 'again'; line: Line; send: false }
  | { kind: 'unknown'; code: string; send: boolean } // scanned: taken and looked at; typed: a slip of the thumb
  | { kind: 'no_card'; send: false }
/** Of a card or a name. Nothing that happened is turned away but what the log of this phone has already. */
export function judge(line: Line | undefined, card: Card | null, direction: Direction, here: string): Verdict {
  if (!line) return card ? { kind: 'unknown', code: card.code, send: !!card.qr } : { kind: 'no_card', send: false }
  const { place } = line.stands
  if (direction === 'in') {
    if (place === 'here') return { kind: 'again', line, send: false }
    if (place === 'elsewhere') return { kind: 'elsewhere', line, send: true }
    if (place === 'refused') return { kind: 'refused_before', line, send: true }
    return { kind: line.person.shelter && line.person.shelter !== here ? 'other_shelter' : 'ok', line, send: true }
  }
  if (direction === 'back' ? place === 'home' : place === 'way' && line.stands.since !== null) return { kind: 'again', line, send: false }
  return { kind: place === 'here' || direction === 'back' ? 'ok' : 'not_here', line, send: true }
}

/* --- goods --- */

export interface Given { key: string; item: string; at: number }
/** evacuation.ration_hours, unless the city has set another. */
export const RATION_HOURS = 4
export const givenBefore = (log: Given[], key: string, item: string, at: number, hours: number): Given | undefined =>
  log.find((g) => g.key === key && g.item === item && Math.abs(at - g.at) < hours * 3_600_000)
