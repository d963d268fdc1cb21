// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { FIRST_MS, KEEP_SENT, MOST_MS, nextOf, Outbox, pauseMs, unsent, type Item, type Outcome } from '@/phone/outbox/queue'

interface Bench { box: Outbox; disk: Map<string, Item>; sent: string[]; timers: { ms: number; fn: () => void }[]; clock: { now: number } }
/** A disk that copies like a real one, a network that answers as told, a clock that stands still. */
function bench(answer: (i: Item, n: number, urgent: () => boolean) => Outcome | Promise<Outcome>): Bench {
  const disk = new Map<string, Item>()
  const sent: string[] = []
  const timers: Bench['timers'] = []
  const clock = { now: 1_000_000 }
  const box: Outbox = new Outbox(
    { save: async (i) => void disk.set(i.id, structuredClone(i)), drop: async (i) => void disk.delete(i.id) },
    async (i, urgent) => {
      sent.push(i.id)
      return answer(i, sent.length, urgent)
    },
    { now: () => clock.now, random: () => 1, later: (ms, fn) => { timers.push({ ms, fn }); return () => undefined }, changed: () => undefined, alone: (run) => run() },
  )
  return { box, disk, sent, timers, clock }
}
const item = (id: string, kind: Item['kind'] = 'request') => ({ id, key: `key-${id}`, kind, made: 1, title: id, method: 'POST', path: `/api/r/x/${id}` })
const settled = async () => { for (let n = 0; n < 50; n++) await Promise.resolve() }
const done: Outcome = { kind: 'done', result: 'R' }
const no: Outcome = { kind: 'refused', refusal: { status: 409, text: 'no', errors: [], at: 0 } }

