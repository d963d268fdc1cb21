// SPDX-License-Identifier: Apache-2.0
// The duty room's own reckoning: days of a roster, what stands when, ten seconds of undo, the incident played again.
import { afterEach, expect, test, vi } from 'vitest'
import type { RosterFault, Shift } from '@/api/duty'
import type { Rec } from '@/api/types'
import { boxAround } from '@/systems/incident/around'
import { frameAt, framesOf, minutesBetween } from '@/systems/incident/replay'
import { addDays, addMonths, byDay, dayOf, endText, faultsByDay, monday, move, shownDays, weekday, weeksOf } from '@/systems/duty/roster'
import { offered, offerUndo, takeBack } from '@/ui/undo'

afterEach(() => vi.useRealTimers())

test('days go over months, years and leap days', () => {
  expect([addDays('2019-12-31', 1), addDays('2020-03-01', -1), addMonths('2020-01-31', 1), addMonths('2019-03-31', -1), addMonths('2019-11-15', 2)]).toEqual(['2020-01-01', '2020-02-29', '2020-02-29', '2019-02-28', '2020-01-15'])
  expect([weekday('2019-08-09'), weekday('2019-08-11'), monday('2019-08-11')]).toEqual([5, 7, '2019-08-05'])
})
test('a month is shown in whole weeks, a week from Monday', () => {
  const month = shownDays('month', '2019-08-09')
  expect([month[0], month.at(-1), month.length % 7, weeksOf(month).length]).toEqual(['2019-07-29', '2019-09-01', 0, 5])
  expect(shownDays('week', '2019-08-11')).toEqual(['2019-08-05', '2019-08-06', '2019-08-07', '2019-08-08', '2019-08-09', '2019-08-10', '2019-08-11'])
  expect(shownDays('month', '2021-02-10').length).toBe(28)
})
test('a shift belongs to the day on which it begins, in the zone of the city', () => {
  const s = { starts_at: '2019-08-09T23:30:00Z', ends_at: '2019-08-10T23:30:00Z' } as Shift
  expect([...byDay([s]).keys()]).toEqual(['2019-08-10'])
  expect(dayOf('2019-08-09T16:00:00Z')).toBe('2019-08-10')
  const next = (t: string) => `next ${t}`
  expect(endText('2019-08-09T07:30:00+08:00', '2019-08-10T07:30:00+08:00', next)).toBe('next 07:30')
  expect(endText('2019-08-09T07:30:00+08:00', '2019-08-09T19:30:00+08:00', next)).toBe('19:30')
  expect(endText('2019-08-09T07:30:00+08:00', '2019-08-12T07:30:00+08:00', next)).toBe('08-12 07:30')
})
test('a gap of three days is a fault of each of them', () => {
  const gap = { kind: 'gap', from: '2019-08-09T08:30:00+08:00', to: '2019-08-12T08:30:00+08:00' } as RosterFault
  expect([...faultsByDay([gap]).keys()]).toEqual(['2019-08-09', '2019-08-10', '2019-08-11'])
})
test('arrows stay on the grid', () => {
  const days = shownDays('week', '2019-08-07')
  expect([move(days, '2019-08-07', 'ArrowRight'), move(days, '2019-08-07', 'ArrowDown'), move(days, '2019-08-07', 'Home'), move(days, '2019-08-07', 'x')]).toEqual(['2019-08-08', undefined, '2019-08-05', undefined])
})
test('the newest offer of an undo stands, and not longer than the server takes it', async () => {
  vi.useFakeTimers()
  const done: string[] = []
  offerUndo('one', 10, async () => void done.push('one'))
  offerUndo('two', 10, async () => void done.push('two'))
  await takeBack()
  await takeBack()
  expect(done).toEqual(['two'])
  offerUndo('three', 10, async () => void done.push('three'))
  vi.advanceTimersByTime(9500)
  expect(offered.value?.text).toBe('three')
  vi.advanceTimersByTime(200)
  expect(offered.value).toBe(null)
  await takeBack()
  expect(done).toEqual(['two'])
})
test('an incident is played by what was known when it was written', () => {
  const line = (at: string, created_at: string) => ({ id: at + created_at, at, created_at }) as unknown as Rec
  const items = [line('2019-08-09T03:00:00Z', '2019-08-09T03:10:00Z'), line('2019-08-09T02:00:00Z', '2019-08-09T02:01:00Z'), line('2019-08-09T02:00:00Z', '2019-08-09T04:00:00Z')]
  expect(framesOf(items)).toEqual([{ at: '2019-08-09T02:00:00Z', known: '2019-08-09T04:00:00Z' }, { at: '2019-08-09T03:00:00Z', known: '2019-08-09T03:10:00Z' }])
  expect(frameAt(items, '2019-08-09T02:00:00Z').length).toBe(2)
  expect([minutesBetween('2019-08-09T02:00:00Z', '2019-08-09T02:15:00Z'), minutesBetween(null, '2019-08-09T02:15:00Z')]).toEqual([15, null])
})
test('the box around a circle holds it', () => {
  const [w, s, e, n] = boxAround(118.9, 28.9, 1000).split(',').map(Number) as [number, number, number, number]
  expect(n - s).toBeCloseTo(2000 / 111_320, 4)
  expect(e - w).toBeGreaterThan(n - s)
})
