// SPDX-License-Identifier: Apache-2.0
// Of the city's definitions the few that the phone works with; kept, so that steps have their names and forms their fields without a network.
import { shallowReactive, shallowRef } from 'vue'
import { get, Problem } from '@/api/http'
import type { Action, Code, Definition } from '@/api/types'
import { remembered } from './store/cached'

const REGISTERS = ['incident', 'task', 'dispatch', 'receipt', 'timeline', 'hazard', 'transfer', 'checkin', 'distribution'] as const
export type Reg = (typeof REGISTERS)[number]
const LISTS = ['quick_kind', 'hazard_grade', 'supervision_sector', 'need'] as const

export const defs = shallowReactive(new Map<Reg, Definition | null>())
export const lists = shallowReactive(new Map<string, Code[]>())
export const modelProblem = shallowRef<Problem | null>(null)

/** A register that this person may not see is null: its tiles are not shown. */
const readDef = (key: Reg) =>
  get<Definition>(`/api/registers/${key}`).catch((e) => {
    if (e instanceof Problem && (e.status === 403 || e.status === 404)) return null
    throw e
  })
export async function loadModel(): Promise<void> {
  try {
    await Promise.all([
      ...REGISTERS.map((k) => remembered(`def/${k}`, () => readDef(k), (d) => defs.set(k, d))),
      ...LISTS.map((l) => remembered(`codes/${l}`, () => get<{ items: Code[] } | Code[]>(`/api/codes/${l}`), (c) => lists.set(l, Array.isArray(c) ? c : c.items))),
    ])
    modelProblem.value = null
  } catch (e) {
    modelProblem.value = e instanceof Problem ? e : new Problem(0, 'network', '')
  }
}
export function forgetModel(): void {
  defs.clear()
  lists.clear()
}
export const may = (key: Reg, verb: 'create' | 'read'): boolean => defs.get(key)?.access.includes(verb) ?? false

/* --- steps --- */

const STEPS = ['accept', 'depart', 'arrive', 'finish', 'stand_down']
const possible = (def: Definition | null | undefined, state: string | undefined): Action[] =>
  (def?.lifecycle?.actions ?? []).filter((a) => def!.actions.includes(a.key) && !!state && (a.from ?? []).some((s) => s === state || s === '*'))
/** The one button: the next step of the course that is possible and that this person may take. */
export const nextStep = (def: Definition | null | undefined, state: string | undefined): Action | undefined =>
  possible(def, state).filter((a) => STEPS.includes(a.key)).sort((a, b) => STEPS.indexOf(a.key) - STEPS.indexOf(b.key))[0]
export const refuseStep = (def: Definition | null | undefined, state: string | undefined): Action | undefined => possible(def, state).find((a) => a.key === 'refuse')
export const actionOf = (def: Definition | null | undefined, key: string): Action | undefined => def?.lifecycle?.actions.find((a) => a.key === key)
