// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import type { FilledSlot, Offer, QueueItem } from '@/api/command'
import type { Action, Definition, Rec } from '@/api/types'
import { actionsOf, isOneTap, nextStep, noteStep } from '@/register/steps'
import { countTabs, fresh, inTab, isLate, isWaiting, KEEP_MS, keepGone, keyOf, nextTurn, noted, step } from '@/systems/duty/queue'
import { fallen, lastFiling, levelOfRegion, reportText, stageNext } from '@/systems/incident/figures'
import { parseLonLat, titleOf } from '@/systems/incident/place'
import { badCounts, classOf, emptyReport, isTouched, reportBody } from '@/systems/incident/reporting'
import { amountOf, idOf, isTaken, linesOf, orderLine, slotKey, SLOT_MOST, swapped, usualFor, withAmount, withSlot } from '@/systems/incident/slots'
import { entriesOf, kindsIn, ofKind } from '@/systems/incident/timeline'

const action = (key: string, more: Partial<Action> = {}): Action => ({ key, label: { zh: key, en: key }, from: ['*'], to: 'x', needs: [], takes: [], reason: 'optional', ...more })
const rec = (id: string, more: Record<string, unknown> = {}): Rec => ({ id, version: 1, register: 'x', created_at: '2026-06-20T10:00:00+08:00', updated_at: '2026-06-20T10:00:00+08:00', _title: id, labels: {}, ...more })
const item = (id: string, more: Partial<QueueItem> = {}): QueueItem => ({ register: 'task', id, title: id, region: '', region_name: '', kind: 'task', severity: 4, at: '2026-06-20T14:00:00+08:00', due_at: null, overdue: false, state: 'ordered', state_label: '', actions: ['accept', 'cancel'], ...more })
const T = Date.parse('2026-06-20T14:00:00+08:00')

