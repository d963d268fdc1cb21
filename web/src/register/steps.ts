// SPDX-License-Identifier: Apache-2.0
// What can be done next with a record of a list: from the definition, without asking the server for each.
import type { Action, Definition, Rec } from '@/api/types'

/** Steps back, away or out: never the big button. */
const AWAY = new Set(['refuse', 'recall', 'cancel', 'reject', 'decline', 'send_back', 'dismiss', 'waive', 'merge', 'fail', 'shelve', 'reopen', 'replace', 'expire', 'reorder', 'escalate', 'transfer', 'return', 'withdraw', 'take_back'])
/** Taking note of something, in the order in which one of several is meant. */
const NOTING = ['ack', 'accept', 'receive', 'verify', 'take_over', 'hear', 'check', 'confirm', 'issue']

export function actionsOf(def: Definition | undefined, state: string | undefined, only?: string[]): Action[] {
  const mine = only ?? def?.actions ?? []
  return (def?.lifecycle?.actions ?? []).filter((a) => mine.includes(a.key) && !a.undoes && (only ? true : (a.from ?? ['*']).some((s) => s === '*' || s === state)))
}
/** The one button that changes its name: the first step forward. */
export const nextStep = (actions: Action[]): Action | undefined => actions.find((a) => !AWAY.has(a.key) && !!a.to) ?? actions.find((a) => !AWAY.has(a.key))
/** What A does: the first action of taking note. */
export function noteStep(keys: string[]): string | undefined {
  return NOTING.find((k) => keys.includes(k))
}
/** The button of a card: taking note, else the first step forward. */
export const cardStep = (keys: string[]): string | undefined => noteStep(keys) ?? keys.find((k) => !AWAY.has(k))
/** One tap is enough when nothing has to be filled in. */
export function isOneTap(a: Action, rec?: Rec): boolean {
  return a.reason !== 'required' && (a.persons ?? 1) < 2 && a.needs.every((k) => rec !== undefined && rec[k] !== null && rec[k] !== undefined && rec[k] !== '')
}
