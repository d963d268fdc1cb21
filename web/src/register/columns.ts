// SPDX-License-Identifier: Apache-2.0
// Which columns a list shows before anybody chose.
import type { Definition, Field } from '@/api/types'

const LATER = new Set(['text', 'json', 'files', 'geometry', 'phone', 'id_number'])
const HIDDEN = new Set(['lon', 'lat', 'geometry', 'ref'])
export const SYSTEM_COLUMNS = ['state', 'updated_at', 'created_at'] as const

export function listable(def: Definition): Field[] {
  return def.fields.filter((f) => f.type !== 'json' && f.type !== 'geometry' && f.type !== 'files')
}

export function defaultColumns(def: Definition, most = 8): string[] {
  const keys: string[] = []
  const add = (k: string | undefined) => k && !keys.includes(k) && keys.length < most && keys.push(k)
  if (def.lifecycle) add('state')
  const rest = def.fields.filter((f) => !def.title.includes(f.key) && !HIDDEN.has(f.key) && f.key !== 'object_register')
  for (const f of rest) if (f.type === 'code' && f.arg && /grade|level|colour|kind|status/.test(f.arg)) add(f.key)
  add(def.dated_by)
  add('region')
  for (const f of rest) if (!LATER.has(f.type) || (f.max_chars ?? 999) <= 60) add(f.key)
  for (const f of rest) if (f.type === 'text' && (f.max_chars ?? 999) <= 200) add(f.key)
  if (keys.length < 4) add('updated_at')
  return keys
}