test('the button that changes its name is the next step forward, never a way out', () => {
  const def = { actions: ['accept', 'refuse', 'depart', 'recall'], lifecycle: { initial: 'ordered', states: [], actions: [action('accept', { from: ['ordered'] }), action('refuse', { from: ['ordered'] }), action('depart', { from: ['accepted'] }), action('finish', { from: ['accepted'] }), action('recall', { from: ['ordered', 'accepted'] })] } } as unknown as Definition
  expect(actionsOf(def, 'ordered').map((a) => a.key)).toEqual(['accept', 'refuse', 'recall'])
  expect(nextStep(actionsOf(def, 'ordered'))?.key).toBe('accept')
  expect(nextStep(actionsOf(def, 'accepted'))?.key).toBe('depart')
  expect(nextStep(actionsOf(def, 'done'))).toBeUndefined()
  expect(actionsOf(def, 'any', ['recall']).map((a) => a.key)).toEqual(['recall'])
})
test('A takes note and nothing else', () => {
  expect(noteStep(['cancel', 'accept'])).toBe('accept')
  expect(noteStep(['shelve', 'close', 'ack'])).toBe('ack')
  expect(noteStep(['cancel', 'refuse', 'finish'])).toBeUndefined()
})
test('one tap only when nothing is to be filled in', () => {
  expect(isOneTap(action('a'))).toBe(true)
  expect(isOneTap(action('a', { reason: 'required' }))).toBe(false)
  expect(isOneTap(action('a', { needs: ['result'] }))).toBe(false)
  expect(isOneTap(action('a', { needs: ['result'] }), rec('r', { result: 'x' }))).toBe(true)
  expect(isOneTap(action('a', { persons: 2 }))).toBe(false)
})
test('the queue: tabs that hold something, cards that wait, the next turn', () => {
  const all = [item('a', { kind: 'warning', due_at: '2026-06-20T14:01:00+08:00' }), item('b', { overdue: true, due_at: '2026-06-20T13:00:00+08:00' }), item('c', { actions: ['cancel'] })]
  expect(countTabs(all).map((x) => [x.tab, x.n])).toEqual([['all', 3], ['warning', 1], ['task', 2]])
  expect(inTab(all, 'task').map((i) => i.id)).toEqual(['b', 'c'])
  expect(all.map(isWaiting)).toEqual([true, true, false])
  expect(isWaiting(item('d', { kind: 'report', state: 'pending', actions: [] }))).toBe(true)
  expect(nextTurn(all, T)).toBe(T + 60_000)
  expect(nextTurn(all, T + 60_000)).toBeNull()
  expect(isLate(all[0]!, T)).toBe(false)
  expect(isLate(all[0]!, T + 60_000)).toBe(true)
  expect(fresh(new Set(['task:a']), all).map((i) => i.id)).toEqual(['b'])
})
test('J and K stop at the ends; without a place they begin at one', () => {
  expect(step(['a', 'b'], '', 1)).toBe('a')
  expect(step(['a', 'b'], '', -1)).toBe('b')
  expect(step(['a', 'b'], 'b', 1)).toBe('b')
  expect(step(['a', 'b'], 'b', -1)).toBe('a')
  expect(step([], 'a', 1)).toBeUndefined()
})
test('what is taken note of becomes one line at once', () => {
  const [a] = noted([item('a')], 'task:a', '已接受')
  expect(isWaiting(a!)).toBe(false)
  expect(a!.state_label).toBe('已接受')
  expect(keyOf(a!)).toBe('task:a')
})
test('what left the queue stays as one line for a while, and comes back whole when it waits again', () => {
  const mine = noted([item('a')], 'task:a', '已接受')
  const kept = keepGone(new Map(), [...mine, item('b')], [], T, '已处理')
  expect([...kept.values()].map((k) => [k.item.id, k.item.state_label, isWaiting(k.item)])).toEqual([['a', '已接受', false], ['b', '已处理', false]])
  expect(keepGone(kept, [], [item('a')], T + 1, '').size).toBe(1)
  expect(keepGone(kept, [], [], T + KEEP_MS, '').size).toBe(0)
})
test('the level of an account', () => {
  expect(['330000000000', '330800000000', '330881', '330881100000', ''].map(levelOfRegion)).toEqual(['province', 'city', 'county', 'township', 'country'])
})
test('a correction strikes through and keeps both', () => {
  const all = entriesOf([rec('1', { at: '2026-06-20T10:00:00+08:00', kind: 'report', text: '3人被困' }), rec('2', { at: '2026-06-20T10:05:00+08:00', kind: 'correction', text: '2人被困', corrects: '1' }), rec('3', { at: '2026-06-20T10:06:00+08:00', kind: 'correction', text: '无人被困', corrects: '2' })])
  expect(all.map((e) => e.rec.id)).toEqual(['3', '2', '1'])
  expect(all.map((e) => e.by?.id)).toEqual([undefined, '3', '2'])
  expect(all[1]!.old?.text).toBe('3人被困')
  expect(ofKind(all, 'report').map((e) => e.rec.id)).toEqual(['2', '1'])
  expect(kindsIn(all)).toEqual([{ kind: 'correction', n: 2 }, { kind: 'report', n: 1 }])
})
test('a report says only what is known', () => {
  const d = { ...emptyReport('2026-06-20T14:00'), sentence: '  后山滑坡堵了村道。三户受威胁 ', kind: '11D02', region: '330881100000', place: '贺村镇', counts: { deaths: '0', missing: '' } }
  const body = reportBody(d, [118.5, 28.7], '2026-06-20T14:00:00+08:00')
  expect(body).toEqual({ title: '后山滑坡堵了村道', description: '后山滑坡堵了村道。三户受威胁', source: 'desk', kind: '11D02', class: 'natural', region: '330881100000', lon: 118.5, lat: 28.7, known_at: '2026-06-20T14:00:00+08:00', deaths: 0 })
  expect(reportBody({ ...emptyReport(''), sentence: '火情', region: '老粮站', place: '老粮站' }, null, null)).toEqual({ title: '火情', source: 'desk', address: '老粮站' })
  expect(badCounts({ ...d, counts: { deaths: '两' } })).toEqual(['deaths'])
  expect(isTouched(emptyReport('x'))).toBe(false)
  expect(classOf('19000')).toBe('other')
})
test('places and titles', () => {
  expect(parseLonLat('118.87, 28.97')).toEqual([118.87, 28.97])
  expect(parseLonLat('28.97，118.87')).toEqual([118.87, 28.97])
  expect(parseLonLat('贺村镇')).toBeNull()
  expect([...titleOf('很'.repeat(90))]).toHaveLength(60)
})
test('proposal: needs of three sorts, ticked lines, another instead', () => {
  const offer = (team: string, more = {}): Offer => ({ need: 'team', team, title: team, travel_min: 9.6, distance_m: 5000, travel: 'road', loan: false, lender: null, uncovers: [], quantity: 1, ...more })
  const goods: Offer = { ...offer('x'), need: 'stock', team: undefined, stock: 'lot', quantity: 80, unit: '件' }
  const found: FilledSlot[] = [{ need: 'team', capability: 'fire', count: 2, got: 1, filled: [offer('a')], alternatives: [offer('b', { available: 1 })], why_empty: null }, { need: 'stock', item: '1110301', quantity: 80, got: 80, filled: [goods], alternatives: [], why_empty: null }]
  const lines = linesOf(found)
  expect(lines.map((l) => [l.slot, idOf(l.offer), l.quantity])).toEqual([[0, 'a', 1], [1, 'lot', 80]])
  const other = swapped(lines, lines[0]!, 0, found[0]!.alternatives[0]!)
  expect(other.map((l) => idOf(l.offer))).toEqual(['b', 'lot'])
  expect(isTaken(other, offer('b'))).toBe(true)
  expect(swapped(other, null, 0, offer('c', { available: 1 }))).toHaveLength(3)
  expect(swapped(lines, lines[1]!, 1, { ...goods, stock: 'few', available: 30 })[1]!.quantity).toBe(30)
  expect(other.map(orderLine)).toEqual([{ team: 'b', travel_min: 10, travel: 'road' }, { stock: 'lot', quantity: 80, travel_min: 10, travel: 'road' }])
  const asked = withSlot(withSlot(usualFor('12D02'), 'stock', '1110301'), 'equipment', 'pump')
  expect(asked.map(slotKey)).toEqual(['team:chemical', 'team:fire', 'stock:1110301', 'equipment:pump'])
  expect(withSlot(asked, 'team', 'fire')).toBe(asked)
  expect(amountOf(withAmount(asked, 'stock:1110301', 2.5)[2]!)).toBe(2.5)
  expect(withAmount(asked, 'team:fire', 0).map(slotKey)).not.toContain('team:fire')
  expect(amountOf(withAmount(asked, 'equipment:pump', 99)[3]!)).toBe(SLOT_MOST)
})
test('filing: first, then follow-ups; a total that falls asks why; unknown stays unverified', () => {
  const f = [rec('1', { stage: 'first', filed_at: '2026-06-20T10:00:00+08:00', deaths: 3, state: 'filed' }), rec('2', { stage: 'follow_up', filed_at: '2026-06-20T12:00:00+08:00', deaths: 9, state: 'returned' })]
  expect(stageNext([])).toBe('first')
  expect(stageNext(f)).toBe('follow_up')
  expect(lastFiling(f)?.id).toBe('1')
  expect(fallen({ deaths: 2, missing: null }, f[0])).toEqual(['deaths'])
  expect(fallen({ deaths: null }, f[0])).toEqual([])
  const text = reportText(rec('i', { title: '滑坡', address: '贺村镇', deaths: 0 }), '06-20 14:02', '06-20 15:00', { unknown: '未核实', comma: '，', count: (k, n) => `${k} ${n}`, lead: (v) => `${v.when}${v.where}${v.what}`, asOf: (v) => `${v.t}${v.figures}`, measures: (x) => x, needs: (x) => x })
  expect(text.split('\n')).toHaveLength(2)
  expect(text).toContain('deaths 0，missing 未核实')
})
