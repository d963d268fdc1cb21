// SPDX-License-Identifier: Apache-2.0
export const DEFAULT_LAYERS = ['incident', 'warning', 'alarm', 'shelter', 'team', 'road_closure']

/** Where a record without a point of its own is: the first place of its geometry. */
export function firstPoint(g: unknown): number[] | null {
  let c: unknown = (g as { coordinates?: unknown } | null)?.coordinates
  while (Array.isArray(c) && Array.isArray(c[0])) c = c[0]
  return Array.isArray(c) && typeof c[0] === 'number' ? (c as number[]) : null
}
/** "register:id" in the address. */
export function parseSel(text: unknown): { register: string; id: string } | null {
  const m = typeof text === 'string' ? /^([a-z][a-z0-9_]*):([0-9A-Za-z]{13})$/.exec(text) : null
  return m ? { register: m[1]!, id: m[2]! } : null
}
