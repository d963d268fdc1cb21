// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import type { Latest } from '@/api/flood'
import { gradeOf, readingsOf } from '@/map/readings'

const at = (id: string, more: Partial<Latest>): Latest => ({ id, title: id, region: '330802', lon: 118.9, lat: 28.9, value: 1, at: '2026-06-20T08:00:00+08:00', window_h: 0, stale: false, over: '', ...more })
test('one symbol a station, the worst of its values; no data is nothing, no place is said', () => {
  const all = readingsOf([at('A', { over: 'guaranteed' }), at('B', { value: null, at: null }), at('C', { lon: null, lat: null })], [at('A', { value: 0 }), at('D', { over: 'rain_1h' }), at('E', { stale: true, over: 'rain_1h' })])
  expect(all.map((r) => [r.id, r.grade, r.values.length])).toEqual([['A', 'grave', 2], ['C', 'ok', 1], ['D', 'warn', 1], ['E', 'old', 1]])
  expect(all.map((r) => r.place)).toEqual([[118.9, 28.9], null, [118.9, 28.9], [118.9, 28.9]])
  expect(all[0]!.values.map((v) => [v.element, v.value])).toEqual([['stage', 1], ['rain', 0]])
  expect(gradeOf({ over: 'warning', stale: false })).toBe('warn')
})
