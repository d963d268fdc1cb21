// SPDX-License-Identifier: Apache-2.0
export const DEFAULT_LAYERS = ['incident', 'warning', 'alarm', 'shelter', 'team']

/** "register:id" in the address. */
export function parseSel(text: unknown): { register: string; id: string } | null {
  const m = typeof text === 'string' ? /^([a-z][a-z0-9_]*):([0-9A-Za-z]{13})$/.exec(text) : null
  return m ? { register: m[1]!, id: m[2]! } : null
}
