// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setServerTime } from '@/live/clock'
import { phoneNow, serverTime, setDrill } from '@/phone/clock'

const REAL = Date.parse('2026-11-01T00:00:00Z')
const THERE = '2019-08-09T06:00:00Z'
beforeEach(() => vi.useFakeTimers({ now: REAL }))
afterEach(() => {
  vi.useRealTimers()
  setDrill(false)
})
test('in a live city the phone keeps its own time and shows the server\'s', () => {
  setServerTime('2026-11-01T00:05:00Z', 1)
  setDrill(false)
  vi.advanceTimersByTime(10_000)
  expect(phoneNow()).toBe(REAL + 10_000)
  expect(serverTime(phoneNow())).toBe(Date.parse('2026-11-01T00:05:10Z'))
})
test('in a drill it has the drill\'s, as fast as that goes, and stands with it', () => {
  setServerTime(THERE, 60)
  setDrill(true)
  const done = phoneNow()
  vi.advanceTimersByTime(2_000)
  expect(phoneNow() - done).toBe(120_000)
  expect(serverTime(done)).toBe(Date.parse(THERE))
  setServerTime('2019-08-09T06:02:00Z', 0)
  vi.advanceTimersByTime(5_000)
  expect(phoneNow()).toBe(Date.parse('2019-08-09T06:02:00Z'))
})
test('one that was kept goes on from when it was heard', () => {
  setServerTime(THERE, 60, REAL - 3_000)
  setDrill(true)
  expect(phoneNow()).toBe(Date.parse(THERE) + 180_000)
})
