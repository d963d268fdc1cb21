// SPDX-License-Identifier: Apache-2.0
// What the tools draw, and how it leaves as GeoJSON (RFC 7946).
import { circleRing, type LonLat } from './measure'

export type ShapeKind = 'point' | 'line' | 'area' | 'circle'
export interface Shape { id: string; kind: ShapeKind; points: LonLat[]; radius_m?: number; note: string; at: string }
export const LEAST: Record<ShapeKind, number> = { point: 1, line: 2, area: 3, circle: 1 }

const close = (ring: LonLat[]): LonLat[] => [...ring, ring[0]!]
/** The right-hand rule asks for outer rings against the clock. */
function turned(ring: LonLat[]): LonLat[] {
  const sum = ring.reduce((s, a, i) => s + (ring[(i + 1) % ring.length]![0] - a[0]) * (ring[(i + 1) % ring.length]![1] + a[1]), 0)
  return sum > 0 ? [...ring].reverse() : ring
}
export function geometryOf(s: Pick<Shape, 'kind' | 'points' | 'radius_m'>): { type: string; coordinates: unknown } {
  if (s.kind === 'point') return { type: 'Point', coordinates: s.points[0] }
  if (s.kind === 'line') return { type: 'LineString', coordinates: s.points }
  return { type: 'Polygon', coordinates: [close(turned(s.kind === 'circle' ? circleRing(s.points[0]!, s.radius_m ?? 0) : s.points))] }
}
export function featuresOf(shapes: readonly Shape[]): object {
  return {
    type: 'FeatureCollection',
    features: shapes.map((s) => ({ type: 'Feature', id: s.id, properties: { note: s.note, kind: s.kind, drawn_at: s.at, ...(s.kind === 'circle' ? { centre: s.points[0], radius_m: s.radius_m } : {}) }, geometry: geometryOf(s) })),
  }
}
