// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest'
import { LOG_MS, Outbox, ROW, rowOf, unsent, type Item, type Outcome } from '@/phone/outbox/queue'
import { sendScans } from '@/phone/outbox/send'
import { countsOf, findTargets, givenBefore, judge, keyOf, linesOf, readCard, search, seenOf, type Person } from '@/phone/shelter/people'

afterEach(() => vi.unstubAllGlobals())
const HERE = 'S1'
const person = (name: string, more: Partial<Person> = {}): Person => ({
  transfer: `T-${name}`, code: `CODE${name.padStart(12, '0')}`, resident: `R-${name}`, name, household: 'H', head: '甲', region: '330881102001', state: 'listed', people: 1, helper: '王责任', helper_phone: '1', needs: '', mobility: '', shelter: HERE, ...more,
})
let seq = 0
const scan = (id: string, body: Record<string, unknown>, more: Partial<Item> = {}): Item => ({
  id, key: id, seq: ++seq, kind: 'scan', join: 'E', made: seq * 1000, title: id, method: 'POST', path: '/api/evacuation/checkins', body, state: 'waiting', tries: 0, log: true, ...more,
})
const A = person('A')
const B = person('B', { people: 3 })
const C = person('C', { shelter: 'S2' })
const roster = [A, B, C]
const who = (list: Person[]) => {
  const key = (p: Person | undefined) => p && keyOf(p)
  return { card: (code: string) => key(list.find((p) => p.code === code)), transfer: (id: string) => key(list.find((p) => p.transfer === id)) }
}
const lines = (items: Item[], known = 0, list = roster) => linesOf(list, seenOf(items, 'E', known, who(list)), HERE)
const of = (items: Item[], name: string, known = 0, list = roster) => lines(items, known, list).find((l) => l.person.name === name)!
const qr = (p: Person) => `AL1:${p.code}:ABCDEFGHIJ`

