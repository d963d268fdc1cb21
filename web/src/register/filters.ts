// SPDX-License-Identifier: Apache-2.0
// The filters of a list live in its address, written as the server reads them: FIELD=v, FIELD>=v, FIELD<=v, q, region, state, sort.
import type { Definition, Field } from '@/api/types'

export type Op = '=' | '>=' | '<=' | '>' | '<' | '!='
export interface Filter { field: string; op: Op; value: string }
export interface ListQuery { q: string; state: string; region: string; sort: string; after: string; fields: Filter[] }

type RouteQuery = Record<string, unknown>
const OWN = new Set(['q', 'state', 'region', 'sort', 'after', 'sel', 'layers'])
const one = (v: unknown): string => (Array.isArray(v) ? String(v[0] ?? '') : v === null || v === undefined ? '' : String(v))

export function readQuery(query: RouteQuery): ListQuery {
  const fields: Filter[] = []
  for (const [name, raw] of Object.entries(query)) {
    if (OWN.has(name)) continue
    const m = /^([a-z][a-z0-9_]*)([<>!]?)$/.exec(name)
    if (m) fields.push({ field: m[1]!, op: `${m[2]}=` as Op, value: one(raw) })
  }
  return { q: one(query.q), state: one(query.state), region: one(query.region), sort: one(query.sort), after: one(query.after), fields }
}

/** As pairs, in a fixed order, without what is empty. A filter with an empty value asks for records without that field. */
export function toPairs(q: ListQuery): [string, string][] {
  const pairs: [string, string][] = []
  if (q.q.trim()) pairs.push(['q', q.q.trim()])
  if (q.state) pairs.push(['state', q.state])
  if (q.region) pairs.push(['region', q.region])
  for (const f of q.fields) pairs.push([f.field + f.op.slice(0, -1), f.value])
  if (q.sort) pairs.push(['sort', q.sort])
  if (q.after) pairs.push(['after', q.after])
  return pairs
}
export const toRouteQuery = (q: ListQuery): Record<string, string> => Object.fromEntries(toPairs(q))

/** Only what narrows the list: for export, map and saved views. */
export const filterPairs = (q: ListQuery): [string, string][] => toPairs({ ...q, sort: '', after: '' })
export const isFiltered = (q: ListQuery): boolean => filterPairs(q).length > 0

export const getFilter = (q: ListQuery, field: string, op: Op = '='): string => q.fields.find((f) => f.field === field && f.op === op)?.value ?? ''
export function setFilter(q: ListQuery, field: string, op: Op, value: string): ListQuery {
  const fields = q.fields.filter((f) => !(f.field === field && f.op === op))
  if (value !== '') fields.push({ field, op, value })
  return { ...q, after: '', fields }
}
export const nextSort = (current: string, field: string): string => (current === field ? `-${field}` : current === `-${field}` ? '' : field)

const RANGES = new Set(['time', 'date', 'int', 'real', 'money'])
export const isChoice = (f: Field): boolean => f.type === 'code' || f.type === 'bool'
export const isRange = (f: Field): boolean => RANGES.has(f.type) && f.key !== 'lon' && f.key !== 'lat'

/** Filters at hand, and those behind "more". */
export function filterFields(def: Definition): { near: Field[]; far: Field[] } {
  const usable = def.fields.filter((f) => !f.masked && f.key !== 'region' && (isChoice(f) || isRange(f)))
  const dated = usable.find((f) => f.key === def.dated_by)
  const choices = usable.filter((f) => f.type === 'code').slice(0, 2)
  const near = dated ? [...choices, dated] : choices
  return { near, far: usable.filter((f) => !near.includes(f)) }
}
