// SPDX-License-Identifier: Apache-2.0
// Names behind codes and ids that stand in a text, asked for once each.
import { reactive } from 'vue'
import * as api from '@/api'

const known = reactive(new Map<string, string>())
const asked = new Set<string>()
export const putName = (register: string, id: string, name: string): void => void (name && known.set(`${register}:${id}`, name))

async function find(register: string, id: string): Promise<string> {
  if (register === 'region') return (await api.list('region', { code: id.padEnd(12, '0'), limit: 1, total: 0 })).items[0]?._title ?? ''
  if (/^[0-9A-Za-z]{13}$/.test(id)) return (await api.record(register, id))._title
  return (await api.list(register, { ref: id, limit: 1, total: 0 })).items[0]?._title ?? ''
}
/** The name, or the code itself until it is known. */
export function nameOf(register: string, id: string): string {
  const key = `${register}:${id}`
  if (id && !known.has(key) && !asked.has(key)) {
    asked.add(key)
    find(register, id).then((name) => putName(register, id, name)).catch(() => asked.delete(key))
  }
  return known.get(key) ?? id
}
