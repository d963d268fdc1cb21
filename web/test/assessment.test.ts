// SPDX-License-Identifier: Apache-2.0
// 年度考核: the period that fits a scheme, the order of ranks, changes of rank, lines over quarters; records behind in the list.
import { expect, test } from 'vitest'
import type { Standing } from '@/api/assessments'
import type { Field } from '@/api/types'
import { byRank, fitting, linesOf, moved, twoPlaces } from '@/systems/assessment/assess'
import { spanQuery } from '@/systems/indicator/behind'
import { firstDay } from '@/systems/indicator/period'

const unit = (region: string, rank: number | null, rank_before: number | null = null): Standing => ({ region, label: region, points: 0, basis: 100, extra: 0, total: rank, rank, rank_before, grade: '', grade_name: '' })

test('the chosen period becomes one of the scheme', () => {
  expect(['2019', '2019Q3', '2019-08', '2019-01-01..2019-08-09'].map((p) => fitting(p, 'year', '2026-11'))).toEqual(['2019', '2019', '2019', '2019'])
  expect(['2019', '2019Q3', '2019-08', '2026', '2019-01-01..2019-08-09'].map((p) => fitting(p, 'quarter', '2026-05'))).toEqual(['2019Q4', '2019Q3', '2019Q3', '2026Q2', '2019Q4'])
})
test('the best first, who has no rank last', () => {
  expect(byRank([unit('c', null), unit('b', 1), unit('a', 1), unit('d', 3), unit('0', null)]).map((u) => u.region)).toEqual(['a', 'b', 'd', '0', 'c'])
})
test('a smaller number is a better rank', () => {
  expect([moved(unit('a', 1, 4)), moved(unit('a', 4, 1)), moved(unit('a', 2, 2)), moved(unit('a', 2)), moved(unit('a', null, 2))]).toEqual([3, -3, 0, null, null])
})
test('a line for each county, gaps where there was no rank', () => {
  const q = (period: string, units: Standing[]) => ({ period, region: '', as_of: null, provisional: false, ranked: true, units })
  expect(linesOf([q('2019Q1', [unit('a', 1), unit('b', 2)]), q('2019Q2', [unit('b', 1)])]).map((l) => l.ranks)).toEqual([[1, null], [2, 1]])
  expect(linesOf([])).toEqual([])
})
test('points have two places', () => {
  expect([twoPlaces(9.5), twoPlaces(0), twoPlaces(null)]).toEqual(['9.50', '0.00', '—'])
})
test('the first day of a period', () => {
  expect(['2019', '2019Q3', '2020-02', '2019-01-15..2019-08-09', '2018..2019Q2'].map(firstDay)).toEqual(['2019-01-01', '2019-07-01', '2020-02-01', '2019-01-15', '2018-01-01'])
})
test('records behind a figure: the same place and time in the list, but not of the past', () => {
  const url = '/api/indicators/acc.count/records?period=2019Q1&region=330881000000'
  const field = (type: string) => ({ key: 'at', type }) as Field
  expect(spanQuery(url, field('time'))).toEqual({ region: '330881000000', 'at>': '2019-01-01T00:00:00+08:00', 'at<': '2019-03-31T23:59:59+08:00' })
  expect(spanQuery(url, field('date'))).toEqual({ region: '330881000000', 'at>': '2019-01-01', 'at<': '2019-03-31' })
  expect(spanQuery(url, undefined)).toEqual({ region: '330881000000' })
  expect(spanQuery(`${url}&as_of=2019-03-01T00:00:00Z`, field('time'))).toBe(null)
})
