// SPDX-License-Identifier: Apache-2.0
// Colours and shapes of registers, without the map library: the layer tree shows them too.
export type Shape = 'circle' | 'square' | 'triangle' | 'hexagon' | 'diamond' | 'octagon'

const FIXED: Record<string, [string, Shape]> = {
  shelter: ['#1F7A4D', 'square'], team: ['#6C4AB6', 'triangle'], enterprise: ['#5B6776', 'hexagon'], incident: ['#C8102E', 'octagon'], warning: ['#B45F06', 'diamond'],
  hazard: ['#A8480E', 'diamond'], hazard_source: ['#7A3E9D', 'hexagon'], warehouse: ['#8A5A12', 'square'], equipment: ['#2F6F8F', 'square'], station: ['#0E7C86', 'circle'],
  reservoir: ['#1B6FB5', 'circle'], geo_point: ['#7B5B2E', 'triangle'], flood_spot: ['#2A61C9', 'diamond'], river_reach: ['#2F7FB8', 'square'], alarm: ['#B00D26', 'triangle'], accident: ['#8C2F39', 'octagon'],
}
const QUIET = ['#3A6EA5', '#4F7A3A', '#8A4F7D', '#9A6B1F', '#3B7F7A', '#6A5ACD', '#A0522D', '#556B2F']
function hash(text: string): number {
  let h = 0
  for (const c of text) h = (h * 31 + c.charCodeAt(0)) >>> 0
  return h
}
export const colourOf = (register: string): string => FIXED[register]?.[0] ?? QUIET[hash(register) % QUIET.length]!
export const shapeOf = (register: string): Shape => FIXED[register]?.[1] ?? 'circle'
