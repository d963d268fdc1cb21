// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { queryText } from '@/api/http'
import type { Definition, Field } from '@/api/types'
import { uuidv7 } from '@/api/uuid'
import { defaultColumns } from '@/register/columns'
import { filterPairs, getFilter, nextSort, readQuery, setFilter, toPairs, toRouteQuery } from '@/register/filters'
import { clockOf, fromLocalInput, fullTime, money, shortTime, span, toLocalInput, valueText } from '@/register/format'
import { levelOf, lookOf, shortLevel } from '@/register/level'
import { collect, fromInput, toInput } from '@/register/values'
import { parseSel } from '@/map/address'

const field = (key: string, type: Field['type'], more: Partial<Field> = {}): Field => ({ key, type, required: false, label: { zh: key, en: key }, sensitivity: 'internal', computed: false, sortable: true, masked: false, ...more })

test('filters go to the address and come back', () => {
  let q = readQuery({ q: '仓库', 'found_at>': '2026-01-01T00:00:00+08:00', 'found_at<': '2026-02-01T00:00:00+08:00', grade: 'major', closed_at: '', sort: '-found_at', after: 'x', layers: 'a' })
  expect(q.fields).toHaveLength(4)
  expect(getFilter(q, 'found_at', '>=')).toBe('2026-01-01T00:00:00+08:00')
  expect(readQuery(toRouteQuery(q))).toEqual(q)
  expect(queryText(toPairs(q))).toContain('found_at%3E=2026-01-01T00%3A00%3A00%2B08%3A00')
  expect(filterPairs(q).map((p) => p[0])).toEqual(['q', 'found_at>', 'found_at<', 'grade', 'closed_at'])
  q = setFilter(q, 'grade', '=', '')
  expect(getFilter(q, 'grade')).toBe('')
  expect(q.after).toBe('')
})
test('sorting turns: up, down, off', () => {
  expect(nextSort('', 'a')).toBe('a')
  expect(nextSort('a', 'a')).toBe('-a')
  expect(nextSort('-a', 'a')).toBe('')
})
test('times stand in the city, whatever the zone of the browser', () => {
  expect(clockOf('2019-08-09T16:30:00Z')).toMatchObject({ d: '10', h: '00', mi: '30' })
  expect(shortTime('2019-08-09T14:05:00+08:00', Date.parse('2019-12-01T00:00:00Z'))).toBe('08-09 14:05')
  expect(shortTime('2019-08-09T14:05:00+08:00', Date.parse('2026-01-01T00:00:00Z'))).toBe('2019-08-09 14:05')
  expect(fullTime('2019-08-09T06:05:09Z')).toBe('2019-08-09 14:05:09')
  expect(toLocalInput('2019-08-09T06:05:00Z')).toBe('2019-08-09T14:05')
  expect(fromLocalInput('2019-08-09T14:05')).toBe('2019-08-09T14:05:00+08:00')
  expect(span(3725, String)).toBe('01:02:05')
  expect(span(-65, String)).toBe('01:05')
  expect(span(90061, (n) => `${n}d`)).toBe('1d 01:01')
})
test('unknown is not zero', () => {
  const words = { yes: '是', no: '否' }
  const f = field('deaths', 'int', { unit: '人' })
  expect(valueText(f, { labels: {}, deaths: 0 }, words)).toBe('0 人')
  expect(valueText(f, { labels: {}, deaths: null }, words)).toBe('')
  expect(money(1234567.5)).toBe('1,234,567.50')
  expect(fromInput(f, '')).toEqual({ ok: true, value: null })
  expect(fromInput(f, '0')).toEqual({ ok: true, value: 0 })
})
test('inputs become values', () => {
  expect(fromInput(field('a', 'money'), '1,234.50')).toEqual({ ok: true, value: 1234.5 })
  expect(fromInput(field('a', 'money'), '1.234')).toMatchObject({ fault: 'badMoney' })
  expect(fromInput(field('a', 'int'), '1.5')).toMatchObject({ fault: 'badNumber' })
  expect(fromInput(field('a', 'json'), '{')).toMatchObject({ fault: 'badJson' })
  expect(fromInput(field('a', 'text', { max_chars: 2 }), '江山市')).toMatchObject({ fault: 'tooLong' })
  expect(fromInput(field('a', 'text', { max_chars: 2 }), '𠮷野')).toMatchObject({ ok: true })
  expect(fromInput(field('a', 'files'), [{ sha256: 'x' }])).toEqual({ ok: true, value: ['x'] })
})
test('a change sends only what differs; a new record only what is filled in', () => {
  const fs = [field('a', 'text'), field('b', 'int'), field('c', 'text', { required: true })]
  const before = { a: 'x', b: '3', c: 'k' }
  expect(collect(fs, { ...before, b: '' }, before)).toEqual({ body: { b: null }, faults: [] })
  expect(collect(fs, { a: '', b: '4', c: '' }, null)).toEqual({ body: { b: 4 }, faults: [{ field: 'c', fault: 'needed' }] })
  expect(toInput(field('t', 'time'), '2019-08-09T06:05:00Z')).toBe('2019-08-09T14:05')
})
test('levels', () => {
  expect(levelOf({ code: '2', zh: '', en: '', level: '2', colour: 'orange' })).toBe(2)
  expect(levelOf({ code: 'x', zh: '', en: '', colour: 'blue' })).toBe(4)
  expect(levelOf({ code: 'x', zh: '', en: '', level: '2' })).toBeUndefined()
  expect(lookOf('response_level')).toBe('outline')
  expect(shortLevel('较大（Ⅲ级）')).toBe('较大')
})
test('ids', () => {
  expect(uuidv7(0x0123456789ab)).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(uuidv7()).not.toBe(uuidv7())
  expect(parseSel('shelter:1BPTWQN9M05CN')).toEqual({ register: 'shelter', id: '1BPTWQN9M05CN' })
  expect(parseSel('shelter:x')).toBeNull()
})
test('columns: state first, no long texts before short fields', () => {
  const def = { register: 'x', title: ['name'], dated_by: 'at', lifecycle: { initial: 'a', states: [], actions: [] }, fields: [field('name', 'text'), field('story', 'text', { max_chars: 4000 }), field('grade', 'code', { arg: 'incident_grade' }), field('at', 'time'), field('n', 'int')] } as unknown as Definition
  expect(defaultColumns(def).slice(0, 3)).toEqual(['state', 'grade', 'at'])
  expect(defaultColumns(def)).not.toContain('story')
})
