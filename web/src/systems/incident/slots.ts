// SPDX-License-Identifier: Apache-2.0
// What is asked of the proposal, and which of the offered teams go.
import type { FilledSlot, Offer, Slot } from '@/api/command'

export const SLOT_MOST = 20
export function withCapability(slots: Slot[], capability: string): Slot[] {
  return !capability || slots.some((s) => s.capability === capability) ? slots : [...slots, { capability, count: 1 }]
}
export function withCount(slots: Slot[], capability: string, count: number): Slot[] {
  if (count < 1) return slots.filter((s) => s.capability !== capability)
  return slots.map((s) => (s.capability === capability ? { ...s, count: Math.min(SLOT_MOST, count) } : s))
}
/** A team that fills two places goes once. */
export function teamsOf(slots: FilledSlot[]): (Offer & { capabilities: string[] })[] {
  const found = new Map<string, Offer & { capabilities: string[] }>()
  for (const s of slots)
    for (const o of s.filled) {
      const old = found.get(o.team)
      if (old) old.capabilities.push(s.capability)
      else found.set(o.team, { ...o, capabilities: [s.capability] })
    }
  return [...found.values()]
}
/** Capabilities that an incident of this kind usually asks for; a start, to be changed at will. */
const USUAL: [RegExp, string[]][] = [
  [/^11A|^11B/, ['flood', 'drainage']], [/^11C/, ['earthquake', 'collapse', 'medical']], [/^11D/, ['geology', 'heavy']], [/^11G/, ['forest']],
  [/^12A|^12B/, ['mine', 'medical']], [/^12C/, ['collapse', 'medical']], [/^12D/, ['chemical', 'fire']], [/^12E|^12G/, ['fire', 'medical']], [/^12H/, ['traffic', 'medical']],
  [/^12J/, ['water', 'diving']], [/^12P|^12U/, ['lifeline', 'power']], [/^12Q/, ['environment']], [/^12/, ['fire', 'medical']],
]
export const usualFor = (kind: unknown): Slot[] => (USUAL.find(([r]) => r.test(String(kind ?? '')))?.[1] ?? []).map((capability) => ({ capability, count: 1 }))
