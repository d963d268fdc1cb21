// SPDX-License-Identifier: Apache-2.0
// Values as people read them; times always in the city's zone.
import { unitText } from '@/i18n/units'
import { serverNow } from '@/live/clock'
import type { Field, Rec, Value } from '@/api/types'

const ZONE = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

export interface Clock { y: string; mo: string; d: string; h: string; mi: string; s: string }
export function clockOf(at: string | number | Date): Clock | null {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return null
  const p = Object.fromEntries(parts.formatToParts(date).map((x) => [x.type, x.value]))
  return { y: p.year!, mo: p.month!, d: p.day!, h: p.hour!, mi: p.minute!, s: p.second! }
}
/** 06-20 14:05; with the year when it is another one. */
export function shortTime(at: string | number | undefined | null, now: number = serverNow()): string {
  const c = at === undefined || at === null || at === '' ? null : clockOf(at)
  if (!c) return ''
  const year = clockOf(now)?.y === c.y ? '' : `${c.y}-`
  return `${year}${c.mo}-${c.d} ${c.h}:${c.mi}`
}
export function fullTime(at: string | number | undefined | null): string {
  const c = at === undefined || at === null || at === '' ? null : clockOf(at)
  return c ? `${c.y}-${c.mo}-${c.d} ${c.h}:${c.mi}:${c.s}` : ''
}
export const dayTime = (at: number): string => {
  const c = clockOf(at)
  return c ? `${c.h}:${c.mi}:${c.s}` : ''
}
/** RFC 3339 ⇄ the text of <input type="datetime-local">, in the city's zone. */
export function toLocalInput(at: unknown): string {
  const c = typeof at === 'string' && at ? clockOf(at) : null
  return c ? `${c.y}-${c.mo}-${c.d}T${c.h}:${c.mi}` : ''
}
export const fromLocalInput = (text: string): string | null => (text ? `${text.length === 16 ? `${text}:00` : text}+08:00` : null)

/** 2 d 03:04, 03:04:05, 04:05: for countdowns. */
export function span(seconds: number, dayText: (n: number) => string): string {
  const s = Math.max(0, Math.floor(Math.abs(seconds)))
  const two = (n: number) => String(n).padStart(2, '0')
  const d = Math.floor(s / 86400)
  const h = Math.floor((s % 86400) / 3600)
  const m = Math.floor((s % 3600) / 60)
  if (d > 0) return `${dayText(d)} ${two(h)}:${two(m)}`
  return h > 0 ? `${two(h)}:${two(m)}:${two(s % 60)}` : `${two(m)}:${two(s % 60)}`
}

export const groupDigits = (n: number, digits = 6): string => n.toLocaleString('en-US', { maximumFractionDigits: digits })
export function money(n: number): string {
  return n.toLocaleString('en-US', { minimumFractionDigits: Number.isInteger(n) ? 0 : 2, maximumFractionDigits: 2 })
}
export function bytes(n: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let i = 0
  for (; n >= 1024 && i < units.length - 1; i++) n /= 1024
  return `${n.toFixed(i && n < 100 ? 1 : 0)} ${units[i]}`
}

export const isEmpty = (v: unknown): boolean => v === null || v === undefined || v === '' || (Array.isArray(v) && v.length === 0)

export interface Words { yes: string; no: string }
/** The text of a field; '' when it holds nothing. `labels` of the record win. */
export function valueText(field: Field, rec: Pick<Rec, 'labels'> & Record<string, unknown>, words: Words, now?: number): string {
  const v = rec[field.key] as Value | undefined
  if (isEmpty(v)) return ''
  const label = rec.labels?.[field.key]
  if (label) return label
  return plainText(field, v as Value, words, now)
}
export function plainText(field: Field, v: Value, words: Words, now?: number): string {
  switch (field.type) {
    case 'bool':
      return v === 1 || v === true ? words.yes : words.no
    case 'time':
      return shortTime(String(v), now) || String(v)
    case 'money':
      return typeof v === 'number' ? `${money(v)} ${unitText(field.unit ?? '元', unitLang)}` : String(v)
    case 'int':
      return typeof v === 'number' ? unit(field.key.includes('year') ? String(v) : groupDigits(v), field) : String(v)
    case 'real':
      return typeof v === 'number' ? unit(groupDigits(v), field) : String(v)
    case 'codes':
    case 'files':
      return Array.isArray(v) ? v.map((x) => (typeof x === 'object' && x ? '' : String(x))).filter(Boolean).join('、') : String(v)
    case 'json':
    case 'geometry':
      return JSON.stringify(v)
    default:
      return typeof v === 'object' ? JSON.stringify(v) : String(v)
  }
}
const unit = (text: string, f: Field) => (f.unit ? `${text} ${unitText(f.unit, unitLang)}` : text)

/* The language of units; set with the page's. */
let unitLang: 'zh' | 'en' = 'zh'
export const setUnitLanguage = (to: 'zh' | 'en') => (unitLang = to)

export const isNumeric = (f: Field): boolean => f.type === 'int' || f.type === 'real' || f.type === 'money'
