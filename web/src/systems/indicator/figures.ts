// SPDX-License-Identifier: Apache-2.0
// Figures as they are read: not known is never 0, a change has sign and direction, good or bad as the definition says.
import type { Figure, Indicator, Part } from '@/api/indicators'
import type { Definition } from '@/api/types'

export type Way = 'up' | 'down' | 'same'
export type SortKey = 'label' | 'value' | 'previous' | 'yoy' | 'share'

const sign = (n: number): Way => (n > 0 ? 'up' : n < 0 ? 'down' : 'same')
/** Which way against a year before; null = one of them is not known. From nothing there is a way, but no percentage. */
export function wayOf(f: Pick<Figure, 'value' | 'previous' | 'yoy'>): Way | null {
  if (f.yoy !== null && f.yoy !== 0) return sign(f.yoy)
  return f.value === null || f.previous === null ? null : sign(f.value - f.previous)
}
export const MARK: Record<Way, string> = { up: '▲', down: '▼', same: '＝' }
export const toneOf = (way: Way | null, good: Indicator['good']): string => (!way || way === 'same' || !good ? '' : way === good ? 'ok-text' : 'danger-text')
export const percent = (n: number | null): string => (n === null ? '' : `${n > 0 ? '+' : ''}${n}%`)

/** Whether the parts make the whole: not rates, nor what stands on a day (policies by month), nor firms that are in several parts. */
export function addsUp(parts: readonly Figure[], whole: Figure): boolean {
  const sum = parts.reduce((a, p) => a + (p.exact ?? 0), 0)
  return whole.exact !== null && Math.abs(sum - whole.exact) <= 1e-6 * Math.max(1, Math.abs(whole.exact))
}
/** Of the whole, in percent. */
export function shareOf(part: Figure, whole: Figure): number | null {
  if (part.exact === null || !whole.exact) return null
  return Math.round((1000 * part.exact) / whole.exact) / 10
}
/** What is not known stands last, whichever way it is sorted. */
export function sorted(all: readonly Part[], value: (p: Part) => string | number | null, down: boolean): Part[] {
  return [...all].sort((a, b) => {
    const x = value(a), y = value(b)
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    const by = typeof x === 'string' ? x.localeCompare(String(y), 'zh') : x - Number(y)
    return down ? -by : by
  })
}
/** The registers whose records make a figure, and those that refer to them (deaths of an accident). */
export function registersOf(def: Indicator, all: readonly Indicator[], refer: (register: string) => string[], depth = 0): string[] {
  if (def.register) return [def.register, ...refer(def.register)]
  const of = (key?: string) => all.filter((d) => d.key === key && depth < 8).flatMap((d) => registersOf(d, all, refer, depth + 1))
  return [...of(def.part), ...of(def.whole)]
}
export const refersTo = (back: { def: Definition }[]): string[] => back.map((b) => b.def.register)

/** RFC 4180, as spreadsheets open it; a text that a spreadsheet would reckon with is kept a text. */
export function csvOf(rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (v: string | number | null) => {
    if (v === null) return ''
    const text = typeof v === 'string' && /^[=+\-@\t\r]/.test(v) ? `'${v}` : String(v)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\ufeff${rows.map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`
}
export function saveCsv(name: string, rows: readonly (readonly (string | number | null)[])[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }))
  const a = Object.assign(document.createElement('a'), { href: url, download: `${name.replace(/[\\/:*?"<>|\s]+/g, '-')}.csv` })
  a.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
