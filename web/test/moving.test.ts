// SPDX-License-Identifier: Apache-2.0
// Moving people: what the pages reckon from what the server tells.
import '@/i18n/desk'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import { nextTick } from 'vue'
import type { Card, MovePlan, RosterPerson, ShelterRow, VillageFigures } from '@/api/evacuation'
import type { Rec } from '@/api/types'
import { i18n } from '@/i18n'
import { now, setServerTime } from '@/live/clock'
import { lineWidth } from '@/map/flows'
import { helperIds, printed, sheets, spoken } from '@/systems/evacuation/cards'
import DecideBanner from '@/systems/evacuation/DecideBanner.vue'
import { areaOf, byUrgency, isLate, nextDecision, runsTo } from '@/systems/evacuation/lists'
import MoveBar from '@/systems/evacuation/MoveBar.vue'
import OccupancyBar from '@/systems/evacuation/OccupancyBar.vue'
import { compare, gap, pictureOf, toneOf } from '@/systems/evacuation/plan'
import { doneOf, shareOf, tree } from '@/systems/evacuation/progress'
import { byNeed, CHECK_ITEMS, daysUntil, matches, verdict, type Answers } from '@/systems/evacuation/shelters'
import { familiesOf, lagging, needsText, together } from '@/systems/evacuation/village'

const rec = (id: string, more: object): Rec => ({ id, version: 1, register: '', created_at: '', updated_at: '', _title: id, labels: {}, ...more })
const row = (region: string, more: Partial<VillageFigures>): VillageFigures => ({ region, region_name: region, listed: 0, reported: 0, scanned: 0, placed: 0, moving: 0, to_move: 0, refused: 0, released: 0, unlisted: 0, missing: 0, late: 0, preventive: 0, resettled: 0, concentrated: 0, dispersed: 0, ...more })

