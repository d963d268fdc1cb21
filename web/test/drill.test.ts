// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest'
import { now, serverNow, serverPace, setServerTime } from '@/live/clock'
import { momentsOf, share, sinceStart, stepTo, typedTime, HOUR_MS } from '@/systems/drill/times'

const MIN = 60_000
test('times since the start', () => {
  expect(sinceStart(90 * MIN, 0)).toBe('T+1:30')
  expect(sinceStart(50 * HOUR_MS + 5 * MIN + 59_000, 0)).toBe('T+50:05')
  expect(sinceStart(-MIN, 0)).toBe('T+0:00')
})
test('what somebody types is a time, or it is none', () => {
  expect(['2:30', 'T+2:30', 't + 2', ' 2：30 ', '49'].map(typedTime)).toEqual(['T+2:30', 'T+2:30', 'T+2:00', 'T+2:30', 'T+49:00'])
  expect(['', 'lunch', '2:60', '2:3', '-1', '2:30:00', 'T-1'].map(typedTime)).toEqual(Array(7).fill(null))
})
test('how far it is', () => {
  expect([share(-1, 0, 10), share(5, 0, 10), share(11, 0, 10), share(1, 5, 5)]).toEqual([0, 0.5, 1, 0])
})
test('the slider goes from line to line, by hours and to the ends, and never past them', () => {
  const at = (m: number) => ({ at: new Date(m * MIN).toISOString() })
  const moments = momentsOf([at(10), at(60), at(10), at(-5), at(400)], 0, 240 * MIN)
  expect(moments).toEqual([0, 10 * MIN, 60 * MIN, 240 * MIN])
  expect(stepTo('ArrowRight', 0, moments)).toBe(10 * MIN)
  expect(stepTo('ArrowRight', 10 * MIN, moments)).toBe(60 * MIN)
  expect(stepTo('ArrowLeft', 30 * MIN, moments)).toBe(10 * MIN)
  expect(stepTo('ArrowLeft', 0, moments)).toBe(0)
  expect(stepTo('ArrowRight', 240 * MIN, moments)).toBe(240 * MIN)
  expect(stepTo('PageUp', 200 * MIN, moments)).toBe(240 * MIN)
  expect(stepTo('PageDown', 90 * MIN, moments)).toBe(30 * MIN)
  expect([stepTo('Home', 99, moments), stepTo('End', 99, moments)]).toEqual([0, 240 * MIN])
  expect(stepTo('a', 99, moments)).toBe(null)
})
test('the clock of a drill goes faster than ours, stands, and goes as ours again', () => {
  vi.useFakeTimers()
  const begin = '2019-08-09T01:00:00+08:00'
  setServerTime(begin, 600)
  vi.advanceTimersByTime(1000)
  expect(serverNow() - Date.parse(begin)).toBe(600_000)
  setServerTime('', 0)
  const stood = serverNow()
  vi.advanceTimersByTime(5000)
  expect(serverNow()).toBe(stood)
  expect(serverPace()).toBe(0)
  setServerTime(begin, 1)
  setServerTime(begin) /* an answer that says nothing of the pace keeps it */
  vi.advanceTimersByTime(2000)
  expect(serverNow() - Date.parse(begin)).toBe(2000)
  expect(now.value).toBe(Date.parse(begin))
  vi.useRealTimers()
})
