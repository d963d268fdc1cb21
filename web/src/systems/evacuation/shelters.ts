// SPDX-License-Identifier: Apache-2.0
// Shelters in the order in which they want somebody, and what their yearly check says.
import type { ShelterRow } from '@/api/evacuation'

export const FAULTS = ['over_capacity', 'overbooked', 'nearly_full', 'check_failed', 'check_overdue', 'never_checked', 'kit_expired', 'kit_expires', 'kit_short', 'too_narrow', 'too_small'] as const
export type Fault = (typeof FAULTS)[number]
/** Somebody must act now; the others are put right in time. */
const GRAVE = new Set<string>(['over_capacity', 'overbooked', 'check_failed', 'check_overdue', 'kit_expired'])
export const isGrave = (fault: string): boolean => GRAVE.has(fault)
const weight = (s: ShelterRow): number => s.faults.reduce((n, f) => n + (isGrave(f) ? 100 : 1), 0)
export const byNeed = (all: readonly ShelterRow[]): ShelterRow[] => [...all].sort((a, b) => Number(b.present > 0) - Number(a.present > 0) || weight(b) - weight(a) || a.region.localeCompare(b.region) || a.id.localeCompare(b.id))

export interface ShelterFilter { q: string; fault: string; state: string }
export const matches = (s: ShelterRow, f: ShelterFilter): boolean => (!f.q || s.name.includes(f.q) || s.region_name.includes(f.q)) && (!f.fault || s.faults.includes(f.fault)) && (!f.state || s.state === f.state)

/** What is checked each year, in the order of the form. source: DB33/T 2158-2021 */
export const CHECK_ITEMS = ['site', 'structure', 'size', 'area_ok', 'access', 'rooms', 'water', 'power', 'kit', 'signs', 'keepers'] as const
/** Nobody may be put where the place or the building itself is unsafe; anything else is put right first. */
const FATAL = new Set<string>(['site', 'structure'])
export type Answers = Record<string, '' | '0' | '1'>
export function verdict(a: Answers): '' | 'pass' | 'conditional' | 'fail' {
  if (CHECK_ITEMS.some((k) => !a[k])) return ''
  const no = CHECK_ITEMS.filter((k) => a[k] === '0')
  return no.some((k) => FATAL.has(k)) ? 'fail' : no.length ? 'conditional' : 'pass'
}
/** Days until a date of the register, by the city's today; negative = past. */
export const daysUntil = (date: string, today: string): number => Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86400000)
