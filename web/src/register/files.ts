// SPDX-License-Identifier: Apache-2.0
/** A field of files is an array of {sha256,…} or of digests. */
export function digests(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.map((x) => (typeof x === 'string' ? x : String((x as { sha256?: unknown })?.sha256 ?? ''))).filter(Boolean)
}
