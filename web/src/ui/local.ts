// SPDX-License-Identifier: Apache-2.0
// Small things kept on this machine. A full or forbidden store is no error: the thing is just not kept.
const PREFIX = 'anlan.';

export function readLocal<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function writeLocal(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    /* private mode or full: nothing to keep it in */
  }
}
