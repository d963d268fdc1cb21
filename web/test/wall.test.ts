// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { touchOf } from '@/wall/storm'

const H = 3_600_000
test('circle 7 and the city: comes, is there, has left, passes by, nothing to say', () => {
  const near = { place: '开化县', from: 8 * H, to: 20 * H }
  const far = { place: '江山市', from: 9 * H }
  expect(touchOf(6, [far, near], 0)).toEqual({ kind: 'comes', hours: 8, place: '开化县' })
  expect(touchOf(6, [far, near], 10 * H)).toEqual({ kind: 'inside', places: 2 })
  expect(touchOf(6, [far, near], 21 * H)).toEqual({ kind: 'inside', places: 1 })
  expect(touchOf(6, [near], 21 * H)).toEqual({ kind: 'over' })
  expect(touchOf(6, [], 0)).toEqual({ kind: 'misses' })
  expect(touchOf(0, [], 0)).toEqual({ kind: 'none' })
})
