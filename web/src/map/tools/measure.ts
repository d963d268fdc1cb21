// SPDX-License-Identifier: Apache-2.0
// Distances and areas on the sphere (IUGG mean radius, as the server counts), and places typed as text.
export type LonLat = [lon: number, lat: number]

const RADIUS_M = 6371008.8
const RAD = Math.PI / 180

export function distanceM(a: LonLat, b: LonLat): number {
  const s = Math.sin(((b[1] - a[1]) * RAD) / 2)
  const t = Math.sin(((b[0] - a[0]) * RAD) / 2)
  const h = s * s + Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD) * t * t
  return 2 * RADIUS_M * Math.asin(Math.sqrt(Math.min(1, h)))
}
export const lengthM = (points: readonly LonLat[]): number => points.reduce((sum, p, i) => (i ? sum + distanceM(points[i - 1]!, p) : 0), 0)

/** source: Chamberlain and Duquette, Some algorithms for polygons on a sphere, JPL 2007, §3 */
export function areaM2(ring: readonly LonLat[]): number {
  let sum = 0
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    sum += (b[0] - a[0]) * RAD * (2 + Math.sin(a[1] * RAD) + Math.sin(b[1] * RAD))
  })
  return ring.length < 3 ? 0 : Math.abs((sum * RADIUS_M * RADIUS_M) / 2)
}
export function circleRing(centre: LonLat, radiusM: number, corners = 72): LonLat[] {
  const d = radiusM / RADIUS_M
  const lat = centre[1] * RAD
  return Array.from({ length: corners }, (_, i) => {
    const turn = (-2 * Math.PI * i) / corners
    const y = Math.asin(Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(turn))
    const x = centre[0] * RAD + Math.atan2(Math.sin(turn) * Math.sin(d) * Math.cos(lat), Math.cos(d) - Math.sin(lat) * Math.sin(y))
    return [x / RAD, y / RAD] as LonLat
  })
}

const round = (n: number, digits: number) => n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
export const lengthText = (m: number): string => (m < 1000 ? `${round(m, 0)} m` : `${round(m / 1000, m < 100_000 ? 2 : 1)} km`)
export const areaText = (m2: number): string => (m2 < 10_000 ? `${round(m2, 0)} m²` : m2 < 1e6 ? `${round(m2 / 10_000, 2)} ha` : `${round(m2 / 1e6, 2)} km²`)
const M2_A_MU = 10_000 / 15
export const muText = (m2: number): string => round(m2 / M2_A_MU, m2 < 66_667 ? 1 : 0)

/* 118.8701 or 118°52′12.4″ */
const NUMBER = /(-?\d+(?:\.\d+)?)(?:\s*°\s*(?:(\d+(?:\.\d+)?)\s*[′'])?\s*(?:(\d+(?:\.\d+)?)\s*[″"])?)?/g
const numberOf = (m: RegExpMatchArray): number => {
  const whole = Number(m[1])
  return whole + Math.sign(whole || 1) * (Number(m[2] ?? 0) / 60 + Number(m[3] ?? 0) / 3600)
}
function parseLine(line: string): LonLat | null {
  const found = [...line.matchAll(NUMBER)]
  const rest = line.replace(NUMBER, '').replace(/[\s,\uff0c\u3001()[\]EN\u4e1c\u5317\u7ecf\u7eac\u5ea6:\uff1a]/g, '')
  if (found.length !== 2 || rest) return null
  let [lon, lat] = found.map(numberOf) as LonLat
  if (Math.abs(lon) <= 90 && Math.abs(lat) > 90) [lon, lat] = [lat, lon] /* latitude came first */
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null
}
/** One place a line (or parted by semicolons); `bad` is the number of the first line that is none. */
export function parsePoints(text: string): { points: LonLat[]; bad: number } {
  const lines = text.split(/[\n;\uff1b]/)
  const points: LonLat[] = []
  let bad = 0
  lines.forEach((line, i) => {
    if (!line.trim()) return
    const p = parseLine(line)
    if (p) points.push(p)
    else bad ||= i + 1
  })
  return { points, bad }
}
export const pointText = (p: LonLat): string => `${p[0].toFixed(6)}, ${p[1].toFixed(6)}`
