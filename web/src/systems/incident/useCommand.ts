// SPDX-License-Identifier: Apache-2.0
// One incident under command: the record, its reports and duties to report, and the two dialogues that the keys open.
import { computed, ref, shallowRef } from 'vue'
import type { Rec } from '@/api/types'
import { useModel } from '@/register/store'
import { useActs } from '@/register/useActs'
import { useRecord } from '@/register/useRecord'
import { lastFiling, levelOfRegion, stageNext, type Stage } from './figures'
import { useSession } from '@/systems/session/store'
import { useItems } from './useItems'

export function useCommand(id: string) {
  const model = useModel()
  const session = useSession()
  const { rec, problem, read } = useRecord('incident', id)
  const filings = useItems('filing', id, '-filed_at', 100)
  const duties = useItems('report_duty', id, 'due_at', 100)
  const acts = useActs(read)
  const ordering = ref(false)
  const filing = shallowRef<{ stage: Stage; duty?: Rec } | null>(null)
  const next = computed(() => stageNext(filings.items.value ?? []))
  const before = computed(() => lastFiling(filings.items.value ?? []))
  const pending = computed(() => (duties.items.value ?? []).filter((d) => d.state === 'pending' && d.due_at).sort((a, b) => Date.parse(String(a.due_at)) - Date.parse(String(b.due_at))))
  /** What my own level owes; a report of ours settles no other. */
  const mine = computed(() => pending.value.find((d) => d.level === levelOfRegion(session.account?.region)))
  /** The clock to look at: ours, else the next one at any level. */
  const clock = computed(() => mine.value ?? pending.value[0])
  const mayOrder = computed(() => !!rec.value && model.may('task', 'create'))
  const mayFile = computed(() => !!rec.value && model.may('filing', 'create'))

  const order = () => mayOrder.value && (ordering.value = true)
  function file(stage?: Stage, duty?: Rec) {
    if (mayFile.value) filing.value = { stage: stage ?? next.value, duty: duty ?? mine.value }
  }
  function filed() {
    filing.value = null
    void filings.read()
    void duties.read()
    void read()
  }
  return { id, rec, problem, read, filings: filings.items, duties: duties.items, acts, ordering, filing, next, before, clock, mayOrder, mayFile, order, file, filed }
}
export type Command = ReturnType<typeof useCommand>
