// SPDX-License-Identifier: Apache-2.0
// One incident under command: the record, its reports and duties to report, and the two dialogues that the keys open.
import { computed, ref, shallowRef } from 'vue'
import type { Rec } from '@/api/types'
import { useModel } from '@/register/store'
import { useActs } from '@/register/useActs'
import { useRecord } from '@/register/useRecord'
import { lastFiling, stageNext, type Stage } from './figures'
import { useItems } from './useItems'

export function useCommand(id: string) {
  const model = useModel()
  const { rec, problem, read } = useRecord('incident', id)
  const filings = useItems('filing', id, '-filed_at', 100)
  const duties = useItems('report_duty', id, 'due_at', 100)
  const acts = useActs(read)
  const ordering = ref(false)
  const filing = shallowRef<{ stage: Stage; duty?: Rec } | null>(null)
  const next = computed(() => stageNext(filings.items.value ?? []))
  const before = computed(() => lastFiling(filings.items.value ?? []))
  const pending = computed(() => (duties.items.value ?? []).filter((d) => d.state === 'pending' && d.due_at).sort((a, b) => Date.parse(String(a.due_at)) - Date.parse(String(b.due_at))))
  const mayOrder = computed(() => !!rec.value && model.may('task', 'create'))
  const mayFile = computed(() => !!rec.value && model.may('filing', 'create'))

  const order = () => mayOrder.value && (ordering.value = true)
  function file(stage?: Stage, duty?: Rec) {
    if (mayFile.value) filing.value = { stage: stage ?? next.value, duty: duty ?? (stage === 'final' ? undefined : pending.value[0]) }
  }
  function filed() {
    filing.value = null
    void filings.read()
    void duties.read()
    void read()
  }
  return { id, rec, problem, read, filings: filings.items, duties: duties.items, acts, ordering, filing, next, before, pending, mayOrder, mayFile, order, file, filed }
}
export type Command = ReturnType<typeof useCommand>