test('villages add up to townships and counties, and nobody is lost on the way', () => {
  const rows = [row('330881102201', { listed: 10, placed: 4 }), row('330881102202', { listed: 5, placed: 5 }), row('330881103201', { listed: 1 }), row('330802001201', { listed: 7, released: 7 }), row('', { listed: 2 })]
  const t = tree(rows, (c) => c)
  expect(t.map((c) => [c.code, c.figures.listed])).toEqual([['330881000000', 16], ['330802000000', 7], ['', 2]])
  expect(t[0]!.under.map((x) => [x.code, x.figures.placed, x.under.length])).toEqual([['330881102000', 9, 2], ['330881103000', 0, 1]])
  expect(t.reduce((n, c) => n + c.figures.listed, 0)).toBe(25)
  expect([shareOf(t[0]!.figures), shareOf(t[1]!.figures), shareOf(row('', {})), doneOf({ placed: 2, released: 3 })]).toEqual([56, 100, 0, 5])
})
test('what wants a decision stands first, the earliest of them on top', () => {
  const l = (id: string, state: string, decide_by: string, done_by: string) => rec(id, { state, decide_by, done_by, region: id })
  const all = byUrgency([l('a', 'declined', '2019-08-09T09:00:00+08:00', ''), l('b', 'ordered', '', '2019-08-09T18:00:00+08:00'), l('c', 'proposed', '2019-08-09T21:40:00+08:00', ''), l('d', 'proposed', '2019-08-09T13:04:00Z', '')])
  expect(all.map((r) => r.id)).toEqual(['d', 'c', 'b', 'a']) // 13:04 UTC = 21:04 here
  expect([nextDecision(all)?.id, runsTo(all[0]!), runsTo(all[2]!), runsTo(all[3]!)]).toEqual(['d', '2019-08-09T13:04:00Z', '2019-08-09T18:00:00+08:00', ''])
  expect([isLate('2019-08-09T13:04:00Z', Date.parse('2019-08-09T21:04:01+08:00')), isLate('2019-08-09T13:04:00Z', Date.parse('2019-08-09T21:04:00+08:00')), isLate('', 1)]).toEqual([true, false, false])
})
test('an area goes as the server takes it', () => {
  expect(areaOf('polygon:{"type":"Polygon","coordinates":[[[118,28],[119,28],[119,29],[118,28]]],"note":"x"}')).toEqual({ type: 'Polygon', coordinates: [[[118, 28], [119, 28], [119, 29], [118, 28]]] })
  expect([areaOf(''), areaOf('polygon:{'), areaOf('region:330881')]).toEqual([null, null, null])
})
test('households with their people; who refused stands before who is placed', () => {
  const person = (transfer: string, household: string, state: string): RosterPerson => ({ transfer, code: '', name: transfer, household, head: 'H', region: '', state, people: 1, helper: 'K', helper_phone: '139', needs: 'wheelchair elderly', mobility: 'slow', shelter: 'S' })
  const f = familiesOf(['h1', 'h2', 'h3'], [rec('h1', { head: 'A', address: 'x', people: 9, needs: ['alone'], vehicle: 1, labels: { helper: 'Q' } }), rec('h2', { head: 'B', people: 2 })], [person('t1', 'h1', 'arrived'), person('t2', 'h1', 'listed'), person('t3', 'other', 'listed')], [rec('t2', { state: 'refused', refusal: 'no', urged_at: 'T', labels: { shelter: 'Here' } })])
  expect(f.map((x) => [x.id, x.head, x.people, x.members.map((m) => m.state).join()])).toEqual([['h1', 'A', 2, 'arrived,refused'], ['h2', 'B', 2, ''], ['h3', '', 0, '']])
  expect([f[0]!.helper, f[0]!.helperPhone, f[0]!.vehicle, f[0]!.members[1]!.needs, f[0]!.members[1]!.refusal, f[0]!.members[1]!.shelter]).toEqual(['K', '139', true, ['wheelchair', 'elderly'], 'no', 'Here'])
  expect([lagging(f[0]!), lagging(f[1]!)]).toEqual([0, 0])
  expect(lagging({ ...f[0]!, members: [f[0]!.members[0]!] })).toBe(3)
  expect([together(f[0]!, ['listed', 'refused']).map((m) => m.transfer), together(f[0]!, undefined)]).toEqual([['t2'], []])
})
test('a plan as a picture: a line for each way, one start for each village, places by how full they become', () => {
  const p = {
    total_person_seconds: 1100, optimum_person_seconds: 1000,
    assignments: [{ region: 'v1', region_name: 'V', lon: 118.1, lat: 28.1, shelter: 's1', people: 5 }, { region: 'v1', region_name: 'V', lon: 118.2, lat: 28.2, shelter: 's2', people: 2 }, { region: 'v2', region_name: 'W', shelter: 's1', people: 1 }],
    shelters: [{ shelter: 's1', name: 'S', lon: 118.5, lat: 28.5, capacity: 6, present: 1, assigned: 5, nearly_full: true }, { shelter: 's2', name: 'T', lon: 118.6, lat: 28.6, capacity: 20, present: 0, assigned: 2, nearly_full: false }],
  } as unknown as MovePlan
  const seen = pictureOf(p, (s) => s.name, (a, n) => `${a.region_name}${n}`)
  expect(seen.flows).toEqual([{ from: [118.1, 28.1], to: [118.5, 28.5], people: 5 }, { from: [118.1, 28.1], to: [118.6, 28.6], people: 2 }])
  expect(seen.starts).toEqual([{ at: [118.1, 28.1], text: 'V7' }])
  expect(seen.spots.map((s) => s.tone)).toEqual(['full', 'ok'])
  expect([gap(p), gap({ total_person_seconds: 0, optimum_person_seconds: 0 }), toneOf({ ...p.shelters[1]!, nearly_full: true })]).toEqual([10, 0, 'warn'])
  expect([lineWidth(0), lineWidth(16), lineWidth(1e6)]).toEqual([1.5, 2.5, 7])
})
test('the yearly check: unsafe ground or building fails it, anything else is put right first', () => {
  const all = (v: '' | '0' | '1'): Answers => Object.fromEntries(CHECK_ITEMS.map((k) => [k, v]))
  expect([verdict(all('')), verdict(all('1')), verdict({ ...all('1'), kit: '0' }), verdict({ ...all('1'), site: '0' }), verdict({ ...all('1'), signs: '' })]).toEqual(['', 'pass', 'conditional', 'fail', ''])
  expect([daysUntil('2019-08-09', '2019-08-09'), daysUntil('2019-08-01', '2019-08-09'), daysUntil('2020-03-01', '2020-02-28')]).toEqual([0, -8, 2])
})
test('shelters with people first, then those with grave faults', () => {
  const s = (id: string, present: number, faults: string[]): ShelterRow => ({ id, name: id, level: '', region: '', region_name: 'R', state: 'ready', lon: 0, lat: 0, capacity: 1, present, expected: 0, room: 0, barrier_free: false, standardised: false, check_result: '', faults })
  const all = [s('a', 0, []), s('b', 0, ['kit_short', 'too_small']), s('c', 0, ['kit_expired']), s('d', 3, [])]
  expect(byNeed(all).map((x) => x.id)).toEqual(['d', 'c', 'b', 'a'])
  expect(all.filter((x) => matches(x, { q: '', fault: 'kit_short', state: '' })).map((x) => x.id)).toEqual(['b'])
  expect([matches(all[0]!, { q: 'R', fault: '', state: '' }), matches(all[0]!, { q: 'z', fault: '', state: '' }), matches(all[0]!, { q: '', fault: '', state: 'open' })]).toEqual([true, false, false])
})
test('eight cards or two on a sheet; a card says whom to call and how to go', () => {
  expect(sheets(Array.from({ length: 17 }, (_, i) => i), 'small').map((s) => s.length)).toEqual([8, 8, 1])
  expect(sheets([1, 2, 3], 'large').map((s) => s.length)).toEqual([2, 1])
  const card = { card: 'c', household: 'h', shelter: 'School' } as Card
  const houses = [rec('h', { helper: '0000000000abc', helper_phone: '1', walk_min: 20, vehicle: 0, danger: 'geology' })]
  expect(helperIds([...houses, ...houses, rec('x', { helper: 'by name' })])).toEqual(['0000000000abc'])
  expect(printed([card], houses, [rec('0000000000abc', { _title: 'Wang', phone: '139' })], [rec('s', { name: 'School', address: 'Road 1' })])[0]).toMatchObject({ helper: 'Wang', phone: '139', shelterAddress: 'Road 1', walkMin: 20, vehicle: false, danger: 'geology' })
  expect(printed([card], houses, [], [])[0]).toMatchObject({ phone: '1', shelterAddress: '' })
  expect(printed([{ ...card, household: undefined }], houses, [], [])[0]).toMatchObject({ helper: '', walkMin: null })
  expect(spoken('ABCD1234EFGH5678')).toBe('ABCD 1234 EFGH 5678')
})