test('cards: ours by their form, typed ones with spaces, nothing else', () => {
  expect(readCard(' AL1:0123456789ABCDEF:0123456789 ')).toEqual({ code: '0123456789ABCDEF', qr: 'AL1:0123456789ABCDEF:0123456789' })
  expect(readCard('0123 4567-89ab cdef')).toEqual({ code: '0123456789ABCDEF' })
  for (const t of ['', 'https://weixin.qq.com/x', 'AL1:0123456789ABCDEF', '0123456789ABCDE', 'AL2:0123456789ABCDEF:0123456789']) expect(readCard(t)).toBeNull()
})
test('a scan counts at once, by people, and twice is once', () => {
  expect(countsOf(lines([]), HERE)).toMatchObject({ here: 0, expected: 4 })
  const one = scan('1', { qr: qr(B), direction: 'in', shelter: HERE })
  expect(countsOf(lines([one]), HERE)).toMatchObject({ here: 3, expected: 4 })
  expect(countsOf(lines([one, scan('2', { resident: B.resident, direction: 'in', shelter: HERE })]), HERE)).toMatchObject({ here: 3, expected: 4 })
  expect(of([one], 'B').stands).toMatchObject({ place: 'here', since: one.made, waiting: true })
  expect(countsOf(lines([one]), HERE).missing.map((l) => l.person.name)).toEqual(['A'])
})
test('somebody of another shelter who comes here is here and no more missing anywhere', () => {
  const c = countsOf(lines([scan('1', { qr: qr(C), direction: 'in', shelter: HERE })]), HERE)
  expect([c.here, c.expected]).toEqual([1, 5])
})
test('out and moved on: not here; home: nor waited for', () => {
  for (const [direction, shelter] of [['out', HERE], ['moved_on', HERE], ['back', undefined]] as const) {
    const items = [scan('1', { qr: qr(A), direction: 'in', shelter: HERE }), scan('2', { qr: qr(A), direction, shelter })]
    expect(of(items, 'A').stands.place).toBe(direction === 'back' ? 'home' : 'way')
    expect(countsOf(lines(items), HERE)).toMatchObject({ here: 0, expected: direction === 'back' ? 3 : 4 })
  }
  const left = [scan('1', { qr: qr(A), direction: 'in', shelter: HERE }), scan('2', { qr: qr(A), direction: 'out', shelter: 'S2' })]
  expect(of(left, 'A').stands.place).toBe('here') // a leaving of another shelter ends nothing here
})
test('the order of the outbox does not matter, the times do', () => {
  const into = scan('1', { qr: qr(A), direction: 'in', shelter: HERE })
  const out = scan('2', { qr: qr(A), direction: 'out', shelter: HERE })
  expect(of([out, into], 'A').stands.place).toBe('way')
})
test('what the roster knows already is not laid over it again', () => {
  const into = scan('1', { qr: qr(A), direction: 'in', shelter: HERE }, { state: 'sent', sentAt: 5_000 })
  const left = [person('A', { state: 'moving' })]
  expect(of([into], 'A', 6_000, left).stands.place).toBe('way') // another phone saw A leave since
  expect(of([into], 'A', 4_000, left).stands.place).toBe('here') // the roster is older than the scan
})
test('refused and held scans count nobody', () => {
  expect(of([scan('1', { qr: qr(A), direction: 'in', shelter: HERE }, { state: 'refused' })], 'A').stands.place).toBe('expected')
  expect(of([scan('1', { qr: qr(A), direction: 'in', shelter: HERE }, { state: 'sent', sentAt: 9e15, held: 'x' })], 'A').stands.place).toBe('expected')
})
test('whom no list knows: written in, counted, out again, and one with the server\'s own line of him', () => {
  const by = scan('77', { name: '路过者', people: 2, direction: 'in', shelter: HERE })
  expect(of([by], '路过者')).toMatchObject({ stranger: true, stands: { place: 'here' }, person: { people: 2, code: 'N-77' } })
  const out = scan('78', { of: '77', direction: 'out', shelter: HERE })
  expect(of([by, out], '路过者').stands.place).toBe('way')
  const later = [person('路过者', { resident: undefined, code: 'N-77', state: 'arrived', people: 2 })]
  expect(lines([by], 0, later).filter((l) => l.person.name === '路过者').length).toBe(1)
})
test('a household without residents is moved by its transfer, and a refusal is one of the steps', () => {
  const list = [person('H', { resident: undefined, code: '' })]
  const act = (step: string, body: Record<string, unknown> = {}) => ({ ...scan(step, body), kind: 'request' as const, join: undefined, path: `/api/r/transfer/T-H/${step}` })
  const after = (...steps: Item[]) => of(steps, 'H', 0, list).stands.place
  expect(after(act('leave'))).toBe('way')
  expect(after(act('leave'), act('arrive', { shelter: HERE }))).toBe('here')
  expect(after(act('arrive', { placement: 'relatives' }))).toBe('relatives')
  expect(after(act('refuse', { refusal: 'x' }))).toBe('refused')
  expect(after({ ...act('leave'), path: '/api/r/transfer/another/leave' })).toBe('expected')
})
test('placed with relatives is not here, though the list names this shelter', () => {
  expect(of([], 'A', 0, [person('A', { state: 'arrived', placement: 'relatives' })]).stands.place).toBe('relatives')
})
test('what is said of a card', () => {
  const into = scan('1', { qr: qr(A), direction: 'in', shelter: HERE })
  const say = (items: Item[], name: string, direction: Parameters<typeof judge>[2] = 'in', list = roster) => judge(of(items, name, 0, list), null, direction, HERE)
  expect(say([], 'A')).toMatchObject({ kind: 'ok', send: true })
  expect(say([into], 'A')).toMatchObject({ kind: 'again', send: false })
  expect(say([], 'C')).toMatchObject({ kind: 'other_shelter', send: true })
  expect(say([], 'C', 'in', [person('C', { shelter: 'S2', state: 'arrived' })])).toMatchObject({ kind: 'elsewhere', send: true })
  expect(say([], 'A', 'in', [person('A', { state: 'refused' })])).toMatchObject({ kind: 'refused_before', send: true })
  expect(say([into], 'A', 'out')).toMatchObject({ kind: 'ok', send: true })
  expect(say([], 'A', 'out')).toMatchObject({ kind: 'not_here', send: true })
  expect(say([into, scan('2', { qr: qr(A), direction: 'out', shelter: HERE })], 'A', 'out')).toMatchObject({ kind: 'again', send: false })
  expect(judge(undefined, readCard('AL1:0123456789ABCDEF:0123456789'), 'in', HERE)).toMatchObject({ kind: 'unknown', send: true })
  expect(judge(undefined, readCard('0123456789ABCDEF'), 'in', HERE)).toMatchObject({ kind: 'unknown', send: false })
  expect(judge(undefined, null, 'in', HERE)).toMatchObject({ kind: 'no_card', send: false })
})
test('moved on to a shelter that is named: expected there, missing no more here', () => {
  const into = scan('1', { qr: qr(A), direction: 'in', shelter: HERE })
  const on = scan('2', { qr: qr(A), direction: 'moved_on', shelter: HERE, to: 'S2' })
  expect(of([into, on], 'A').stands).toMatchObject({ place: 'way', shelter: 'S2' })
  expect(countsOf(lines([into, on]), HERE).missing.map((l) => l.person.name)).toEqual(['B'])
  const there = linesOf(roster, seenOf([into, on], 'E', 0, who(roster)), 'S2')
  expect(countsOf(there, 'S2').missing.map((l) => l.person.name).sort()).toEqual(['A', 'C'])
  expect(of([on], 'A').stands).toMatchObject({ place: 'way', shelter: 'S2' }) // though nobody saw A come in
  const back = scan('3', { qr: qr(A), direction: 'in', shelter: HERE })
  expect(of([into, on, back], 'A').stands).toMatchObject({ place: 'here', shelter: HERE })
})
test('where to: not to the one that is left, the own township first, by name or place', () => {
  const at = (id: string, name: string, region: string) => ({ id, name, region, region_name: region.startsWith('330881102') ? '贺村镇' : '石梁镇' })
  const list = [at('S9', '阿中学', '330802101001'), at(HERE, '贺村中学', '330881102001'), at('S2', '贺村小学', '330881102002')]
  expect(findTargets(list, '', HERE, '330881102001').map((s) => s.id)).toEqual(['S2', 'S9'])
  expect(findTargets(list, '石梁', HERE, '330881102001').map((s) => s.id)).toEqual(['S9'])
  expect(findTargets(list, '没有', HERE, '330881102001')).toEqual([])
})
test('by any part of a name', () => {
  expect(search(lines([]), 'b').map((l) => l.person.name)).toEqual(['B'])
  expect(search(lines([]), '责任').length).toBe(3)
  expect(search(lines([]), ' ').length).toBe(3)
})
test('goods: not twice within the hours, another thing or another person at once', () => {
  const log = [{ key: 'r:1', item: 'rice', at: 1_000 }]
  expect(givenBefore(log, 'r:1', 'rice', 1_000 + 4 * 3_600_000 - 1, 4)).toBe(log[0])
  expect(givenBefore(log, 'r:1', 'rice', 1_000 + 4 * 3_600_000, 4)).toBeUndefined()
  expect(givenBefore(log, 'r:1', 'water', 1_000, 4)).toBeUndefined()
  expect(givenBefore(log, 'r:2', 'rice', 1_000, 4)).toBeUndefined()
})

