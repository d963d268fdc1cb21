// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest'
import type { Definition } from '@/api/types'
import { addSample, paceOf, type Sample } from '@/jobs/pace'
import { inUtf8 } from '@/register/csvText'
import { columnFault, csvLines, mapText, readColumns, resolveColumn, targetKeys, unknownColumns } from '@/register/columnMap'

const field = (key: string, zh: string, en: string, computed = false) => ({ key, type: 'text', label: { zh, en }, computed, required: false })
const def = { register: 'x', lifecycle: null, fields: [field('name', '名称', 'Name'), field('credit_code', '信用代码', 'Credit code'), field('age', '年龄', 'Age', true)] } as unknown as Definition

test('lines of a CSV: quotes, line ends, byte order mark, nothing at the end', () => {
  expect(csvLines('\ufeffa,"b ""x"", c"\r\n1,"two\nlines"\n', 5)).toEqual([['a', 'b "x", c'], ['1', 'two\nlines']])
  expect(csvLines('\n\na,b', 1)).toEqual([['a', 'b']])
  expect(csvLines('a,b\n1,2\n3,4', 2)).toEqual([['a', 'b'], ['1', '2']])
  expect(csvLines('', 2)).toEqual([])
})
test('columns find their field by key and by both labels', async () => {
  expect(resolveColumn(def, 'credit_code')).toBe('credit_code')
  expect(resolveColumn(def, '名称')).toBe('name')
  expect(resolveColumn(def, 'credit CODE')).toBe('credit_code')
  expect(resolveColumn(def, 'id')).toBe('id')
  expect(resolveColumn(def, 'state')).toBe('')
  expect(resolveColumn(def, 'constructor')).toBe('')
  const file = new Blob(['名称, 统一代码 ,备注\n甲,91330800,"a, b"\n'])
  const text = file.text?.bind(file)
  if (!text) return
  expect(await readColumns(file, def)).toEqual([{ name: '名称', to: 'name', example: '甲' }, { name: '统一代码', to: '', example: '91330800' }, { name: '备注', to: '', example: 'a, b' }])
})
test('the map says only what the server would not find itself', () => {
  const columns = [{ name: '名称', to: 'name', example: '' }, { name: '统一代码', to: 'credit_code', example: '' }, { name: '备注', to: '-', example: '' }]
  expect(mapText(def, columns)).toBe('统一代码=credit_code,备注=-')
  expect(columns.map((c) => columnFault(def, columns, c))).toEqual([null, null, null])
  const bad = [{ name: 'a=b', to: 'name', example: '' }, { name: 'c', to: 'name', example: '' }, { name: 'd,e', to: 'credit_code', example: '' }, { name: 'f', to: '', example: '' }]
  expect(bad.map((c) => columnFault(def, bad, c))).toEqual(['twice', 'twice', 'name', 'unset'])
})
test('computed fields are no target', () => {
  expect(targetKeys(def)).toEqual({ fields: ['name', 'credit_code'], own: ['id', 'void', 'reason'] })
})
test('a refusal that names unknown columns is told from others', () => {
  const errors = (...fields: string[]) => fields.map((f) => ({ field: f, reason: '' }))
  expect(unknownColumns(def, errors('统一代码', '备注', '备注'))).toEqual(['统一代码', '备注'])
  expect(unknownColumns(def, errors('file', 'line 3', 'name'))).toEqual([])
})
test('pace: rows a second and time left, over the last ten seconds', () => {
  let s: Sample[] = []
  expect(paceOf(s, 100)).toBeNull()
  s = addSample(s, { at: 0, done: 0 })
  expect(paceOf(s, 100)).toBeNull()
  s = addSample(s, { at: 1000, done: 20 })
  expect(paceOf(s, 100)).toEqual({ perSecond: 20, leftS: 4 })
  expect(paceOf(s, null)).toEqual({ perSecond: 20, leftS: null })
  s = addSample(s, { at: 10_500, done: 20 })
  expect(s).toHaveLength(2)
  expect(paceOf(s, 100)).toBeNull()
  s = addSample(s, { at: 60_000, done: 80 })
  expect(s).toHaveLength(2)
})
test('GB18030 becomes UTF-8, UTF-8 stays as it is', async () => {
  const { File: NodeFile } = await import('node:buffer')
  vi.stubGlobal('File', NodeFile)
  const gbk = new NodeFile([new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x61])], 'a.csv') as unknown as File
  expect(await (await inUtf8(gbk)).text()).toBe('名称,a')
  const utf8 = new NodeFile(['名称,a'], 'a.csv') as unknown as File
  expect(await inUtf8(utf8)).toBe(utf8)
  vi.unstubAllGlobals()
})
