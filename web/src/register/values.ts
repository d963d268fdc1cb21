// SPDX-License-Identifier: Apache-2.0
// Between what stands in a form's inputs (text) and what the server takes.
import type { Field, Value } from '@/api/types'
import { fromLocalInput, isEmpty, toLocalInput } from './format'

/** The text of an input for a value; codes, files, bool keep their own form. */
export function toInput(f: Field, v: unknown): Value {
  if (isEmpty(v)) return f.type === 'codes' || f.type === 'files' ? [] : ''
  switch (f.type) {
    case 'time':
      return toLocalInput(v)
    case 'bool':
      return v === 1 || v === true || v === '1' || v === 'true' ? '1' : '0'
    case 'json':
    case 'geometry':
      return typeof v === 'string' ? v : JSON.stringify(v)
    case 'codes':
    case 'files':
      return Array.isArray(v) ? (v as Value[]) : String(v).split(' ')
    default:
      return String(v)
  }
}

export type Fault = 'badNumber' | 'badMoney' | 'badJson' | 'needed' | 'tooLong'
export type Parsed = { ok: true; value: Value } | { ok: false; fault: Fault }
const ok = (value: Value): Parsed => ({ ok: true, value })

export function fromInput(f: Field, input: Value): Parsed {
  if (Array.isArray(input)) return ok(f.type === 'files' ? input.map((x) => (typeof x === 'object' && x && 'sha256' in x ? (x as { sha256: string }).sha256 : x)) : input)
  const text = String(input ?? '').trim()
  if (text === '') return ok(null)
  switch (f.type) {
    case 'int':
      return /^[-+]?\d+$/.test(text.replace(/,/g, '')) ? ok(Number(text.replace(/,/g, ''))) : { ok: false, fault: 'badNumber' }
    case 'real': {
      const n = Number(text.replace(/,/g, ''))
      return Number.isFinite(n) ? ok(n) : { ok: false, fault: 'badNumber' }
    }
    case 'money': {
      const plain = text.replace(/,/g, '')
      if (!Number.isFinite(Number(plain))) return { ok: false, fault: 'badNumber' }
      return /^[-+]?\d+(\.\d{1,2})?$/.test(plain) ? ok(Number(plain)) : { ok: false, fault: 'badMoney' }
    }
    case 'bool':
      return ok(text === '1' ? 1 : 0)
    case 'time':
      return ok(fromLocalInput(text))
    case 'json':
    case 'geometry':
      try {
        return ok(JSON.parse(text) as Value)
      } catch {
        return { ok: false, fault: 'badJson' }
      }
    default:
      return [...text].length > (f.max_chars ?? Infinity) ? { ok: false, fault: 'tooLong' } : ok(f.type === 'text' ? String(input) : text)
  }
}

export interface Collected { body: Record<string, Value>; faults: { field: string; fault: Fault }[] }
/** What a write sends: in a new record all that is filled in, in an old one what differs from before. */
export function collect(fields: Field[], inputs: Record<string, Value>, before: Record<string, Value> | null): Collected {
  const body: Record<string, Value> = {}
  const faults: Collected['faults'] = []
  for (const f of fields) {
    const input = inputs[f.key] ?? toInput(f, null)
    if (before && JSON.stringify(input) === JSON.stringify(before[f.key] ?? toInput(f, null))) continue
    const p = fromInput(f, input)
    if (!p.ok) faults.push({ field: f.key, fault: p.fault })
    else if (before || !isEmpty(p.value)) body[f.key] = Array.isArray(p.value) && !p.value.length ? (before ? [] : null) : p.value
  }
  for (const f of fields) if (f.required && isEmpty(inputs[f.key]) && !faults.some((x) => x.field === f.key)) faults.push({ field: f.key, fault: 'needed' })
  return { body, faults }
}