/* --- rows --- */

const settled = async () => { for (let n = 0; n < 4000; n++) await Promise.resolve() }
function bench(answer: (row: Item[]) => Outcome) {
  const rows: string[][] = []
  const disk = new Map<string, Item>()
  let now = 1_000_000
  const box = new Outbox({ save: async (i) => void disk.set(i.id, structuredClone(i)), drop: async (i) => void disk.delete(i.id) }, async (_, __, row) => {
    rows.push(row.map((i) => i.id))
    return answer(row)
  }, { now: () => now, random: () => 1, later: () => () => undefined, changed: () => undefined, alone: (run) => run() })
  return { box, rows, disk, later: (ms: number) => (now += ms) }
}
test('scans of one event go together, nothing overtakes', () => {
  const plain = { ...scan('r', {}), kind: 'request' as const, join: undefined }
  const list = [scan('a', {}), scan('b', {}), { ...plain, seq: ++seq }, scan('c', {}), scan('d', {}, { join: 'F' })]
  expect(rowOf(list, list[0]!).map((i) => i.id)).toEqual(['a', 'b'])
  expect(rowOf(list.slice(3), list[3]!).map((i) => i.id)).toEqual(['c'])
  expect(rowOf(Array.from({ length: ROW + 5 }, (_, n) => scan(String(n), {})), scan('x', {}, { seq: 0 })).length).toBe(ROW)
})
test('500 people without a network: three rows, each answered by itself', async () => {
  let up = false
  const b = bench((row) => (up ? { kind: 'each', ends: new Map(row.map((i) => [i.id, i.id === '7' ? { kind: 'refused' as const, refusal: { status: 400, text: 'no', errors: [], at: 0 } } : { kind: 'done' as const, held: i.id === '8' ? 'x' : undefined }])) } : { kind: 'wait', why: 'network' }))
  for (let n = 0; n < 500; n++) await b.box.add({ ...scan(String(n), {}), id: String(n) })
  await settled()
  expect(unsent(b.box.items).length).toBe(500)
  up = true
  b.rows.length = 0
  b.box.poke()
  await settled()
  expect(b.rows.map((r) => r.length)).toEqual([200, 200, 100])
  expect(unsent(b.box.items).map((i) => [i.id, i.refusal?.text])).toEqual([['7', 'no']])
  expect(b.box.find('8')?.held).toBe('x')
  expect(b.box.items.length).toBe(500) // the log stays
  expect(b.disk.get('499')?.state).toBe('sent')
  b.later(LOG_MS + 1)
  b.box.poke()
  await settled()
  expect(b.box.items.map((i) => i.id)).toEqual(['7'])
})
test('one request, the time of each by the phone, the answer to each', async () => {
  const calls: { url: string; body: { event: string; now: string; device: string; items: { id: string; at: string; qr: string }[] } }[] = []
  vi.stubGlobal('fetch', async (url: string, o: { body: string }) => {
    calls.push({ url, body: JSON.parse(o.body) })
    return new Response(JSON.stringify({ items: [{ id: 'a', status: 'taken', checkin: 'K' }, { id: 'b', status: 'held', held: 'signature', reason: '签名不符' }, { id: 'c', status: 'refused', field: 'shelter', reason: 'no', value: 'x' }] }), { status: 200 })
  })
  const end = await sendScans([scan('a', { qr: 'Q' }), scan('b', {}), scan('c', {})])
  expect(calls.length).toBe(1)
  expect(calls[0]!.body.items[0]).toMatchObject({ id: 'a', qr: 'Q' })
  expect(calls[0]!.body.event).toBe('E')
  expect(end.kind === 'each' && [...end.ends.values()].map((e) => (e.kind === 'done' ? (e.held ?? e.result) : e.kind === 'refused' && e.refusal.errors[0]!.field))).toEqual(['K', '签名不符', 'shelter'])
  vi.stubGlobal('fetch', async () => new Response('{"items":[]}', { status: 200 }))
  expect(await sendScans([scan('a', {})])).toEqual({ kind: 'wait', why: 'busy' })
  vi.stubGlobal('fetch', async () => { throw new TypeError('x') })
  expect(await sendScans([scan('a', {})])).toEqual({ kind: 'wait', why: 'network' })
})
