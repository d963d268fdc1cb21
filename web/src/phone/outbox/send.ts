// SPDX-License-Identifier: Apache-2.0
// One item over the network: a request under its key with both clocks, a photo in pieces (tus 1.0.0) that goes on where it broke off, or
// a row of check-ins.
import { call, credentialsMode, Problem, signedHeaders } from '@/api/http'
import type { Rec } from '@/api/types'
import { uuidv7 } from '@/api/uuid'
import { readLocal, writeLocal } from '@/ui/local'
import { phoneNow } from '../clock'
import type { End, Item, Outcome, Refusal, Why } from './queue'

const PIECE = 128 * 1024 // what is lost when a piece breaks off; some 25 s at 40 kbit/s
const PATIENCE_MS = 60_000
const TUS = '1.0.0'

const iso = (ms: number) => new Date(ms).toISOString()
const refusal = (p: Problem, at: number): Refusal => ({ status: p.status, text: p.message, errors: p.errors, at })
const whyOf = (status: number): Why | null => (status === 0 ? 'network' : status === 401 ? 'signin' : status === 408 || status === 429 || status >= 500 ? 'busy' : null)

/** Does what `act` does within a minute, else as if the network had failed: it may have, silently. */
async function patient<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    return await act(stop.signal)
  } catch (e) {
    if (stop.signal.aborted) throw new Problem(0, 'network', '')
    throw e
  } finally {
    clearTimeout(timer)
  }
}
export function outcomeOf(e: unknown, now: number): Outcome {
  const p = e instanceof Problem ? e : new Problem(0, 'network', String(e))
  const why = whyOf(p.status)
  return why ? { kind: 'wait', why } : { kind: 'refused', refusal: refusal(p, now) }
}

export async function sendRequest(item: Item): Promise<Outcome> {
  try {
    const rec = await patient((signal) =>
      call<Rec | undefined>(item.method, item.path, {
        body: item.body ?? {}, idem: item.key, signal, quiet401: false,
        headers: { 'X-Observed-At': iso(item.made), 'X-Device-Now': iso(phoneNow()) },
      }))
    return { kind: 'done', result: rec?.id }
  } catch (e) {
    return outcomeOf(e, phoneNow())
  }
}

/* --- check-ins: the number of each counts once for ever, so a row may be sent again in another composition --- */

export interface ScanAnswer { id: string; status: 'taken' | 'known' | 'held' | 'refused'; checkin?: string; held?: string; reason?: string; field?: string; value?: string }
function endOf(a: ScanAnswer): End {
  if (a.status !== 'refused') return { kind: 'done', result: a.checkin, held: a.status === 'held' ? a.reason : undefined }
  return { kind: 'refused', refusal: { status: 400, text: a.reason ?? '', errors: [{ field: a.field ?? '', reason: a.reason ?? '', value: a.value }], at: phoneNow() } }
}
/** A name by which the shelter's phones can be told apart; of this sign-in only. */
export function deviceName(): string {
  const kept = readLocal('m.device', '')
  if (kept) return kept
  const fresh = `phone-${uuidv7().slice(-8)}`
  writeLocal('m.device', fresh)
  return fresh
}
export async function sendScans(row: Item[]): Promise<Outcome> {
  try {
    const items = row.map((i) => ({ ...i.body, id: i.id, at: iso(i.made) }))
    const body = { event: row[0]!.join, device: deviceName(), now: iso(phoneNow()), items }
    const answer = await patient((signal) => call<{ items: ScanAnswer[] }>('POST', row[0]!.path, { body, signal }))
    const ends = new Map(answer.items.map((a) => [a.id, endOf(a)]))
    return row.every((i) => ends.has(i.id)) ? { kind: 'each', ends } : { kind: 'wait', why: 'busy' }
  } catch (e) {
    return outcomeOf(e, phoneNow())
  }
}

/* --- photos --- */

async function tus(method: string, url: string, headers: Record<string, string>, body?: ArrayBuffer): Promise<Response> {
  return patient((signal) =>
    fetch(url, { method, body, signal, credentials: credentialsMode(), cache: 'no-store', headers: { 'Tus-Resumable': TUS, 'Accept-Language': document.documentElement.lang.startsWith('en') ? 'en' : 'zh', ...signedHeaders(), ...headers } })
      .catch(() => {
        throw new Problem(0, 'network', '')
      }))
}
async function fail(res: Response): Promise<Outcome> {
  const b = (await res.json().catch(() => ({}))) as { detail?: string; errors?: Refusal['errors'] }
  const after = Number(res.headers.get('Retry-After')) * 1000
  const why = whyOf(res.status)
  if (why) return { kind: 'wait', why, afterMs: after || undefined }
  return { kind: 'refused', refusal: { status: res.status, text: b.detail ?? '', errors: b.errors ?? [], at: phoneNow() } }
}
const offsetOf = (res: Response) => Number(res.headers.get('Upload-Offset') ?? 0)

export interface PhotoIo {
  bytes(sha256: string): Promise<ArrayBuffer | undefined>
  save(item: Item): Promise<void>
}
/** Where it stands, beginning it where the server has nothing (any more). */
async function stand(item: Item, io: PhotoIo): Promise<Outcome | number> {
  const p = item.photo!
  if (p.location) {
    const res = await tus('HEAD', p.location, {})
    if (res.ok) return offsetOf(res)
    if (res.status !== 404 && res.status !== 400) return fail(res)
  } else if ((await tus('HEAD', `/api/uploads/${p.sha256}`, {})).ok) return p.size // the answer to its last piece was lost
  const made = await tus('POST', '/api/uploads', { 'Upload-Length': String(p.size), 'X-Sha256': p.sha256 })
  if (!made.ok) return fail(made)
  p.location = made.headers.get('Location') ?? undefined
  await io.save(item)
  return 0
}
export async function sendPhoto(item: Item, urgent: () => boolean, io: PhotoIo): Promise<Outcome> {
  const p = item.photo!
  try {
    const bytes = await io.bytes(p.sha256)
    if (!bytes) return { kind: 'refused', refusal: { status: 0, text: '', errors: [{ field: 'photo', reason: 'lost' }], at: phoneNow() } }
    const at = await stand(item, io)
    if (typeof at !== 'number') return at
    for (p.offset = at; p.offset < p.size; ) {
      if (urgent()) return { kind: 'yield' }
      const res = await tus('PATCH', p.location!, { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(p.offset) }, bytes.slice(p.offset, p.offset + PIECE))
      if (res.status === 409 || res.status === 404) return { kind: 'wait', why: 'busy' } // looks again where it stands
      if (!res.ok) return fail(res)
      p.offset = offsetOf(res)
    }
    return { kind: 'done' }
  } catch (e) {
    return outcomeOf(e, phoneNow())
  }
}
