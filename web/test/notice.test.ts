// SPDX-License-Identifier: Apache-2.0
// Audiences as text and as terms, parts of a message, counts of receipts.
import { expect, test } from 'vitest'
import type { Place } from '@/api/notice'
import { addTerm, joinTerms, jsonEnd, partsOf, polygonTerm, postTerm, readTerm, readTerms, registerTerm, removeTerm, ringsOf, sentText, shapesOf, smsParts, splitTerms } from '@/systems/notice/audience'
import { answered, counties, countsOf, places, rungAt, share } from '@/systems/notice/reach'

const AREA = 'polygon:{"type":"Polygon","coordinates":[[[118.4,28.7],[118.6,28.7],[118.6,28.9],[118.4,28.7]]],"note":"a;b\\n}"}'

test('terms are parted by lines and semicolons of both kinds', () => {
  expect(splitTerms('post:geo_watcher@330881; region:330881102\n\n person:P1；team:T1;')).toEqual(['post:geo_watcher@330881', 'region:330881102', 'person:P1', 'team:T1'])
  expect(splitTerms(' ;\n； ')).toEqual([])
  expect(splitTerms('region:330881')).toEqual(['region:330881'])
})
test('an area ends where its JSON ends, whatever stands in it', () => {
  expect(splitTerms(`${AREA};region:330881`)).toEqual([AREA, 'region:330881'])
  expect(splitTerms(`${AREA} region:330881`)).toEqual([AREA, 'region:330881'])
  expect(splitTerms('polygon:{"type":')).toEqual(['polygon:{"type":'])
  expect(jsonEnd('x{"a":[1,2]}y', 1)).toBe(12)
})
test('what is joined is read again as the same terms', () => {
  const all = ['post:reservoir_patrol@330881', AREA, 'register:hazard?state=open&kind=2', 'email:a@b.cn', 'webhook:https://h.example/x?a=1']
  expect(splitTerms(joinTerms(all))).toEqual(all)
  expect(removeTerm(joinTerms(all), 1)).toBe(joinTerms(all.filter((_, i) => i !== 1)))
  expect(addTerm(joinTerms(all), AREA)).toBe(joinTerms(all))
  expect(splitTerms(addTerm(joinTerms(all), 'person:P2')).length).toBe(6)
})
test('a term is taken apart as the server does', () => {
  expect(readTerm(' cats : all')).toMatchObject({ word: '', rest: ' cats : all' })
  expect(partsOf(readTerm('post:geo_watcher@330881'))).toEqual({ key: 'geo_watcher', region: '330881', conditions: [] })
  expect(partsOf(readTerm('post:geo_watcher'))).toEqual({ key: 'geo_watcher', region: '', conditions: [] })
  expect(partsOf(readTerm('register:reservoir?kind=2&name=白水坑'))).toEqual({ key: 'reservoir', region: '', conditions: [['kind', '2'], ['name', '白水坑']] })
  expect([postTerm('*', '330881'), postTerm('geo_watcher', '330881')]).toEqual(['region:330881', 'post:geo_watcher@330881'])
  expect(registerTerm('reservoir', [['kind', ' 2 '], ['name', ''], ['note', 'a&b']])).toBe('register:reservoir?kind=2')
  expect(registerTerm('reservoir', [])).toBe('register:reservoir')
})
test('a circle becomes a closed ring that comes back as a shape', () => {
  const term = polygonTerm({ kind: 'circle', points: [[118.6, 28.7]], radius_m: 5000 })
  const ring = (JSON.parse(term.slice(8)) as { coordinates: number[][][] }).coordinates[0]!
  expect([ring.length, ring[0]]).toEqual([73, ring.at(-1)])
  expect(ring.every(([x, y]) => String(x).length <= 10 && String(y).length <= 9)).toBe(true)
  expect(term.length).toBeLessThan(2000) /* of the 20,000 of the field */
  expect(ringsOf(readTerm(term))[0]!.length).toBe(72)
  expect(shapesOf(readTerms(`region:330881\n${term}`)).map((s) => [s.id, s.kind])).toEqual([['term-1-0', 'area']])
})
test('what cannot be read as an area is shown as text only', () => {
  for (const bad of ['polygon:{', 'polygon:[]', 'polygon:{"type":"Point","coordinates":[1,2]}', 'region:330881', 'polygon:null', 'polygon:{"type":"Polygon","coordinates":[[[28.7,118.4],[28.7,118.6],[28.9,118.6],[28.7,118.4]]]}']) expect(ringsOf(readTerm(bad))).toEqual([])
})
test('messages are counted in parts of 67 after the first 70', () => {
  expect([smsParts(''), smsParts('字'.repeat(70)), smsParts('字'.repeat(71)), smsParts('字'.repeat(134)), smsParts('字'.repeat(135))]).toEqual([0, 1, 2, 2, 3])
  expect(smsParts(`${'字'.repeat(66)}😀${'字'.repeat(66)}`)).toBe(3) /* no character is cut in two */
  expect([sentText('防汛', '进岗', true), sentText('【演练】防汛', '进岗', true), sentText('防汛', '进岗', false)]).toEqual(['【演练】防汛：进岗', '【演练】防汛：进岗', '防汛：进岗'])
})

const at = (region: string, state: string, count: number, passed_on = 0): Place => ({ region, region_name: region, state, count, passed_on })
test('places with most persons not reached stand first', () => {
  const items = [at('330881102000', 'acked', 9), at('330881102000', 'sent', 2), at('330881103000', 'failed', 1, 1), at('330802001000', 'visited', 3), at('330881103000', 'heard', 4)]
  expect(places(items).map((p) => p.region)).toEqual(['330881103000', '330881102000', '330802001000'])
  const sum = countsOf(items)
  expect([sum.total, answered(sum), sum.passed_on]).toEqual([19, 16, 1])
  expect(counties(places(items)).map((c) => [c.region, c.counts.total]).sort()).toEqual([['330802000000', 3], ['330881000000', 16]])
})
test('a share is whole only when nobody is missing', () => {
  expect([share(999, 1000), share(1000, 1000), share(0, 0)]).toEqual([99, 100, 0])
})
test('the rung of the ladder that stands', () => {
  const ladder = [{ at: 34 }, { at: 67 }, { at: 100 }, { at: 200 }]
  expect([rungAt(ladder, 0, 900, 100), rungAt(ladder, 0, 900, 306), rungAt(ladder, 0, 900, 900), rungAt(ladder, 0, 900, 5000), rungAt(ladder, 900, 900, 901)]).toEqual([-1, 0, 2, 3, 2])
})
