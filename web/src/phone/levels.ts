// SPDX-License-Identifier: Apache-2.0
// How grave: by the codes of grade and colour, which are the same in every city.
import type { Rec } from '@/api/types'

export type Level = 1 | 2 | 3 | 4
const COLOURS: Record<string, Level> = { red: 1, orange: 2, yellow: 3, blue: 4 }
export const warningLevel = (w: Rec): Level | undefined => COLOURS[String(w.colour)]
export function incidentLevel(r: Record<string, unknown>): Level | undefined {
  const n = Number(r.grade ?? r.grade_proposed ?? r.level)
  return n >= 1 && n <= 4 ? (n as Level) : undefined
}
