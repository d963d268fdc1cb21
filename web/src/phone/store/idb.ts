// SPDX-License-Identifier: Apache-2.0
// The phone's own database: five stores of pairs. What lies in them is sealed by vault.ts.
const NAME = 'anlan-m'
export const STORES = ['keys', 'items', 'blobs', 'drafts', 'cache'] as const
export type StoreName = (typeof STORES)[number]

let opening: Promise<IDBDatabase> | null = null
const done = <T>(r: IDBRequest<T>) =>
  new Promise<T>((yes, no) => {
    r.onsuccess = () => yes(r.result)
    r.onerror = () => no(r.error ?? new Error('indexedDB'))
  })

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((yes, no) => {
    const r = indexedDB.open(NAME, 1)
    r.onupgradeneeded = () => STORES.forEach((s) => r.result.createObjectStore(s))
    r.onsuccess = () => {
      r.result.onversionchange = () => {
        r.result.close()
        opening = null
      }
      yes(r.result)
    }
    r.onerror = () => {
      opening = null
      no(r.error ?? new Error('indexedDB'))
    }
  })
  return opening
}
async function on(store: StoreName, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await open()).transaction(store, mode, { durability: 'strict' } as IDBTransactionOptions).objectStore(store)
}
/** Resolves when the transaction has committed: then, and only then, is it kept. */
async function write(store: StoreName, act: (s: IDBObjectStore) => void): Promise<void> {
  const s = await on(store, 'readwrite')
  act(s)
  return new Promise((yes, no) => {
    s.transaction.oncomplete = () => yes()
    s.transaction.onabort = s.transaction.onerror = () => no(s.transaction.error ?? new Error('indexedDB'))
  })
}
export const idbGet = async <T>(store: StoreName, key: string): Promise<T | undefined> => done((await on(store, 'readonly')).get(key) as IDBRequest<T | undefined>)
export const idbKeys = async (store: StoreName): Promise<string[]> => (await done((await on(store, 'readonly')).getAllKeys())).map(String)
export const idbPut = (store: StoreName, key: string, value: unknown): Promise<void> => write(store, (s) => s.put(value, key))
export const idbDrop = (store: StoreName, key: string): Promise<void> => write(store, (s) => s.delete(key))
/** Everything at once, in one transaction: key first means unreadable first. */
export async function idbWipe(): Promise<void> {
  const t = (await open()).transaction([...STORES], 'readwrite')
  for (const s of STORES) t.objectStore(s).clear()
  return new Promise((yes, no) => {
    t.oncomplete = () => yes()
    t.onabort = t.onerror = () => no(t.error ?? new Error('indexedDB'))
  })
}
