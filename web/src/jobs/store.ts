// SPDX-License-Identifier: Apache-2.0
// Long work on the server: what runs is asked for every half second, what ended stays in the tray for seven days.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '@/api'
import { Problem, problemFrom } from '@/api/http'
import type { Job } from '@/api/types'
import { pick, t } from '@/i18n'
import { useModel } from '@/register/store'
import { asProblem, problemText } from '@/ui/problem'
import { toast } from '@/ui/toast'
import { addSample, type Sample } from './pace'

const POLL_MS = 500
const POLL_OFFLINE_MS = 3000
export const isRunning = (j: Job): boolean => j.state === 'waiting' || j.state === 'running'
export const problemOfJob = (j: Job): Problem | null => (j.problem ? problemFrom(j.problem, j.problem.status ?? 400) : null)

export const useJobs = defineStore('jobs', () => {
  const items = ref<Job[]>([])
  const samples = ref<Record<string, Sample[]>>({})
  const running = computed(() => items.value.filter(isRunning))
  const watched = new Set<string>() /* shown in a dialogue: its end needs no message */
  const ends = new Map<string, ((j: Job) => void)[]>()
  let timer = 0

  const get = (id: string) => items.value.find((j) => j.id === id)
  const nameOf = (j: Job) => `${t(`jobs.${j.kind}`)} ${pick(useModel().get(j.register)?.label) || j.register}`

  function put(j: Job) {
    const i = items.value.findIndex((x) => x.id === j.id)
    const was = items.value[i]
    if (i < 0) items.value = [j, ...items.value]
    else items.value[i] = j
    samples.value[j.id] = addSample(samples.value[j.id] ?? [], { at: Date.now(), done: j.done })
    if (isRunning(j)) return poll()
    if (was && isRunning(was) && !watched.has(j.id)) toast(`${nameOf(j)}: ${t(`jobs.state.${j.state}`)}`, j.state === 'done' ? 'success' : j.state === 'cancelled' ? 'info' : 'error')
    ends.get(j.id)?.forEach((fn) => fn(j))
    ends.delete(j.id)
  }
  function poll(ms = POLL_MS) {
    if (!timer) timer = window.setTimeout(turn, ms)
  }
  async function turn() {
    let cut = false
    await Promise.all(running.value.map(async (j) => {
      try {
        put(await api.job(j.id))
      } catch (e) {
        const p = asProblem(e)
        if (p.status === 404) forget(j.id)
        else cut = true
      }
    }))
    timer = 0
    if (running.value.length) poll(cut ? POLL_OFFLINE_MS : POLL_MS)
  }
  function forget(id: string) {
    items.value = items.value.filter((j) => j.id !== id)
    ends.delete(id)
  }
  async function load() {
    const answer = await api.jobs().catch(() => null)
    if (!answer) return
    items.value = answer.items
    if (running.value.length) poll()
  }
  async function cancel(id: string) {
    try {
      put(await api.cancelJob(id))
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
    }
  }
  /** Resolves when the job has ended, however. */
  const ended = (id: string) => new Promise<Job>((done) => {
    const j = get(id)
    if (j && !isRunning(j)) return done(j)
    ends.set(id, [...(ends.get(id) ?? []), done])
  })
  function clear() {
    window.clearTimeout(timer)
    timer = 0
    items.value = []
    samples.value = {}
    ends.clear()
  }
  return { items, samples, running, watched, get, put, load, cancel, ended, nameOf, clear }
})
