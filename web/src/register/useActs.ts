// SPDX-License-Identifier: Apache-2.0
// One tap does it; what needs more asks for it in the dialogue of actions.
import { ref, shallowRef } from 'vue'
import * as api from '@/api'
import type { Action, Definition, Rec } from '@/api/types'
import { pick, t } from '@/i18n'
import { asProblem, problemText } from '@/ui/problem'
import { toast } from '@/ui/toast'
import { offerUndo } from '@/ui/undo'
import { isOneTap } from './steps'
import { useModel } from './store'

export interface Acting { def: Definition; rec: Rec; action: Action }

/** `quiet`: the button itself shows that it is done. */
export function useActs(done: (register: string, id: string) => void, quiet = false) {
  const model = useModel()
  const acting = shallowRef<Acting | null>(null)
  const busy = ref('')

  /** Answers whether it is done; false: refused, or the dialogue now asks. */
  async function run(register: string, id: string, key: string, rec?: Rec): Promise<boolean> {
    const def = model.get(register)
    const action = def?.lifecycle?.actions.find((a) => a.key === key)
    if (!def || !action || busy.value) return false
    busy.value = id
    try {
      if (!isOneTap(action, rec)) {
        acting.value = { def, rec: await api.record(register, id), action }
        return false
      }
      await api.act(register, id, key, {})
      const undo = def.lifecycle?.actions.find((a) => a.undoes === key)
      if (undo) offerUndo(t('detail.done', { name: pick(action.label) }), undo.within ?? 10, () => takeBack(register, id, undo))
      else if (!quiet) toast(t('detail.done', { name: pick(action.label) }))
      done(register, id)
      return true
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
      done(register, id)
      return false
    } finally {
      busy.value = ''
    }
  }
  async function takeBack(register: string, id: string, undo: Action) {
    try {
      await api.act(register, id, undo.key, {})
      toast(t('detail.done', { name: pick(undo.label) }))
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
    }
    done(register, id)
  }
  function finished() {
    const a = acting.value
    acting.value = null
    if (a) done(a.def.register, a.rec.id)
  }
  /** Asks first, whatever the action needs: for what cannot be taken back. */
  async function ask(register: string, id: string, key: string): Promise<void> {
    const def = model.get(register)
    const action = def?.lifecycle?.actions.find((a) => a.key === key)
    if (!def || !action) return
    try {
      acting.value = { def, rec: await api.record(register, id), action }
    } catch (e) {
      toast(problemText(asProblem(e)), 'error')
    }
  }
  return { acting, busy, run, ask, finished, close: () => (acting.value = null) }
}
