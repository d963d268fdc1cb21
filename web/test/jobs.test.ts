// SPDX-License-Identifier: Apache-2.0
import '@/i18n/desk'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Job } from '@/api/types'
import { problemOfJob, useJobs } from '@/jobs/store'

const said = vi.hoisted(() => vi.fn())
vi.mock('@/ui/toast', () => ({ toast: said }))

const job = (more: Partial<Job> = {}): Job => ({ id: '1', kind: 'import', register: 'org', file: 'a.csv', state: 'running', done: 0, total: 10, started_at: null, finished_at: null, ...more })
let server: Job[] = []
let asked: string[] = []
let cut = false
beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  server = []
  asked = []
  cut = false
  said.mockClear()
  vi.stubGlobal('fetch', (url: string, o: RequestInit) => {
    asked.push(`${o.method} ${url}`)
    if (cut) return Promise.reject(new TypeError('network'))
    const id = /jobs\/(\w+)/.exec(url)?.[1]
    const one = server.find((j) => j.id === id)
    if (id && !one) return Promise.resolve(new Response('{}', { status: 404 }))
    if (url.endsWith('/cancel')) one!.state = 'cancelled'
    return Promise.resolve(new Response(JSON.stringify(one ?? { items: server })))
  })
})
afterEach(() => {
  useJobs().clear()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a running job is asked for every half second until it ends, then said once', async () => {
  server = [job()]
  const jobs = useJobs()
  await jobs.load()
  const end = jobs.ended('1')
  expect(jobs.running).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1100)
  expect(asked.filter((a) => a === 'GET /api/jobs/1')).toHaveLength(2)
  server = [job({ state: 'done', done: 10 })]
  await vi.advanceTimersByTimeAsync(600)
  expect((await end).done).toBe(10)
  expect(said).toHaveBeenCalledTimes(1)
  const n = asked.length
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toHaveLength(n)
})
test('the end of a watched job is not said; one that ended at once resolves at once', async () => {
  const jobs = useJobs()
  jobs.watched.add('1')
  jobs.put(job())
  server = [job({ state: 'done' })]
  await vi.advanceTimersByTimeAsync(600)
  expect(jobs.get('1')!.state).toBe('done')
  expect(said).not.toHaveBeenCalled()
  expect((await jobs.ended('1')).state).toBe('done')
})
test('a cut line is waited out, a job that is gone is dropped', async () => {
  const jobs = useJobs()
  jobs.put(job())
  cut = true
  await vi.advanceTimersByTimeAsync(600)
  expect(jobs.running).toHaveLength(1)
  cut = false
  await vi.advanceTimersByTimeAsync(3100)
  expect(jobs.items).toHaveLength(0)
})
test('cancel', async () => {
  server = [job()]
  const jobs = useJobs()
  await jobs.load()
  await jobs.cancel('1')
  expect(jobs.items[0]!.state).toBe('cancelled')
})
test('a refused job speaks as a problem', () => {
  expect(problemOfJob(job())).toBeNull()
  expect(problemOfJob(job({ problem: { status: 400, code: 'invalid', errors: [{ field: 'colour', reason: 'x' }] } }))).toMatchObject({ status: 400, errors: [{ field: 'colour' }] })
})
