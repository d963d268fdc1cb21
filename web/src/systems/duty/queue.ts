// SPDX-License-Identifier: Apache-2.0
// The one queue as the desk shows it. The server gives the order; here only what is shown of it.
import type { QueueItem, QueueKind } from '@/api/command'
import { cardStep } from '@/register/steps'

export const TABS = ['all', 'warning', 'report', 'incident', 'response', 'task', 'dispatch', 'alarm', 'receipt', 'loan', 'handover', 'reminder', 'lesson', 'check', 'source'] as const
export type Tab = (typeof TABS)[number]

export const keyOf = (i: { register: string; id: string }): string => `${i.register}:${i.id}`
/** Still waits for somebody to take note: a full card. */
export const isWaiting = (i: QueueItem): boolean => !i.state.endsWith('+') && (cardStep(i.actions) !== undefined || (i.kind === 'report' && i.state === 'pending'))
export const isLate = (i: QueueItem, nowMs: number): boolean => i.overdue || (!!i.due_at && Date.parse(i.due_at) <= nowMs)

export function countTabs(items: QueueItem[]): { tab: Tab; n: number }[] {
  const by = new Map<QueueKind, number>()
  for (const i of items) by.set(i.kind, (by.get(i.kind) ?? 0) + 1)
  return TABS.map((tab) => ({ tab, n: tab === 'all' ? items.length : (by.get(tab) ?? 0) })).filter((x) => x.tab === 'all' || x.n > 0)
}
export const inTab = (items: QueueItem[], tab: Tab): QueueItem[] => (tab === 'all' ? items : items.filter((i) => i.kind === tab))

/** The moment at which the order changes by itself: the next term that runs out. */
export function nextTurn(items: QueueItem[], nowMs: number): number | null {
  const due = items.map((i) => (i.due_at ? Date.parse(i.due_at) : NaN)).filter((t) => t > nowMs)
  return due.length ? Math.min(...due) : null
}
export function step(keys: string[], at: string, by: 1 | -1): string | undefined {
  if (!keys.length) return undefined
  const i = keys.indexOf(at)
  if (i < 0) return by > 0 ? keys[0] : keys[keys.length - 1]
  return keys[Math.min(keys.length - 1, Math.max(0, i + by))]
}
/** As it stands on the screen in the moment of the tap, before the server has answered. */
export function noted(items: QueueItem[], key: string, label: string): QueueItem[] {
  return items.map((i) => (keyOf(i) === key ? { ...i, actions: [], state: `${i.state}+`, state_label: label } : i))
}
/** Items that were not there before: what a sound and the live region are for. */
export function fresh(before: Set<string>, items: QueueItem[]): QueueItem[] {
  return items.filter((i) => isWaiting(i) && !before.has(keyOf(i)))
}

export const KEEP_MS = 10 * 60_000
export type Kept = Map<string, { item: QueueItem; until: number }>
/** What left the queue stays as one line for ten minutes: everybody at the desk sees that it was taken up. */
export function keepGone(kept: Kept, before: QueueItem[], after: QueueItem[], nowMs: number, handled: string): Kept {
  const there = new Set(after.map(keyOf))
  const next: Kept = new Map()
  for (const [k, v] of kept) if (!there.has(k) && v.until > nowMs) next.set(k, v)
  for (const i of before) {
    const k = keyOf(i)
    if (!there.has(k) && !next.has(k)) next.set(k, { item: { ...i, actions: [], overdue: false, due_at: null, state: 'gone', state_label: i.state.endsWith('+') ? i.state_label : handled }, until: nowMs + KEEP_MS })
  }
  return next
}