// --- as a person reads them ---

const show = <P extends object>(c: object, props: P) => mount(c, { props, global: { plugins: [i18n], stubs: { RouterLink: true } } })
test('the last moment to decide stands large, counts down, and past it is overdue', async () => {
  setServerTime('2019-08-09T21:00:00+08:00')
  const w = show(DecideBanner, { list: rec('l', { decide_by: '2019-08-09T21:40:00+08:00', region_name: '耕读村', households: 3, people: 8, trigger: '暴雨' }), waiting: 2 })
  expect(w.find('.by').text()).toBe('最迟 21:40 前决定')
  expect(w.find('.left').text()).toBe('还剩 40:00')
  expect(w.text()).toContain('共 2 个村待决定')
  now.value = Date.parse('2019-08-09T21:41:05+08:00')
  await nextTick()
  expect([w.find('.left').text(), w.classes().includes('late')]).toEqual(['逾期 01:05', true])
})
test('another day says which', () => {
  setServerTime('2019-08-08T21:00:00+08:00')
  expect(show(DecideBanner, { list: rec('l', { decide_by: '2019-08-09T21:40:00+08:00' }), waiting: 1 }).find('.by').text()).toBe('最迟 08-09 21:40 前决定')
})
test('how full is said in words, not by colour alone', () => {
  expect(show(OccupancyBar, { present: 37, coming: 5, capacity: 46, warn: true }).text()).toMatch(/37 \+5 \/ 46\s*接近满员/)
  expect(show(OccupancyBar, { present: 46, coming: 0, capacity: 46, warn: true }).text()).toMatch(/46 \/ 46\s*满员/)
  expect(show(OccupancyBar, { present: 0, coming: 0, capacity: 0 }).text()).toBe('0 / 0')
})
test('a bar of people has its number for who does not see it', () => {
  const w = show(MoveBar, { figures: { placed: 3, released: 1, moving: 2, refused: 1, listed: 8 }, name: 'V' })
  expect(w.find('[role=img]').attributes('aria-label')).toBe('V: 4/8 人, 50%')
})
test('what the server hides of somebody is only said to be there', () => {
  expect(needsText(['***'], (c) => c, '有特殊需求')).toBe('有特殊需求')
  expect(needsText(['wheelchair', 'x'], (c) => (c === 'wheelchair' ? '轮椅' : ''), '')).toBe('轮椅、x')
})

test('what if: who goes elsewhere and is still placed, how much longer, where they come in addition', () => {
  const a = (region: string, shelter: string, people: number, travel_s: number) => ({ region, region_name: region, barrier_free: false, shelter, shelter_name: shelter, people, households: 1, travel_s, travel: 'road' })
  const at = (shelter: string, assigned: number) => ({ shelter, name: shelter, lon: 0, lat: 0, capacity: 20, present: 0, assigned, nearly_full: false })
  const was = { assignments: [a('V1', 'S1', 10, 600), a('V2', 'S2', 5, 300)], shelters: [at('S1', 10), at('S2', 5)], placed: 15, unassigned_people: 0, total_person_seconds: 7500 }
  const is = { assignments: [a('V1', 'S2', 8, 1200), a('V2', 'S2', 5, 300)], shelters: [at('S2', 13)], placed: 13, unassigned_people: 2, total_person_seconds: 11_100 }
  expect(compare(was, is)).toMatchObject({ elsewhere: 8, farWas: 600, far: 1200, gains: [{ shelter: 'S2', more: 8 }] })
  expect(compare(was, is).mean).toBeCloseTo(11_100 / 13 - 500)
  expect(compare(was, was)).toMatchObject({ elsewhere: 0, mean: 0, gains: [] })
})
