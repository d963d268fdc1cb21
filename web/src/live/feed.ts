// SPDX-License-Identifier: Apache-2.0
// One event stream for the client. It resumes by sequence; whoever listens gets what passes the filter.
import { onScopeDispose, ref } from 'vue'
import type { FeedEvent } from '@/api/types'

export type LiveState = 'on' | 'wait' | 'off'
export const liveState = ref<LiveState>('wait')
export const lastEventAt = ref(Date.now())

type Listener = (e: FeedEvent) => void
const WAIT_FIRST = 2000
const WAIT_MAX = 300_000
const listeners = new Set<Listener>()
let source: EventSource | null = null
let last = ''
let wait = WAIT_FIRST
let timer: ReturnType<typeof setTimeout> | undefined

function hear(message: MessageEvent<string>) {
  if (message.lastEventId) last = message.lastEventId
  lastEventAt.value = Date.now()
  const event = JSON.parse(message.data) as FeedEvent
  for (const listener of [...listeners]) listener(event)
}

function connect() {
  source = new EventSource(last ? `/api/feed?after=${last}` : '/api/feed')
  source.onopen = () => {
    liveState.value = 'on'
    lastEventAt.value = Date.now()
    wait = WAIT_FIRST
  }
  source.onmessage = hear
  source.onerror = () => {
    liveState.value = 'off'
    if (source?.readyState !== EventSource.CLOSED) return /* the browser tries again by itself */
    timer = setTimeout(connect, wait)
    wait = Math.min(wait * 2, WAIT_MAX)
  }
}

/** Once; a second call finds it open. */
export function openFeed(): void {
  if (!source) connect()
}

export function closeFeed(): void {
  clearTimeout(timer)
  source?.close()
  source = null
  last = ''
  liveState.value = 'wait'
}

/** Every event, until the returned function is called. */
export function onFeed(listener: Listener): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Run `act` at most once in `gap` ms when something passes the filter, until the scope ends. */
export function useFeed(passes: (e: FeedEvent) => boolean, act: () => void, gap = 500): void {
  let due: ReturnType<typeof setTimeout> | undefined
  const off = onFeed((e) => {
    if (!passes(e)) return
    due ??= setTimeout(() => {
      due = undefined
      act()
    }, gap)
  })
  onScopeDispose(() => {
    off()
    clearTimeout(due)
  })
}
