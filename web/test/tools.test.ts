// SPDX-License-Identifier: Apache-2.0
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import { areaM2, areaText, circleRing, distanceM, lengthM, lengthText, muText, parsePoints, pointText, type LonLat } from '@/map/tools/measure'
import { featuresOf, geometryOf } from '@/map/tools/shape'
import { useTools } from '@/map/tools/store'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})

test('distance and length', () => {
  expect(distanceM([118.87, 28.97], [118.87, 29.97])).toBeCloseTo(111195.1, 0)
  expect(distanceM([118, 29], [118, 29])).toBe(0)
  expect(lengthM([[118, 29], [118, 30], [118, 29]])).toBeCloseTo(2 * 111195.1, -1)
  expect([lengthText(0), lengthText(999.4), lengthText(1500), lengthText(123456)]).toEqual(['0 m', '999 m', '1.50 km', '123.5 km'])
})
test('area, whichever way the ring turns; less than three corners are none', () => {
  const square: LonLat[] = [[118, 0], [118.01, 0], [118.01, 0.01], [118, 0.01]]
  expect(areaM2(square)).toBeCloseTo(1111.95 ** 2, -3)
  expect(areaM2([...square].reverse())).toBeCloseTo(areaM2(square), 3)
  expect(areaM2(square.slice(0, 2))).toBe(0)
  expect([areaText(500), areaText(25_000), areaText(3.21e6)]).toEqual(['500 m²', '2.50 ha', '3.21 km²'])
  expect(muText(10_000)).toBe('15.0')
})
test('a circle has its radius everywhere and its area', () => {
  const ring = circleRing([118.87, 28.97], 5000)
  for (const p of ring) expect(distanceM([118.87, 28.97], p)).toBeCloseTo(5000, 3)
  expect(areaM2(ring) / (Math.PI * 5000 ** 2)).toBeGreaterThan(0.99)
})
test('typed places: decimal, sexagesimal, Chinese signs, latitude first, and what is none', () => {
  expect(parsePoints('118.87, 28.97\n\n118.9 29')).toEqual({ points: [[118.87, 28.97], [118.9, 29]], bad: 0 })
  const dms = parsePoints('118°52′12″, 28°30\'').points[0]!
  expect(dms[0]).toBeCloseTo(118.87, 6)
  expect(dms[1]).toBeCloseTo(28.5, 6)
  expect(parsePoints('东经118.87，北纬28.97；28.97,118.87').points).toEqual([[118.87, 28.97], [118.87, 28.97]])
  expect(parsePoints('118.87, 28.97\nhere')).toMatchObject({ bad: 2 })
  for (const bad of ['118.87', '200, 10', '118, 29, 5', '1e9, 3']) expect(parsePoints(bad).bad, bad).toBe(1)
  expect(parsePoints(pointText([118.1234567, 28])).points).toEqual([[118.123457, 28]])
})
test('GeoJSON: rings closed and against the clock, circles as polygons with their radius', () => {
  const ring = (g: { coordinates: unknown }) => (g.coordinates as LonLat[][])[0]!
  const clockwise: LonLat[] = [[118, 29], [118, 30], [119, 30]]
  expect(ring(geometryOf({ kind: 'area', points: clockwise }))).toEqual([[119, 30], [118, 30], [118, 29], [119, 30]])
  const c = geometryOf({ kind: 'circle', points: [[118, 29]], radius_m: 100 })
  const sum = ring(c).slice(1).reduce((s, p, i) => s + (p[0] - ring(c)[i]![0]) * (p[1] + ring(c)[i]![1]), 0)
  expect(sum).toBeLessThan(0)
  expect(featuresOf([{ id: '1', kind: 'circle', points: [[118, 29]], radius_m: 100, note: 'x', at: 't' }])).toMatchObject({ features: [{ properties: { note: 'x', radius_m: 100, centre: [118, 29] }, geometry: { type: 'Polygon' } }] })
})
test('clicks write the text, typed text makes the shape; circle takes centre then radius', () => {
  const tools = useTools()
  tools.use('distance')
  tools.add([118, 29])
  tools.add([118, 30])
  expect(tools.text).toBe('118.000000, 29.000000\n118.000000, 30.000000')
  expect(tools.ready).toBe(true)
  tools.removeLast()
  expect(tools.ready).toBe(false)
  tools.use('circle')
  expect(tools.text).toBe('')
  tools.add([118, 29])
  tools.add([118, 29.01])
  expect(tools.radius).toBe('1112')
  tools.removeLast()
  expect([tools.radius, tools.ready]).toEqual(['', false])
  tools.radius = '300000'
  expect(tools.ready).toBe(false)
})
test('the sketch is kept on the device; clearing can be undone', () => {
  const tools = useTools()
  tools.use('sketch')
  tools.add([118, 29])
  tools.note = ' bridge '
  tools.keep()
  expect(tools.sketch).toMatchObject([{ kind: 'point', note: 'bridge', points: [[118, 29]] }])
  expect(JSON.parse(localStorage.getItem('anlan.sketch:')!)).toHaveLength(1)
  tools.clear()
  expect(tools.sketch).toEqual([])
  tools.undo()
  expect(tools.sketch).toHaveLength(1)
  tools.remove(tools.sketch[0]!.id)
  tools.undo()
  tools.undo()
  expect(tools.sketch).toEqual([])
})
