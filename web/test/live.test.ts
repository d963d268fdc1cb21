// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mount } from '@vue/test-utils'
import { defineComponent } from 'vue'
import { onSignedOut } from '@/api/http'
import { closeFeed, heardAt, liveState, onFeed, openFeed, useFeed } from '@/live/feed'
import { SseParser } from '@/live/sse'

test('events come whole however the pieces are cut; comments are no events', () => {
  const all = ':\n\nid: 7\ndata: {"a":1}\n\ndata: x\r\ndata:y\r\n\r\n'
  for (let cut = 0; cut <= all.length; cut++) {
    const p = new SseParser()
    expect([...p.feed(all.slice(0, cut)), ...p.feed(all.slice(cut))]).toEqual(['{"a":1}', 'x\ny'])
  }
})

class Line {
  write!: (text: string) => void
  end!: () => void
  break!: () => void
  readonly body = new ReadableStream<Uint8Array>({
    start: (c) => {
      this.write = (text) => c.enqueue(new TextEncoder().encode(text))
      this.end = () => c.close()
      this.break = () => c.error(new Error('cut'))
    },
  })
}
let lines: { url: string; line: Line }[] = []
let status = 200
const settle = () => vi.advanceTimersByTimeAsync(0)
beforeEach(() => {
  vi.useFakeTimers()
  lines = []
  status = 200
  vi.stubGlobal('fetch', (url: string, o: RequestInit) => {
    if (status === 0) return Promise.reject(new TypeError('network'))
    const line = new Line()
    lines.push({ url, line })
    o.signal?.addEventListener('abort', () => line.break())
    return Promise.resolve({ ok: status === 200, status, body: line.body })
  })
})
afterEach(() => {
  closeFeed()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('events arrive; a cut line says so and is taken up after the last event', async () => {
  const seen: number[] = []
  const off = onFeed((e) => seen.push(e.seq))
  expect(liveState.value).toBe('wait')
  openFeed()
  openFeed()
  await settle()
  expect([lines.length, liveState.value, lines[0]!.url]).toEqual([1, 'on', '/api/feed'])
  lines[0]!.line.write('data: {"seq":5}\n\n')
  await settle()
  expect(seen).toEqual([5])
  status = 0
  lines[0]!.line.break()
  await settle()
  expect(liveState.value).toBe('off')
  const stood = heardAt.value
  await vi.advanceTimersByTimeAsync(20_000)
  expect([liveState.value, heardAt.value]).toEqual(['off', stood])
  status = 200
  window.dispatchEvent(new Event('online'))
  await settle()
  expect([liveState.value, lines.at(-1)!.url]).toEqual(['on', '/api/feed?after=5'])
  off()
})
test('silence longer than two beats is a cut', async () => {
  openFeed()
  await settle()
  await vi.advanceTimersByTimeAsync(30_000)
  lines[0]!.line.write(':\n\n')
  await settle()
  await vi.advanceTimersByTimeAsync(34_000)
  expect(liveState.value).toBe('on')
  await vi.advanceTimersByTimeAsync(1_500)
  expect(liveState.value).toBe('off')
})
test('no session any more: signed out, not tried again', async () => {
  const out = vi.fn()
  onSignedOut(out)
  status = 401
  openFeed()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(out).toHaveBeenCalledTimes(1)
  expect([lines.length, liveState.value]).toEqual([1, 'wait'])
})

test('an unbroken row of events refreshes all the same, and a page that is gone does not', async () => {
  const refresh = vi.fn()
  const page = mount(defineComponent({ setup: () => (useFeed((e) => e.register === 'receipt', refresh, 400), () => null) }))
  openFeed()
  await settle()
  const tell = async (register: string) => {
    lines.at(-1)!.line.write(`data: ${JSON.stringify({ seq: 1, at: '', register, action: 'ack', region: '', fields: [] })}\n\n`)
    await vi.advanceTimersByTimeAsync(100)
  }
  for (let i = 0; i < 40; i++) await tell('receipt') /* four seconds without a pause */
  expect([2, 3]).toContain(refresh.mock.calls.length)
  await vi.advanceTimersByTimeAsync(1000)
  const n = refresh.mock.calls.length
  await tell('person')
  await vi.advanceTimersByTimeAsync(1000)
  expect(refresh.mock.calls.length).toBe(n)
  await tell('receipt')
  page.unmount()
  await vi.advanceTimersByTimeAsync(1000)
  expect(refresh.mock.calls.length).toBe(n)
})
