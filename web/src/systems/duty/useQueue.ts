// SPDX-License-Identifier: Apache-2.0
// The queue as the server gives it: read again when something happens, and when a term runs out.
import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import { t } from '@/i18n'
import { queue, type QueueItem } from '@/api/command'
import type { Problem } from '@/api/http'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { asProblem } from '@/ui/problem'
import { fresh, isLate, keepGone, keyOf, nextTurn, noted, type Kept } from './queue'
import { tone } from './sound'

const REGISTERS = new Set(['incident', 'warning', 'task', 'dispatch', 'alarm', 'receipt', 'notice', 'report_duty', 'filing', 'response', 'loan', 'shift', 'reminder', 'lesson', 'post_check', 'track_source'])
const LONGEST_MS = 60_000

export function useQueue() {
  const items = shallowRef<QueueItem[] | null>(null)
  const gone = shallowRef<Kept>(new Map())
  const problem = ref<Problem | null>(null)
  const readAt = ref(0)
  const said = shallowRef<{ text: string; grave: boolean }>({ text: '', grave: false })
  let known: Set<string> | null = null
  let late = new Set<string>()
  let timer = 0
  let turn = 0

  function listen(now: QueueItem[]) {
    const came = known ? fresh(known, now) : []
    const isNowLate = now.filter((i) => isLate(i, serverNow()))
    const turned = known ? isNowLate.filter((i) => known!.has(keyOf(i)) && !late.has(keyOf(i))) : []
    known = new Set(now.map(keyOf))
    late = new Set(isNowLate.map(keyOf))
    const news = [...came, ...turned]
    if (!news.length) return
    const grave = news.some((i) => (i.severity ?? 4) <= 2)
    said.value = { text: news.slice(0, 3).map((i) => i.title).join('; '), grave }
    tone(grave)
  }
  async function read() {
    const mine = ++turn
    window.clearTimeout(timer)
    try {
      const answer = (await queue()).items
      if (mine !== turn) return
      gone.value = keepGone(gone.value, items.value ?? [], answer, serverNow(), t('desk.handled'))
      items.value = answer
      problem.value = null
      readAt.value = serverNow()
      listen(answer)
    } catch (e) {
      if (mine === turn) problem.value = asProblem(e)
    }
    const at = nextTurn(items.value ?? [], serverNow())
    timer = window.setTimeout(read, Math.min(LONGEST_MS, at === null ? LONGEST_MS : at - serverNow() + 500))
  }
  /** Painted at once; the next answer of the server has the last word. */
  function note(item: QueueItem, label: string) {
    turn++
    items.value = noted(items.value ?? [], keyOf(item), label)
  }
  void read()
  useFeed((e) => REGISTERS.has(e.register), () => void read(), 400)
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
    turn++
  })
  const shown = computed(() => (items.value ? [...items.value, ...[...gone.value.values()].map((v) => v.item)] : null))
  return { items: shown, problem, readAt, said, read, note }
}
