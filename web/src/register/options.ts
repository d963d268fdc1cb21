// SPDX-License-Identifier: Apache-2.0
// What a type-ahead offers: records of a register, regions, codes.
import * as api from '@/api'
import type { Code } from '@/api/types'
import { pick } from '@/i18n'
import type { Option } from '@/ui/Combo.vue'

export async function findRecords(register: string, q: string): Promise<Option[]> {
  const page = await api.list(register, { q, limit: 20, total: 0 })
  return page.items.map((r) => ({ value: r.id, label: r._title || r.id, note: r.region_name ?? '' }))
}
export async function findRegions(q: string): Promise<Option[]> {
  const page = await api.list('region', { q, limit: 30, total: 0 })
  return page.items.map((r) => ({ value: String(r.code ?? r.region), label: r._title, note: r.labels.parent ?? r.labels.level ?? '' }))
}
/** Codes as a tree when they have parents; searching flattens it. */
export function findCodes(codes: Code[], q: string): Option[] {
  const words = q.toLowerCase()
  if (words) return codes.filter((c) => `${c.code} ${c.zh} ${c.en}`.toLowerCase().includes(words)).map((c) => ({ value: c.code, label: pick(c), note: c.code }))
  const byCode = new Map(codes.map((c) => [c.code, c]))
  const depth = (c: Code): number => {
    const up = c.parent ? byCode.get(c.parent) : undefined
    return up && up !== c ? depth(up) + 1 : 0
  }
  return codes.map((c) => ({ value: c.code, label: pick(c), depth: depth(c) }))
}
