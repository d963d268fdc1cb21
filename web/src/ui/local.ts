// SPDX-License-Identifier: Apache-2.0
// Small settings kept on this device; a full or forbidden store is no error.
const PREFIX = 'anlan.'

export function readLocal<T>(key: string, none: T): T {
  try {
    const text = localStorage.getItem(PREFIX + key)
    return text === null ? none : (JSON.parse(text) as T)
  } catch {
    return none
  }
}
export function writeLocal(key: string, value: unknown): void {
  try {
    if (value === undefined || value === null) localStorage.removeItem(PREFIX + key)
    else localStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    /* private mode or quota */
  }
}
export function dropLocal(start: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX + start)) localStorage.removeItem(key)
  } catch {
    /* as above */
  }
}
