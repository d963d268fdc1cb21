// SPDX-License-Identifier: Apache-2.0
// A row of a register written from a page of its own: made, or changed where it stands; for some seconds it can be taken back.
import * as api from '@/api'
import type { Rec, Value } from '@/api/types'
import { t } from '@/i18n'
import { asProblem, problemText } from '@/ui/problem'
import { toast } from '@/ui/toast'
import { offerUndo } from '@/ui/undo'
import { useModel } from './store'

export interface Row { register: string; id?: string | null; idem: string; change: Record<string, Value>; fresh: Record<string, Value> /* what only a new row needs */ }
const UNDO_S = 10

/** What it was before, or no row at all; a new one stays where the account may not void it. */
export async function writeRow(row: Row, said: string, done: () => void): Promise<void> {
  const { register, id, change, fresh, idem } = row
  const was = id ? await api.record(register, id) : null
  const now = was ? await api.patch(register, was.id, change, was.version) : await api.create(register, { ...fresh, ...change }, idem)
  if (!was && !useModel().may(register, 'void')) toast(said)
  else offerUndo(said, UNDO_S, () => takeBack(register, now, was && Object.fromEntries(Object.keys(change).map((k) => [k, (was[k] ?? null) as Value])), done))
  done()
}
async function takeBack(register: string, now: Rec, was: Record<string, Value> | null, done: () => void) {
  try {
    if (was) await api.patch(register, now.id, was, now.version)
    else await api.act(register, now.id, 'void', { reason: t('undo.reason') }, now.version)
    toast(t('undo.done'))
  } catch (e) {
    toast(problemText(asProblem(e)), 'error')
  }
  done()
}
