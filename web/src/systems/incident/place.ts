// SPDX-License-Identifier: Apache-2.0
import { parsePoints, type LonLat } from '@/map/tools/measure'

/** "118.87, 28.97" as it is typed or pasted; null when it is no place on earth. */
export function parseLonLat(text: string): LonLat | null {
  const { points, bad } = parsePoints(text)
  return bad || points.length !== 1 ? null : points[0]!
}
/** A title of at most n characters out of the sentence: up to its first stop, else cut. */
export function titleOf(sentence: string, most = 60): string {
  const one = sentence.trim().replace(/\s+/g, ' ')
  const first = one.split(/[。！？!?；;\n]/)[0]!.trim() || one
  const chars = [...first]
  return chars.length <= most ? first : `${chars.slice(0, most - 1).join('')}…`
}
