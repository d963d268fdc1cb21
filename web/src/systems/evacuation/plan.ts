// SPDX-License-Identifier: Apache-2.0
// A plan as rows of a table and as a picture on the map.
import type { Assignment, MovePlan, PlanShelter } from '@/api/evacuation'
import type { FlowPicture, Tone } from '@/map/flows'
import type { LonLat } from '@/map/tools/measure'

export const fill = (s: Pick<PlanShelter, 'capacity' | 'present' | 'assigned'>): number => s.present + s.assigned
export const toneOf = (s: PlanShelter): Tone => (fill(s) >= s.capacity ? 'full' : s.nearly_full ? 'warn' : 'ok')
export const minutes = (seconds: number): number => Math.ceil(seconds / 60)
/** What whole households cost beside the optimum by person, in parts of a hundred. */
export const gap = (p: Pick<MovePlan, 'total_person_seconds' | 'optimum_person_seconds'>): number => (p.optimum_person_seconds ? Math.max(0, (100 * (p.total_person_seconds - p.optimum_person_seconds)) / p.optimum_person_seconds) : 0)

export function pictureOf(p: MovePlan, spotText: (s: PlanShelter) => string, startText: (a: Assignment, people: number) => string): FlowPicture {
  const shelters = new Map(p.shelters.map((s) => [s.shelter, s]))
  const placed = p.assignments.filter((a): a is Assignment & { lon: number; lat: number } => typeof a.lon === 'number' && typeof a.lat === 'number')
  const starts = new Map<string, { a: Assignment & { lon: number; lat: number }; people: number }>()
  for (const a of placed) {
    const was = starts.get(a.region)
    if (was) was.people += a.people
    else starts.set(a.region, { a, people: a.people })
  }
  return {
    flows: placed.flatMap((a) => {
      const s = shelters.get(a.shelter), from = starts.get(a.region)!.a
      return s ? [{ from: [from.lon, from.lat] as LonLat, to: [s.lon, s.lat] as LonLat, people: a.people }] : []
    }),
    spots: p.shelters.map((s) => ({ at: [s.lon, s.lat] as LonLat, text: spotText(s), tone: toneOf(s) })),
    starts: [...starts.values()].map(({ a, people }) => ({ at: [a.lon, a.lat] as LonLat, text: startText(a, people) })),
  }
}

/* --- what if --- */

/** As many as one question may hold. source: plan.c, WITHOUT_MAX */
export const WHAT_IF_MOST = 50
type Sides = Pick<MovePlan, 'assignments' | 'shelters' | 'placed' | 'unassigned_people' | 'total_person_seconds'>
export interface Gain extends PlanShelter { more: number }
export interface Said { elsewhere: number; /** s a person */ mean: number; farWas: number; far: number; gains: Gain[] }
const lineOf = (a: Assignment) => `${a.region} ${a.barrier_free} ${a.shelter}`
const mean = (p: Sides) => (p.placed ? p.total_person_seconds / p.placed : 0)
const farthest = (p: Sides) => Math.max(0, ...p.assignments.map((a) => a.travel_s))
/** Who goes another way than before and is still placed, how much longer they travel, where they come in addition. */
export function compare(was: Sides, is: Sides): Said {
  const now = new Map(is.assignments.map((a) => [lineOf(a), a.people]))
  const left = was.assignments.reduce((n, a) => n + Math.max(0, a.people - (now.get(lineOf(a)) ?? 0)), 0)
  const before = new Map(was.shelters.map((s) => [s.shelter, s.assigned]))
  const gains = is.shelters.map((s) => ({ ...s, more: s.assigned - (before.get(s.shelter) ?? 0) })).filter((s) => s.more > 0).sort((a, b) => b.more - a.more)
  return { elsewhere: Math.max(0, left - Math.max(0, is.unassigned_people - was.unassigned_people)), mean: mean(is) - mean(was), farWas: farthest(was), far: farthest(is), gains }
}
