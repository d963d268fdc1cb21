// SPDX-License-Identifier: Apache-2.0
// What an officer does with somebody who was not reached: call, note that he was told, send somebody to the door.
import { ref, shallowRef } from 'vue'
import * as api from '@/api'
import type { Rec, Value } from '@/api/types'
import { pick, t } from '@/i18n'
import { useModel } from '@/register/store'
import { asProblem, problemText } from '@/ui/problem'
import { toast } from '@/ui/toast'
import { offerUndo } from '@/ui/undo'
import { actionsOf } from '@/register/steps'

export type Told = 'told' | 'visited' | 'feedback'
const ACTION: Record<Told, string> = { told: 'ack', visited: 'visit', feedback: 'feed_back' }
const UNDO_S = 10

export function useReceiptActs(done: () => void) {
  const model = useModel()
  const asking = shallowRef<{ rec: Rec; how: Told } | null>(null)
  const revealing = shallowRef<Rec | null>(null)
  const numbers = ref(new Map<string, string>()) /* shown once, for as long as the page is open */
  const busy = ref('')
  const may = (rec: Rec, how: Told) => actionsOf(model.get('receipt'), rec.state).some((a) => a.key === ACTION[how])
  const isMasked = (rec: Rec) => typeof rec.phone === 'string' && rec.phone.includes('*') && !numbers.value.has(rec.id)
  const numberOf = (rec: Rec): string => numbers.value.get(rec.id) ?? (typeof rec.phone === 'string' && !rec.phone.includes('*') ? rec.phone : '')

  /** Calls by the telephone of this desk; how often is kept with the receipt. */
  async function dial(rec: Rec) {
    if (isMasked(rec)) return void (model.may('receipt', 'reveal') && (revealing.value = rec))
    const n = numberOf(rec)
    if (!n) return void toast(t('calls.noNumber'), 'info')
    window.location.href = `tel:${n}`
    if (!model.may('receipt', 'update')) return
    try {
      await api.patch('receipt', rec.id, { redials: (Number(rec.redials) || 0) + 1 }, rec.version)
      done()
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
    }
  }
  function ask(rec: Rec, how: Told) {
    if (may(rec, how)) asking.value = { rec, how }
    else toast(t('calls.cannot', { name: rec.labels.person ?? String(rec.person), state: rec.state_label ?? '' }), 'info')
  }
  /** `by`: who went to the door. fails: what the server says */
  async function tell(note: string, by: string): Promise<void> {
    const a = asking.value!
    busy.value = a.rec.id
    try {
      const body: Record<string, Value> = a.how === 'feedback' ? { feedback: note } : a.how === 'told' ? { channel: 'phone', ...(note ? { reply: note } : {}) } : { channel: 'door', escalated_to: by, ...(note ? { reply: note } : {}) }
      await api.act('receipt', a.rec.id, ACTION[a.how], body)
      const text = t(`calls.did.${a.how}`, { name: a.rec.labels.person ?? String(a.rec.person) })
      const undo = model.get('receipt')?.lifecycle?.actions.find((x) => x.undoes === ACTION[a.how])
      if (undo) offerUndo(text, undo.within ?? UNDO_S, () => takeBack(a.rec.id, undo.key))
      else toast(text)
      asking.value = null
      done()
    } finally {
      busy.value = ''
    }
  }
  async function takeBack(id: string, key: string) {
    try {
      await api.act('receipt', id, key, {})
      toast(t('detail.done', { name: pick(model.get('receipt')?.lifecycle?.actions.find((x) => x.key === key)?.label) }))
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
    }
    done()
  }
  function shown(n: unknown) {
    const rec = revealing.value
    if (rec && typeof n === 'string') numbers.value = new Map(numbers.value).set(rec.id, n)
    revealing.value = null
  }
  return { asking, revealing, busy, may, isMasked, numberOf, dial, ask, tell, shown }
}
export type ReceiptActs = ReturnType<typeof useReceiptActs>
