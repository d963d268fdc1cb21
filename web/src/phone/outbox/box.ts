// SPDX-License-Identifier: Apache-2.0
// The one outbox of this phone: over the sealed store, woken by the network, by time and by hand.
import { computed, shallowRef, watch } from 'vue'
import { uuidv7 } from '@/api/uuid'
import { liveState } from '@/live/feed'
import { phoneNow, serverTime } from '../clock'
import { forget, openBytes, seal, sealBytes, unsealAll } from '../store/vault'
import { Outbox, unsent, type Item, type Why } from './queue'
import { sendPhoto, sendRequest, sendScans } from './send'

export const items = shallowRef<Item[]>([])
export const waitingFor = shallowRef<Why | null>(null)
export const lastSync = shallowRef(0)
export const pending = computed(() => items.value.filter((i) => i.state === 'waiting' || i.state === 'sending'))
export const refused = computed(() => items.value.filter((i) => i.state === 'refused'))
export const left = computed(() => unsent(items.value))

let ready = false
let listening = false
const io = { bytes: (sha: string) => openBytes('blobs', sha), save: (item: Item) => seal('items', item.id, item) }
const disk = {
  save: io.save,
  async drop(item: Item) {
    await forget('items', item.id)
    if (item.photo && !box.items.some((i) => i !== item && i.photo?.sha256 === item.photo!.sha256)) await forget('blobs', item.photo.sha256)
  },
}
const ways = { photo: (item: Item, urgent: () => boolean) => sendPhoto(item, urgent, io), request: sendRequest, scan: (_: Item, __: unknown, row: Item[]) => sendScans(row) }
async function send(item: Item, urgent: () => boolean, row: Item[]) {
  const end = await ways[item.kind](item, urgent, row)
  if (end.kind === 'done' || end.kind === 'each') lastSync.value = phoneNow()
  if (end.kind === 'done' && item.photo) await forget('blobs', item.photo.sha256)
  return end
}
export const box: Outbox = new Outbox(disk, send, {
  now: phoneNow,
  random: Math.random,
  later(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
  changed() {
    items.value = box.items.map((i) => ({ ...i }))
    waitingFor.value = box.why
  },
  async alone(run) {
    if (!navigator.locks) return run()
    await navigator.locks.request('anlan-m-outbox', { ifAvailable: true }, (lock) => (lock ? run() : undefined))
  },
})

export async function openOutbox(): Promise<void> {
  if (ready) return
  ready = true
  box.restore(await unsealAll<Item>('items'))
  if (!listening) listen()
  box.poke()
}
function listen(): void {
  listening = true
  window.addEventListener('online', () => box.poke())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && box.poke())
  watch(liveState, (s) => s === 'on' && box.poke())
}
export function closeOutbox(): void {
  ready = false
  box.stop()
  box.restore([])
}
export interface Put { title: string; method: string; path: string; body?: Record<string, unknown>; edits?: string[]; made?: number; log?: boolean }
export function put(p: Put): Promise<Item> {
  void keepStorage()
  const id = uuidv7()
  return box.add({ id, key: id, kind: 'request', made: p.made ?? phoneNow(), title: p.title, method: p.method, path: p.path, body: p.body, edits: p.edits, log: p.log })
}
/** A check-in: its number is the item's, for ever. */
export function putScan(event: string, title: string, body: Record<string, unknown>, edits?: string[]): Promise<Item> {
  void keepStorage()
  const id = uuidv7()
  return box.add({ id, key: id, kind: 'scan', made: phoneNow(), title, method: 'POST', path: '/api/evacuation/checkins', body, edits, join: event, log: true })
}
export async function putPhoto(title: string, sha256: string, size: number): Promise<Item> {
  const id = uuidv7()
  return box.add({ id, key: id, kind: 'photo', made: phoneNow(), title, method: 'PATCH', path: '/api/uploads', photo: { sha256, size } })
}
export const keepPhoto = (sha256: string, bytes: ArrayBuffer): Promise<void> => sealBytes('blobs', sha256, bytes)
export const dropPhoto = (sha256: string): Promise<void> => (box.items.some((i) => i.photo?.sha256 === sha256) ? Promise.resolve() : forget('blobs', sha256))

let asked = false
/** At first use: the browser may not throw away what has not been sent. */
async function keepStorage(): Promise<void> {
  if (asked) return
  asked = true
  await navigator.storage?.persist?.().catch(() => false)
}

/** Everything that was not sent, readable, photos included: for whoever must sign out of a phone that cannot send. */
export async function exportUnsent(): Promise<Blob> {
  const photos: Record<string, string> = {}
  for (const i of left.value) {
    const bytes = i.photo && (await openBytes('blobs', i.photo.sha256))
    if (bytes) photos[i.photo!.sha256] = base64(new Uint8Array(bytes))
  }
  const list = left.value.map((i) => ({ id: i.id, key: i.key, made_at: new Date(serverTime(i.made)).toISOString(), title: i.title, method: i.method, path: i.path, body: i.body, photo: i.photo?.sha256, state: i.state, refusal: i.refusal }))
  return new Blob([JSON.stringify({ format: 'anlan-outbox-1', exported_at: new Date(serverTime(phoneNow())).toISOString(), items: list, photos }, null, 1)], { type: 'application/json' })
}
function base64(b: Uint8Array): string {
  let s = ''
  for (let i = 0; i < b.length; i += 0x8000) s += String.fromCharCode(...b.subarray(i, i + 0x8000))
  return btoa(s)
}
