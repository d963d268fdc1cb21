// SPDX-License-Identifier: Apache-2.0
// The live feed: one stream for the whole client; a page says which registers it shows.
// When the line is cut the state says so, and after it stands again everything shown is read once more.
import { onBeforeUnmount, ref } from 'vue'
import { signOutNow } from '@/api/http'
import type { FeedEvent } from '@/api/types'
import { serverNow, setServerTime } from './clock'
import { readStream, type Stream } from './sse'

export type LiveState = 'wait' | 'on' | 'off'
export const liveState = ref<LiveState>('wait')
/** When we last heard of the server: data on the screen is as old as that. */
export const heardAt = ref(serverNow())
/** The same by our own clock: that of a drill goes faster, or stands. */
export const heardHere = ref(Date.now())

export const BEAT_MS = 15_000 /* the server's comment line */
const SILENT_MS = 2 * BEAT_MS + 5_000
const AHEAD_MS = 2_000
const RETRY_FIRST_MS = 1_000
const RETRY_MOST_MS = 30_000

type Handler = (e: FeedEvent) => void
const handlers = new Set<Handler>()
const resyncs = new Set<() => void>()
let line: AbortController | null = null
let lastSeq = 0
let retry = 0
let silence = 0
let retryMs = RETRY_FIRST_MS

function watchSilence() {
  heardAt.value = serverNow()
  heardHere.value = Date.now()
  window.clearTimeout(silence)
  silence = window.setTimeout(() => line?.abort(), SILENT_MS)
}
function opened() {
  const wasOff = liveState.value === 'off'
  liveState.value = 'on'
  retryMs = RETRY_FIRST_MS
  watchSilence()
  if (wasOff) for (const fn of [...resyncs]) fn()
}
function event(data: string) {
  const e = JSON.parse(data) as FeedEvent
  lastSeq = Math.max(lastSeq, e.seq)
  if (Date.parse(e.at) > serverNow() + AHEAD_MS) setServerTime(e.at) /* the clock of a drill was moved: nothing comes from the future */
  for (const fn of [...handlers]) fn(e)
}
const stream: Stream = { opened, heard: watchSilence, event }

export function openFeed(): void {
  if (line) return
  const mine = (line = new AbortController())
  window.clearTimeout(retry)
  readStream(lastSeq ? `/api/feed?after=${lastSeq}` : '/api/feed', stream, mine.signal)
    .catch(() => 0)
    .then((status) => {
      if (line !== mine) return /* closed on purpose */
      cut()
      if (status !== 401) return
      closeFeed()
      signOutNow()
    })
}
function cut() {
  line = null
  liveState.value = 'off'
  window.clearTimeout(silence)
  retry = window.setTimeout(openFeed, retryMs * (0.75 + Math.random() / 2))
  retryMs = Math.min(RETRY_MOST_MS, retryMs * 2)
}
export function closeFeed(): void {
  const was = line
  line = null
  was?.abort()
  window.clearTimeout(retry)
  window.clearTimeout(silence)
  lastSeq = 0
  liveState.value = 'wait'
}

window.addEventListener('offline', () => line?.abort())
window.addEventListener('online', () => {
  if (liveState.value !== 'off') return
  retryMs = RETRY_FIRST_MS
  openFeed()
})

export function onFeed(fn: Handler): () => void {
  handlers.add(fn)
  return () => handlers.delete(fn)
}

const WAITS_MOST = 4
/** Run `refresh` soon after something happened in one of the registers; many events in a row are one refresh, an unbroken row of them one in
 *  four delays: twenty thousand receipts are seen to move while they do. */
export function useFeed(wants: (e: FeedEvent) => boolean, refresh: () => void, delayMs = 400): void {
  let timer = 0
  let first = 0
  const run = () => {
    first = 0
    refresh()
  }
  const soon = () => {
    const at = Date.now()
    first ||= at
    window.clearTimeout(timer)
    timer = window.setTimeout(run, Math.max(0, Math.min(delayMs, first + WAITS_MOST * delayMs - at)))
  }
  const off = onFeed((e) => wants(e) && soon())
  resyncs.add(soon)
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    resyncs.delete(soon)
    off()
  })
}
