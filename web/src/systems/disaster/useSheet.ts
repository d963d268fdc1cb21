// SPDX-License-Identifier: Apache-2.0
// The sheet of an event: what each place types is kept row by row, a row at a time, as it is left.
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import * as api from '@/api'
import { due, offers, sheet, type DueRow, type Figures, type Offer, type Sheet, type SheetRow } from '@/api/disaster'
import type { Problem } from '@/api/http'
import type { Value } from '@/api/types'
import { uuidv7 } from '@/api/uuid'
import { serverNow } from '@/live/clock'
import { useFeed } from '@/live/feed'
import { asProblem } from '@/ui/problem'

export interface Broken { total: string; was: number; sum: number }
/** Totals that their parts do not make; where a part is not known yet nothing is said. */
export function brokenSums(sums: Sheet['sums'], f: Figures): Broken[] {
  return sums.flatMap(({ total, parts }) => {
    const keys = parts.split(' ')
    if (f[total] === undefined || keys.some((k) => f[k] === undefined)) return []
    const sum = keys.reduce((a, k) => a + f[k]!, 0)
    return Math.abs(sum - f[total]!) > 1e-6 * Math.max(1, Math.abs(sum)) ? [{ total, was: f[total]!, sum }] : []
  })
}

export function useSheet(asked: () => { event: string; region: string }) {
  const data = shallowRef<Sheet | null>(null)
  const owed = shallowRef<DueRow[]>([])
  const offered = shallowRef<Offer[]>([])
  const problem = ref<Problem | null>(null)
  const refused = ref<Problem | null>(null)
  const readAt = ref(0)
  const typed = reactive<Record<string, Record<string, number | null>>>({})
  const busy = ref('')
  let turn = 0
  async function read() {
    const { event, region } = asked()
    const mine = ++turn
    if (!event) return void (data.value = null)
    try {
      const [s, d, o] = await Promise.all([sheet(event, region), due(event, region), offers(event, region)])
      if (mine !== turn) return
      ;[data.value, owed.value, offered.value] = [s, d.items, o.items]
      readAt.value = serverNow()
      problem.value = null
    } catch (e) {
      if (mine === turn) problem.value = asProblem(e)
    }
  }
  watch(asked, (now, was) => {
    if (was && (now.event !== was.event || now.region !== was.region)) for (const k of Object.keys(typed)) delete typed[k]
    void read()
  }, { immediate: true })
  useFeed((e) => e.register === 'disaster_loss' || e.register.startsWith('loss_'), () => void read(), 600)

  /** What stands in a row now: typed, else in the draft, else filed last. */
  function figures(row: SheetRow): Figures {
    const base = { ...(row.open ?? row.filed)?.figures }
    for (const [k, v] of Object.entries(typed[row.region] ?? {})) {
      if (v === null) delete base[k]
      else base[k] = v
    }
    return base
  }
  function type(row: SheetRow, key: string, text: string) {
    const n = text.trim() === '' ? null : Number(text)
    if (n !== null && !Number.isFinite(n)) return
    ;(typed[row.region] ??= {})[key] = n
  }
  async function write(row: SheetRow, change: Record<string, Value>): Promise<string | null> {
    busy.value = row.region
    refused.value = null
    try {
      const at = new Date(serverNow()).toISOString()
      const made = row.open
        ? await api.patch('disaster_loss', row.open.id, { ...change, at }, row.open.version)
        : await api.create('disaster_loss', { ...row.filed?.figures, ...change, event: asked().event, region: row.region, at }, uuidv7())
      delete typed[row.region]
      await read()
      return made.id
    } catch (e) {
      refused.value = asProblem(e)
      return null
    } finally {
      busy.value = ''
    }
  }
  const save = (row: SheetRow) => (Object.keys(typed[row.region] ?? {}).length && !busy.value ? write(row, { ...typed[row.region] }) : Promise.resolve(row.open?.id ?? null))
  const takeSum = (row: SheetRow) => write(row, { ...data.value!.sum.figures })
  const late = computed(() => owed.value.filter((d) => d.standing === 'late' || d.standing === 'missing'))
  return { data, owed, offered, late, problem, refused, readAt, busy, typed, read, figures, type, save, takeSum, write }
}
