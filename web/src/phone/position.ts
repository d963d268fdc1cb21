// SPDX-License-Identifier: Apache-2.0
// Where this phone is, as exactly as it says; and which county that lies in, by outlines that are kept on it.
import { regionPrefix } from '@/register/region'
import { onBeforeUnmount, ref } from 'vue'
import * as api from '@/api'
import { me } from './session'

export interface Fix { lon: number; lat: number; accuracy_m: number; at: number }
export type Trouble = 'denied' | 'unavailable' | null

/** Asks while the page is open. WGS-84, which is CGCS2000 at this scale. */
export function usePosition() {
  const fix = ref<Fix | null>(null)
  const trouble = ref<Trouble>(null)
  let watch = 0
  function start() {
    if (!('geolocation' in navigator)) return void (trouble.value = 'unavailable')
    watch = navigator.geolocation.watchPosition(
      (p) => {
        trouble.value = null
        fix.value = { lon: round(p.coords.longitude), lat: round(p.coords.latitude), accuracy_m: Math.round(p.coords.accuracy), at: p.timestamp }
      },
      (e) => (trouble.value = e.code === e.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 },
    )
  }
  start()
  onBeforeUnmount(() => watch && navigator.geolocation.clearWatch(watch))
  return { fix, trouble }
}
const round = (d: number) => Math.round(d * 1e6) / 1e6

type Ring = [number, number][]
interface Area { properties: { code: string; name: string; name_en?: string }; geometry: { type: 'Polygon'; coordinates: Ring[] } | { type: 'MultiPolygon'; coordinates: Ring[][] } }
function inRing(ring: Ring, x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!
    const [xj, yj] = ring[j]!
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}
const inPolygon = (rings: Ring[], x: number, y: number) => rings.length > 0 && inRing(rings[0]!, x, y) && !rings.slice(1).some((hole) => inRing(hole, x, y))
export const areaAt = (areas: Area[], lon: number, lat: number): Area | undefined =>
  areas.find((a) => (a.geometry.type === 'Polygon' ? [a.geometry.coordinates] : a.geometry.coordinates).some((p) => inPolygon(p as Ring[], lon, lat)))

let counties: Promise<Area[]> | null = null
const readCounties = () => (counties ??= api.base('counties').then((g) => g.features as Area[]).catch(() => {
  counties = null
  return []
}))
export interface Place { region: string; name: string; outside: boolean }
/** The region of a report: the county under the phone when the account reaches that far, else the account's own place. */
export async function placeAt(lon: number, lat: number): Promise<Place> {
  const own = me.session!.account
  const area = areaAt(await readCounties(), lon, lat)
  const none = { region: own.region, name: own.region_name, outside: false }
  if (!area) return none
  const wider = area.properties.code.startsWith(regionPrefix(own.region))
  const within = own.region.startsWith(regionPrefix(area.properties.code))
  return wider && !within ? { region: area.properties.code, name: area.properties.name, outside: false } : { ...none, outside: !within && !wider }
}
