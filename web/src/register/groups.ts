// SPDX-License-Identifier: Apache-2.0
// Fields under their headings: a heading holds until the next one; common fields stand last.
import type { Definition, Field } from '@/api/types'
import { pick } from '@/i18n'

export interface Group { title: string; fields: Field[] }
const COMMON = new Set(['ref', 'lon', 'lat', 'geometry'])
const declared = (def: Definition, f: Field) => !COMMON.has(f.key) && !(f.key === 'region' && def.fields.indexOf(f) > def.fields.findIndex((x) => x.key === 'ref') && def.fields.some((x) => x.key === 'ref'))

export function groupsOf(def: Definition, titles: { main: string; place: string; common: string }, keep: (f: Field) => boolean = () => true): Group[] {
  const groups: Group[] = [{ title: titles.main, fields: [] }]
  for (const f of def.fields) {
    if (!declared(def, f)) continue
    if (f.group) groups.push({ title: pick(f.group), fields: [] })
    if (keep(f)) groups[groups.length - 1]!.fields.push(f)
  }
  const rest = def.fields.filter((f) => !declared(def, f) && keep(f))
  const place = rest.filter((f) => f.key !== 'ref')
  if (place.length) groups.splice(1, 0, { title: titles.place, fields: place })
  groups.push({ title: titles.common, fields: rest.filter((f) => f.key === 'ref') })
  return groups.filter((g) => g.fields.length > 0)
}
