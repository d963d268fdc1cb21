// SPDX-License-Identifier: Apache-2.0
// One event stream for the client. It resumes by sequence; subscribers get events of their register.
import { onScopeDispose, ref } from 'vue';
import type { FeedEvent } from '@/api/types';

export type FeedState = 'off' | 'connecting' | 'live' | 'broken';
export const feedState = ref<FeedState>('off');
export const lastEventAt = ref(0);

type Listener = (e: FeedEvent) => void;
const listeners = new Map<string, Set<Listener>>();
let source: EventSource | null = null;
let lastSeq = '';
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = 2000;
const WAIT_MAX = 60_000;

function deliver(message: MessageEvent<string>): void {
  if (message.lastEventId) lastSeq = message.lastEventId;
  let event: FeedEvent;
  try {
    event = JSON.parse(message.data) as FeedEvent;
  } catch {
    return;
  }
  lastEventAt.value = Date.now();
  for (const key of [event.register, '*']) for (const hear of listeners.get(key) ?? []) hear(event);
}

export function openFeed(): void {
  closeFeed();
  feedState.value = 'connecting';
  source = new EventSource('/api/feed' + (lastSeq ? `?after=${encodeURIComponent(lastSeq)}` : ''));
  source.onopen = () => { feedState.value = 'live'; wait = 2000 };
  source.onmessage = deliver;
  source.onerror = () => {
    feedState.value = 'broken';
    if (source?.readyState !== EventSource.CLOSED) return;
    timer = setTimeout(openFeed, wait);
    wait = Math.min(wait * 2, WAIT_MAX);
  };
}

export function closeFeed(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  feedState.value = 'off';
}

/* Hears the changes of one register ('*' = all), at most once per `gap` ms, until the scope ends. */
export function onChanges(register: () => string, hear: () => void, gap = 1000): void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const listener: Listener = (e) => {
    if (register() !== '*' && e.register !== register()) return;
    due ??= setTimeout(() => { due = undefined; hear() }, gap);
  };
  const all = listeners.get('*') ?? new Set<Listener>();
  listeners.set('*', all.add(listener));
  onScopeDispose(() => { all.delete(listener); clearTimeout(due) });
}
