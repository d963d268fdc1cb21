// SPDX-License-Identifier: Apache-2.0
// Transfer lists in the order in which they want somebody: undecided ones by their last moment, then those being moved, then the rest.
import type { Rec } from '@/api/types'

const ORDER = ['proposed', 'ordered', 'done', 'released', 'declined']
const due = (r: Rec): string => String(r[r.state === 'proposed' ? 'decide_by' : 'done_by'] ?? '')
const rank = (r: Rec): number => ORDER.indexOf(String(r.state)) + 1 || ORDER.length + 1
export const byUrgency = (all: readonly Rec[]): Rec[] => [...all].sort((a, b) => rank(a) - rank(b) || Date.parse(due(a)) - Date.parse(due(b)) || String(a.region).localeCompare(String(b.region)))
/** The time that runs for a list now; '' = none. */
export const runsTo = (r: Rec): string => (r.state === 'proposed' || r.state === 'ordered' ? due(r) : '')
export const nextDecision = (sorted: readonly Rec[]): Rec | undefined => sorted.find((r) => r.state === 'proposed')
export const isLate = (at: string, now: number): boolean => at !== '' && Date.parse(at) < now

/** The ring of an area as the server takes it, from the term of the area's dialogue. */
export function areaOf(term: string): { type: string; coordinates: number[][][] } | null {
  const body = term.startsWith('polygon:') ? term.slice('polygon:'.length) : ''
  try {
    const area = JSON.parse(body) as { type?: string; coordinates?: number[][][] }
    return area.type === 'Polygon' && area.coordinates ? { type: area.type, coordinates: area.coordinates } : null
  } catch {
    return null
  }
}
