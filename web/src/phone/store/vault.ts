// SPDX-License-Identifier: Apache-2.0
// What the phone keeps is sealed: AES-GCM under a key of this device that no script can read out. Sign-out throws the key away.
import { idbDrop, idbGet, idbKeys, idbPut, idbWipe, type StoreName } from './idb'

interface Sealed { v: 1; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }
type Kept = Exclude<StoreName, 'keys'>

let key: Promise<CryptoKey> | null = null
async function makeKey(): Promise<CryptoKey> {
  const kept = await idbGet<CryptoKey>('keys', 'device')
  if (kept) return kept
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  await idbPut('keys', 'device', fresh)
  return fresh
}
const deviceKey = () => (key ??= makeKey())
const place = (store: Kept, id: string) => new TextEncoder().encode(`${store}/${id}`) // a value moved elsewhere does not open

export async function sealBytes(store: Kept, id: string, bytes: BufferSource): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: place(store, id) }, await deviceKey(), bytes)
  await idbPut(store, id, { v: 1, iv, data } satisfies Sealed)
}
export async function openBytes(store: Kept, id: string): Promise<ArrayBuffer | undefined> {
  const s = await idbGet<Sealed>(store, id)
  if (!s) return undefined
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv, additionalData: place(store, id) }, await deviceKey(), s.data)
}
export const seal = (store: Kept, id: string, value: unknown): Promise<void> => sealBytes(store, id, new TextEncoder().encode(JSON.stringify(value)))
export async function unseal<T>(store: Kept, id: string): Promise<T | undefined> {
  const bytes = await openBytes(store, id)
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T)
}
export async function unsealAll<T>(store: Kept): Promise<T[]> {
  const all = await Promise.all((await idbKeys(store)).map((id) => unseal<T>(store, id)))
  return all.filter((x): x is Awaited<T> & T => x !== undefined)
}
export const forget = (store: Kept, id: string): Promise<void> => idbDrop(store, id)
export async function wipe(): Promise<void> {
  await idbWipe()
  key = null
}
