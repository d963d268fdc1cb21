// SPDX-License-Identifier: Apache-2.0
// The live feed: one EventSource for the whole client; a page says which registers it shows.
import { onBeforeUnmount, ref } from 'vue'
import type { FeedEvent } from '@/api/types'

export type LiveState = 'wait' | 'on' | 'off'
export const liveState = ref<LiveState>('wait')
export const lastEventAt = ref(Date.now())

type Handler = (e: FeedEvent) => void
const handlers = new Set<Handler>()
let source: EventSource | null = null
let lastSeq = 0
let retry = 0
let retryMs = 2000

function receive(e: MessageEvent<string>): void {
  const event = JSON.parse(e.data) as FeedEvent
  lastSeq = Math.max(lastSeq, event.seq)
  lastEventAt.value = Date.now()
  for (const fn of [...handlers]) fn(event)
}

export function openFeed(): void {
  if (source || typeof EventSource === 'undefined') return
  source = new EventSource(lastSeq ? `/api/feed?after=${lastSeq}` : '/api/feed')
  source.onopen = () => {
    liveState.value = 'on'
    lastEventAt.value = Date.now()
    retryMs = 2000
  }
  source.onmessage = receive
  source.onerror = () => {
    liveState.value = 'off'
    if (source?.readyState !== EventSource.CLOSED) return /* the browser tries again itself */
    source = null
    window.clearTimeout(retry)
    retry = window.setTimeout(openFeed, retryMs)
    retryMs = Math.min(60_000, retryMs * 2)
  }
}

export function closeFeed(): void {
  window.clearTimeout(retry)
  source?.close()
  source = null
  liveState.value = 'wait'
}

export function onFeed(fn: Handler): () => void {
  handlers.add(fn)
  return () => handlers.delete(fn)
}

/** Run `refresh` soon after something happened in one of the registers; many events in a row are one refresh. */
export function useFeed(wants: (e: FeedEvent) => boolean, refresh: () => void, delayMs = 400): void {
  let timer = 0
  const off = onFeed((e) => {
    if (!wants(e)) return
    window.clearTimeout(timer)
    timer = window.setTimeout(refresh, delayMs)
  })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    off()
  })
}
