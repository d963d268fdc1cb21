// SPDX-License-Identifier: Apache-2.0
// The log is a record: a correction is a new entry that strikes the old one through.
import type { Rec } from '@/api/types'

export interface Entry { rec: Rec; at: string; kind: string; text: string; by?: Rec; old?: Rec }

/** Newest first; `by` is the entry that corrects this one, `old` the one that this corrects. */
export function entriesOf(items: Rec[]): Entry[] {
  const byId = new Map(items.map((r) => [r.id, r]))
  const correctedBy = new Map<string, Rec>()
  for (const r of items) if (typeof r.corrects === 'string') correctedBy.set(r.corrects, r)
  return [...items]
    .sort((a, b) => Date.parse(String(b.at ?? b.created_at)) - Date.parse(String(a.at ?? a.created_at)) || Date.parse(b.created_at) - Date.parse(a.created_at))
    .map((rec) => ({ rec, at: String(rec.at ?? rec.created_at), kind: String(rec.kind ?? ''), text: String(rec.text ?? ''), by: correctedBy.get(rec.id), old: typeof rec.corrects === 'string' ? byId.get(rec.corrects) : undefined }))
}
/** With a kind chosen, an entry also stays when what corrects it is of that kind. */
export const ofKind = (all: Entry[], kind: string): Entry[] => (kind ? all.filter((e) => e.kind === kind || e.by?.kind === kind || e.old?.kind === kind) : all)
export function kindsIn(all: Entry[]): { kind: string; n: number }[] {
  const n = new Map<string, number>()
  for (const e of all) if (e.kind) n.set(e.kind, (n.get(e.kind) ?? 0) + 1)
  return [...n].map(([kind, count]) => ({ kind, n: count })).sort((a, b) => b.n - a.n)
}
