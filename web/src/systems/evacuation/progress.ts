// SPDX-License-Identifier: Apache-2.0
// How far the moving has come: village by village, summed up to townships and counties.
import type { Figures, FigureKey, VillageFigures } from '@/api/evacuation'

export const SUMMED: FigureKey[] = ['listed', 'placed', 'moving', 'to_move', 'refused', 'released', 'missing', 'late', 'unlisted']
export interface Place { code: string; name: string; figures: Figures; under: Place[] }

const nothing = (): Figures => ({ listed: 0, reported: 0, scanned: 0, placed: 0, moving: 0, to_move: 0, refused: 0, released: 0, unlisted: 0, missing: 0, late: 0, preventive: 0, resettled: 0, concentrated: 0, dispersed: 0 })
function add(to: Figures, from: Figures): void {
  for (const k of Object.keys(to) as FigureKey[]) to[k] += from[k] ?? 0
}
const LEVELS = [6, 9, 12] as const

/** Counties with townships with villages; `name` says what a code is called. A row without a place stands under ''. */
export function tree(rows: readonly VillageFigures[], name: (code: string) => string): Place[] {
  const top: Place[] = []
  for (const row of rows) {
    let into = top
    for (const digits of LEVELS) {
      const code = row.region ? row.region.slice(0, digits).padEnd(12, '0') : ''
      let place = into.find((p) => p.code === code)
      if (!place) into.push((place = { code, name: digits === 12 ? row.region_name : name(code), figures: nothing(), under: [] }))
      add(place.figures, row)
      into = place.under
    }
  }
  return top
}
/** Whom the lists want moved and who has been; people released again were placed once. */
export const doneOf = (f: Pick<Figures, 'placed' | 'released'>): number => f.placed + f.released
export const shareOf = (f: Pick<Figures, 'placed' | 'released' | 'listed'>): number => (f.listed ? Math.min(100, Math.floor((100 * doneOf(f)) / f.listed)) : 0)
