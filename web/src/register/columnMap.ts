// SPDX-License-Identifier: Apache-2.0
// Which column of a file is which field of the register: found by key or label, else chosen by hand.
import type { Definition, FieldError } from '@/api/types'

export const LEFT_OUT = '-'
export interface ColumnChoice { name: string; to: string; example: string }
export type ColumnFault = 'unset' | 'twice' | 'name'

const HEAD_BYTES = 65_536
const OWN = ['id', 'state', 'void', 'reason'] /* columns that every import knows */
const STATE_ZH = '\u72b6\u6001'

/** The first lines of a CSV (RFC 4180), at most `most`. */
export function csvLines(text: string, most: number): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endRow = () => {
    row.push(cell)
    cell = ''
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  for (let i = text.charCodeAt(0) === 0xfeff ? 1 : 0; i < text.length && rows.length < most; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === ',') {
      row.push(cell)
      cell = ''
    } else if (c === '\n') endRow()
    else if (c !== '\r') cell += c
  }
  if (rows.length < most && (cell !== '' || row.length)) endRow()
  return rows
}

/** Header and first row of a CSV file, each column with the field it names. */
export async function readColumns(file: Blob, def: Definition): Promise<ColumnChoice[]> {
  const [head = [], first = []] = csvLines(await file.slice(0, HEAD_BYTES).text(), 2)
  return head.map((raw, i) => {
    const name = raw.trim()
    return { name, to: resolveColumn(def, name), example: (first[i] ?? '').slice(0, 40) }
  })
}

/** The field that a column names by itself, as the server reads it; '' when none. */
export function resolveColumn(def: Definition, name: string): string {
  const same = def.fields.find((f) => f.key === name) ?? def.fields.find((f) => f.label.zh === name || f.label.en.toLowerCase() === name.toLowerCase())
  if (same) return same.key
  if (name === 'state' || name === STATE_ZH) return def.lifecycle ? 'state' : ''
  return OWN.includes(name) ? name : ''
}

/** What a column can be: the writable fields, then the columns that every import knows. */
export const targetKeys = (def: Definition): { fields: string[]; own: string[] } => ({
  fields: def.fields.filter((f) => !f.computed).map((f) => f.key),
  own: OWN.filter((k) => (k !== 'state' || def.lifecycle) && !def.fields.some((f) => f.key === k)),
})

/** Comma and equals sign part the pairs of the map, so a column named with them cannot stand in it. */
export function columnFault(def: Definition, columns: readonly ColumnChoice[], c: ColumnChoice): ColumnFault | null {
  if (!c.to) return 'unset'
  if (c.to !== LEFT_OUT && columns.some((x) => x !== c && x.to === c.to)) return 'twice'
  return resolveColumn(def, c.name) !== c.to && /[,=]/.test(c.name) ? 'name' : null
}
export function mapText(def: Definition, columns: readonly ColumnChoice[]): string {
  return columns.filter((c) => c.to && resolveColumn(def, c.name) !== c.to).map((c) => `${c.name}=${c.to}`).join(',')
}

/** The columns that a refusal of the server does not know; empty when it speaks of something else. */
export function unknownColumns(def: Definition, errors: readonly FieldError[]): string[] {
  const names = errors.map((e) => e.field).filter((f) => f && !['file', 'map', 'datum', 'dry_run'].includes(f) && !/^line \d+$/.test(f) && !resolveColumn(def, f))
  return [...new Set(names)]
}
