// SPDX-License-Identifier: Apache-2.0
// What the wall shows: one answer, read again when the feed tells of a change. Without a feed it is asked for; the last picture stays when the line is cut.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { call, onSignedOut, Problem } from '@/api/http'
import { setServerTime } from '@/live/clock'
import { closeFeed, liveState, openFeed, useFeed } from '@/live/feed'

export interface Incident { id: string; title: string; grade: string; kind_label: string; state_label: string; region_name: string; at: string; lon?: number; lat?: number; deaths: number | null; missing: number | null; injuries: number | null; evacuated: number | null }
export interface Line { at: string; kind: string; kind_label: string; text: string }
export interface Wall {
  now: string; city: string; drill: boolean; demo: boolean; preset: 'command' | 'calm' | 'council'; pinned: string | null
  figures: Record<string, number>; shift: { officer: string; leader: string; starts_at: string; ends_at: string } | null
  responses: { kind_label: string; level: string; started_at: string; region_name: string }[]; incidents: Incident[]
  deadlines: { title: string; level_label: string; due_at: string; late: boolean }[]; moved: { region_name: string; listed: number; moving: number; placed: number }[]
  warnings: { headline: string; colour: string; issued_at: string; region_name: string }[]; hours: { hours_ago: number; count: number }[]; teams: { name: string; state: string; lon: number; lat: number; incident: string }[]
  storms: { id: string; number: string; name_zh: string; name_en: string }[]
}
const POLL_MS = 15_000 /* the line is cut */
const TURN_MS = 300_000 /* it stands: only terms run out and hours pass */
const PACE_MS = 1_000
const SHOWN = new Set(['incident', 'response', 'warning', 'dispatch', 'timeline', 'transfer', 'display', 'alarm', 'typhoon', 'track_point'])

export function useWall() {
  const wall = shallowRef<Wall | null>(null)
  const lines = shallowRef<Line[]>([])
  const linesOf = ref('')
  const denied = ref(false)
  const readAt = ref(0)
  const readHere = ref(0)
  const isCut = ref(false)
  let timer = 0
  let running = false
  let again = false

  async function readLines(id: string) {
    linesOf.value = id
    if (!id) return void (lines.value = [])
    const answer = await call<{ items: Line[] }>('GET', `/api/wall/incident/${id}`, { quiet401: true })
    if (linesOf.value === id) lines.value = answer.items
  }
  async function read() {
    if (running) return void (again = true)
    running = true
    window.clearTimeout(timer)
    try {
      const w = await call<Wall>('GET', '/api/wall', { quiet401: true })
      setServerTime(w.now)
      wall.value = w
      if (linesOf.value) await readLines(linesOf.value)
      readAt.value = Date.parse(w.now)
      readHere.value = Date.now()
      isCut.value = denied.value = false
      if (liveState.value === 'wait') openFeed()
    } catch (e) {
      denied.value = e instanceof Problem && (e.status === 401 || e.status === 403)
      isCut.value = true
    }
    running = false
    timer = window.setTimeout(read, again ? PACE_MS : liveState.value === 'on' ? TURN_MS : POLL_MS)
    again = false
  }
  onSignedOut(() => {
    closeFeed()
    void read()
  })
  useFeed((e) => SHOWN.has(e.register), read, PACE_MS)
  void read()
  onBeforeUnmount(() => window.clearTimeout(timer))
  return { wall, lines, read, readLines, denied, readAt, readHere, isCut }
}
