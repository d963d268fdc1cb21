// SPDX-License-Identifier: Apache-2.0
// Whom and what one asks for first around an incident.
import * as api from '@/api'
import { distanceM } from '@/map/tools/measure'

/** People to be moved, enterprises, shelters, teams, stocks. */
export const AROUND = ['household', 'enterprise', 'shelter', 'team', 'warehouse'] as const
const M_PER_DEGREE = 111_320
const MOST = 500

/** The box that a circle lies in: west, south, east, north. */
export function boxAround(lon: number, lat: number, radiusM: number): string {
  const dy = radiusM / M_PER_DEGREE
  const dx = dy / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return [lon - dx, lat - dy, lon + dx, lat + dy].map((n) => n.toFixed(6)).join(',')
}
/** People of the households in a circle; `more`: at least so many. */
export async function peopleIn(lon: number, lat: number, radiusM: number, signal?: AbortSignal): Promise<{ n: number; more: boolean }> {
  const page = await api.list('household', { bbox: boxAround(lon, lat, radiusM), limit: MOST, total: 0 }, signal)
  const inside = page.items.filter((h) => typeof h.lon === 'number' && typeof h.lat === 'number' && distanceM([lon, lat], [h.lon, h.lat]) <= radiusM)
  return { n: inside.reduce((n, h) => n + (typeof h.people === 'number' ? h.people : 0), 0), more: page.next !== null }
}
