// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '@/api/http'
import type { Definition, Rec } from '@/api/types'
import { closure } from '@/phone/worker/build'
import { incidentLevel, warningLevel } from '@/phone/levels'
import { defs, nextStep, refuseStep } from '@/phone/model'
import { outcomeOf, sendPhoto, sendRequest } from '@/phone/outbox/send'
import type { Item } from '@/phone/outbox/queue'
import { fit } from '@/phone/photo'
import { areaAt } from '@/phone/position'
import { overlay } from '@/phone/work'

afterEach(() => vi.unstubAllGlobals())
const item = (more: Partial<Item>): Item => ({ id: 'i', key: 'k', seq: 1, kind: 'request', made: 1_600_000_000_000, title: '', method: 'POST', path: '/api/r/x', state: 'waiting', tries: 0, ...more })
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => new Response(status === 204 ? null : JSON.stringify(body), { status, headers })

test('photos fit into 1600 px, small ones are not blown up', () => {
  expect(fit(4000, 3000)).toEqual([1600, 1200])
  expect(fit(3000, 4000)).toEqual([1200, 1600])
  expect(fit(800, 600)).toEqual([800, 600])
  expect(fit(9000, 1)).toEqual([1600, 1])
})
test('levels', () => {
  expect([warningLevel({ colour: 'red' } as unknown as Rec), warningLevel({ colour: '' } as unknown as Rec)]).toEqual([1, undefined])
  expect([incidentLevel({ grade: '3' }), incidentLevel({ grade_proposed: '1' }), incidentLevel({})]).toEqual([3, 1, undefined])
})
test('the county under a point, holes and several pieces included', () => {
  const square = (x: number, y: number, r: number): [number, number][] => [[x - r, y - r], [x + r, y - r], [x + r, y + r], [x - r, y + r], [x - r, y - r]]
  const areas = [
    { properties: { code: 'A', name: 'a' }, geometry: { type: 'Polygon' as const, coordinates: [square(0, 0, 2), square(0, 0, 1)] } },
    { properties: { code: 'B', name: 'b' }, geometry: { type: 'MultiPolygon' as const, coordinates: [[square(10, 0, 1)], [square(0, 0, 0.5)]] } },
  ]
  expect(areaAt(areas, 1.5, 0)?.properties.code).toBe('A')
  expect(areaAt(areas, 0, 0)?.properties.code).toBe('B')
  expect(areaAt(areas, 10.5, 0.5)?.properties.code).toBe('B')
  expect(areaAt(areas, 0.7, 0)).toBeUndefined()
  expect(areaAt([], 0, 0)).toBeUndefined()
})

const step = (key: string, from: string[], to: string, more = {}) => ({ key, label: { zh: key, en: key }, from, to, needs: [], takes: [], reason: 'optional' as const, ...more })
const dispatch = {
  register: 'dispatch', access: ['read'], actions: ['accept', 'refuse', 'depart', 'arrive', 'finish'], fields: [], clocks: [],
  lifecycle: {
    initial: 'ordered',
    states: ['ordered', 'accepted', 'departed', 'arrived', 'finished', 'cancelled'].map((key) => ({ key, label: { zh: key, en: key }, tone: 'info', final: key === 'cancelled' })),
    actions: [step('refuse', ['ordered'], 'refused'), step('finish', ['accepted', 'departed', 'arrived'], 'finished'), step('arrive', ['accepted', 'departed'], 'arrived'), step('depart', ['accepted'], 'departed'), step('accept', ['ordered'], 'accepted'), step('stand_down', ['finished'], 'over')],
  },
} as unknown as Definition

test('one button that changes its name', () => {
  const names = ['ordered', 'accepted', 'departed', 'arrived', 'finished', 'cancelled'].map((s) => nextStep(dispatch, s)?.key)
  expect(names).toEqual(['accept', 'depart', 'arrive', 'finish', undefined, undefined]) // standing down is not this person's
  expect(refuseStep(dispatch, 'ordered')?.key).toBe('refuse')
  expect(refuseStep(dispatch, 'accepted')).toBeUndefined()
  expect(nextStep(null, 'ordered')).toBeUndefined()
})
test('steps that wait are taken already, and said to be waiting', () => {
  defs.set('dispatch', dispatch)
  const rec = { id: 'D', register: 'dispatch', state: 'ordered', updated_at: '2026-01-01T00:00:00+08:00' } as unknown as Rec
  const at = Date.parse(rec.updated_at)
  const act = (key: string, seq: number, state: Item['state'], sentAt?: number) => item({ path: `/api/r/dispatch/D/${key}`, seq, state, sentAt })
  expect(overlay(rec, [])).toMatchObject({ state: 'ordered', waiting: false, refused: null })
  expect(overlay(rec, [act('depart', 2, 'waiting'), act('accept', 1, 'sending')])).toMatchObject({ state: 'departed', waiting: true })
  expect(overlay(rec, [act('accept', 1, 'sent', at + 5)])).toMatchObject({ state: 'accepted', waiting: false }) // received, not yet read again
  expect(overlay({ ...rec, state: 'cancelled' }, [act('accept', 1, 'sent', at + 5)])).toMatchObject({ state: 'cancelled' }) // somebody recalled it since
  expect(overlay(rec, [act('accept', 1, 'refused')])).toMatchObject({ state: 'ordered', refused: { seq: 1 } })
  expect(overlay(rec, [item({ path: '/api/r/dispatch/OTHER/accept' })]).waiting).toBe(false)
})