test('pauses double from 2 s to 5 min, half of it random', () => {
  expect(pauseMs(0, 1)).toBe(FIRST_MS)
  expect(pauseMs(0, 0)).toBe(FIRST_MS / 2)
  expect(pauseMs(3, 1)).toBe(16_000)
  expect(pauseMs(40, 1)).toBe(MOST_MS)
  expect(pauseMs(40, 0)).toBe(MOST_MS / 2)
})
test('oldest first, photos last, also when the photo is older', async () => {
  const b = bench(() => ({ kind: 'wait', why: 'network' }))
  await b.box.add(item('p1', 'photo'))
  await b.box.add(item('a'))
  await b.box.add(item('b'))
  expect(nextOf(b.box.items)?.id).not.toBe('p1')
  const c = bench(() => done)
  c.box.restore([...b.disk.values()].map((i) => ({ ...i, state: 'waiting' as const })))
  await c.box.run()
  expect(c.sent).toEqual(['a', 'b', 'p1'])
})
test('kept on the disk before anything is sent', async () => {
  let kept = false
  const b = bench((i) => { kept = b.disk.has(i.id); return done })
  await b.box.add(item('a'))
  await settled()
  expect(kept).toBe(true)
})
test('stops at the first failure of the network and comes back by itself', async () => {
  let up = false
  const b = bench(() => (up ? done : { kind: 'wait', why: 'network' }))
  await b.box.add(item('a'))
  await b.box.add(item('b'))
  await settled()
  expect(new Set(b.sent)).toEqual(new Set(['a']))
  expect(b.box.why).toBe('network')
  expect(unsent(b.box.items).length).toBe(2)
  up = true
  b.timers.at(-1)!.fn()
  await settled()
  expect(unsent(b.box.items)).toEqual([])
})
test('waits longer each time, and not at all once the network is back', async () => {
  const b = bench(() => ({ kind: 'wait', why: 'network' }))
  await b.box.add(item('a'))
  await settled()
  for (let n = 0; n < 3; n++) {
    b.timers.at(-1)!.fn()
    await settled()
  }
  expect(b.timers.map((t) => t.ms)).toEqual([2000, 4000, 8000, 16000])
  b.box.poke()
  await settled()
  expect(b.timers.at(-1)!.ms).toBe(2000)
})
test('Retry-After counts when it is longer', async () => {
  const b = bench(() => ({ kind: 'wait', why: 'busy', afterMs: 60_000 }))
  await b.box.add(item('a'))
  await settled()
  expect(b.timers[0]!.ms).toBe(60_000)
})
test('what was refused stays with its reason and holds nobody up', async () => {
  const b = bench((i) => (i.id === 'a' ? no : done))
  await b.box.add(item('a'))
  await b.box.add(item('b'))
  await settled()
  expect(b.box.items.map((i) => [i.id, i.state])).toEqual([['a', 'refused'], ['b', 'sent']])
  expect(b.disk.get('a')?.refusal?.text).toBe('no')
  expect(unsent(b.box.items).length).toBe(1)
})
test('mended it goes again under another key, seen when it was seen', async () => {
  let good = false
  const keys: string[] = []
  const b = bench((i) => { keys.push(i.key); return good ? done : no })
  await b.box.add(item('a'))
  await settled()
  good = true
  await b.box.mend('a', { title: 'x' }, 'fresh')
  await settled()
  expect(keys).toEqual(['key-a', 'fresh'])
  expect(b.disk.get('a')).toMatchObject({ state: 'sent', made: 1, body: { title: 'x' }, result: 'R' })
})
test('a crash while sending: sent again under the same key', async () => {
  const b = bench(() => done)
  b.box.restore([{ ...item('a'), seq: 5, state: 'sending', tries: 0 }])
  await b.box.run()
  expect(b.sent).toEqual(['a'])
  expect(b.box.find('a')?.key).toBe('key-a')
})
test('two runs at once send once', async () => {
  const b = bench(async () => { await settled(); return done })
  await b.box.add(item('a'))
  await Promise.all([b.box.run(), b.box.run(), b.box.run()])
  await settled()
  expect(b.sent).toEqual(['a'])
})
test('a photo makes room for a report that comes meanwhile, then goes on', async () => {
  const b = bench(async (i, _n, urgent) => {
    if (i.kind === 'request') return done
    if (b.sent.length === 1) void b.box.add(item('report'))
    await settled()
    return urgent() ? { kind: 'yield' } : done
  })
  await b.box.add(item('photo', 'photo'))
  for (let n = 0; n < 20; n++) await settled()
  expect(b.sent).toEqual(['photo', 'report', 'photo'])
  expect(unsent(b.box.items)).toEqual([])
})
test('what is on its way cannot be dropped, what waits can', async () => {
  let free: () => void = () => undefined
  const b = bench(() => new Promise<Outcome>((yes) => (free = () => yes(done))))
  await b.box.add(item('a'))
  await b.box.add(item('b'))
  await settled()
  expect(await b.box.drop('a')).toBe(false)
  expect(await b.box.drop('b')).toBe(true)
  free()
  await settled()
  expect(b.box.items.map((i) => i.id)).toEqual(['a'])
})
test('the order survives a restart and a clock that was set back', async () => {
  const b = bench(() => ({ kind: 'wait', why: 'network' }))
  b.clock.now = 2_000_000
  await b.box.add(item('a'))
  b.clock.now = 1_000
  await b.box.add(item('b'))
  const c = bench(() => done)
  c.box.restore([...b.disk.values()].reverse().map((i) => ({ ...i, state: 'waiting' as const })))
  await c.box.run()
  expect(c.sent).toEqual(['a', 'b'])
})
test('receipts are kept for a while only', async () => {
  const b = bench(() => done)
  for (let n = 0; n < KEEP_SENT + 5; n++) await b.box.add(item(`i${n}`))
  for (let n = 0; n < 40; n++) await settled()
  expect(b.box.items.length).toBe(KEEP_SENT)
  expect(b.disk.size).toBe(KEEP_SENT)
})