test('what an answer means for the outbox', () => {
  const kind = (status: number) => { const o = outcomeOf(new Problem(status, '', 'x'), 0); return o.kind === 'wait' ? o.why : o.kind }
  expect([0, 401, 408, 429, 500, 503].map(kind)).toEqual(['network', 'signin', 'busy', 'busy', 'busy', 'busy'])
  expect([400, 403, 404, 409, 412, 413].map(kind)).toEqual(Array(6).fill('refused'))
  expect(outcomeOf(new TypeError('boom'), 0)).toMatchObject({ kind: 'wait', why: 'network' })
})
test('a request carries its key and both clocks', async () => {
  const seen: Headers[] = []
  vi.stubGlobal('fetch', async (_u: string, o: RequestInit) => { seen.push(new Headers(o.headers)); return answer(201, { id: 'R1' }) })
  expect(await sendRequest(item({ body: { a: 1 } }))).toEqual({ kind: 'done', result: 'R1' })
  expect(seen[0]!.get('Idempotency-Key')).toBe('k')
  expect(seen[0]!.get('X-Observed-At')).toBe('2020-09-13T12:26:40.000Z')
  expect(Math.abs(Date.parse(seen[0]!.get('X-Device-Now')!) - Date.now())).toBeLessThan(5000)
})

/** A server that keeps bytes as tus says, and breaks when told. */
function server(size: number) {
  const s = { got: 0, calls: [] as string[], breakAt: -1, has: false }
  vi.stubGlobal('fetch', async (url: string, o: RequestInit) => {
    s.calls.push(`${o.method} ${url.includes('parts') ? 'part' : url.split('/').pop()}`)
    if (o.method === 'HEAD' && !url.includes('parts')) return answer(s.has ? 200 : 404)
    if (o.method === 'POST') return answer(201, {}, { Location: '/api/uploads/parts/p1', 'Upload-Offset': '0' })
    if (o.method === 'HEAD') return answer(200, {}, { 'Upload-Offset': String(s.got) })
    if (s.breakAt >= 0 && s.got >= s.breakAt) { s.breakAt = -1; throw new TypeError('cut') }
    const at = Number(new Headers(o.headers).get('Upload-Offset'))
    if (at !== s.got) return answer(409)
    s.got += (o.body as ArrayBuffer).byteLength
    return answer(204, {}, { 'Upload-Offset': String(s.got) })
  })
  const it = item({ kind: 'photo', photo: { sha256: 'ab', size } })
  const io = { bytes: async () => new ArrayBuffer(size), save: async () => undefined }
  return { s, it, io }
}
test('a photo goes in pieces and goes on where it broke off', async () => {
  const { s, it, io } = server(500_000)
  s.breakAt = 200_000
  expect(await sendPhoto(it, () => false, io)).toMatchObject({ kind: 'wait', why: 'network' })
  expect(s.got).toBe(262_144)
  expect(it.photo!.location).toBe('/api/uploads/parts/p1')
  expect(await sendPhoto(it, () => false, io)).toEqual({ kind: 'done' })
  expect(s.got).toBe(500_000)
  expect(s.calls.filter((c) => c === 'PATCH part').length).toBe(5) // 2 that came, 1 cut, 2 more
})
test('it is not begun again when it is there already', async () => {
  const { s, it, io } = server(1000)
  s.has = true
  expect(await sendPhoto(it, () => false, io)).toEqual({ kind: 'done' })
  expect(s.got).toBe(0)
})
test('it makes room between two pieces', async () => {
  const { s, it, io } = server(500_000)
  expect(await sendPhoto(it, () => s.got > 0, io)).toEqual({ kind: 'yield' })
  expect(s.got).toBe(131_072)
})
test('a photo that is gone is refused, not sent empty', async () => {
  const { it } = server(10)
  expect(await sendPhoto(it, () => false, { bytes: async () => undefined, save: async () => undefined })).toMatchObject({ kind: 'refused' })
})
test('the service worker keeps the phone and nothing of the desk', () => {
  const bundle = {
    'm.js': { type: 'chunk', fileName: 'm.js', facadeModuleId: '/x/m.html', imports: ['vue.js'], dynamicImports: ['map.js'], viteMetadata: { importedCss: new Set(['m.css']) } },
    'vue.js': { type: 'chunk', fileName: 'vue.js', imports: ['m.js'] },
    'map.js': { type: 'chunk', fileName: 'map.js', imports: ['vue.js'] },
    'desk.js': { type: 'chunk', fileName: 'desk.js', facadeModuleId: '/x/index.html', imports: ['vue.js', 'kit.js'] },
    'kit.js': { type: 'chunk', fileName: 'kit.js' },
  }
  expect(closure(bundle, '/m.html')).toEqual(['m.css', 'm.js', 'map.js', 'vue.js'])
})
