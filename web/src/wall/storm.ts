// SPDX-License-Identifier: Apache-2.0
// Storms under way, as the wall shows them: the track as it is known now, and when circle 7 touches the city.
import { shallowRef, watch, type ShallowRef } from 'vue'
import { impact, stormTitle, track, type Fix, type Track } from '@/api/flood'
import { lang } from '@/i18n'
import type { Wall } from './data'

/** From when to when a place lies in circle 7; to undefined: as far as is foreseen. */
export interface Span { place: string; from: number; to?: number }
export type Touch = { kind: 'none' } | { kind: 'misses' | 'over' } | { kind: 'inside'; places: number } | { kind: 'comes'; hours: number; place: string }
export interface Storm { id: string; name: string; track: Track; here: Fix | null; places: number; spans: Span[] }

const PLACES_MOST = 2000
const HOUR_MS = 3_600_000

export function touchOf(places: number, spans: Span[], now: number): Touch {
  if (!places) return { kind: 'none' }
  const inside = spans.filter((s) => s.from <= now && (s.to === undefined || s.to >= now))
  if (inside.length) return { kind: 'inside', places: inside.length }
  const next = spans.filter((s) => s.from > now).sort((a, b) => a.from - b.from)[0]
  return next ? { kind: 'comes', hours: (next.from - now) / HOUR_MS, place: next.place } : { kind: spans.length ? 'over' : 'misses' }
}
/** Townships: of a city's places with a point of their own the closest net. */
async function spansOf(id: string): Promise<Pick<Storm, 'places' | 'spans'>> {
  const got = await impact(id, { basis: 'forecast', register: 'region', level: 'township', circle: '7', limit: PLACES_MOST })
  const hit = got.items.map((i) => ({ place: i.title, ...i.circles['7'] })).filter((i) => i.enters_at)
  return { places: got.counts.places, spans: hit.map((i) => ({ place: i.place, from: Date.parse(i.enters_at!), to: i.leaves_at ? Date.parse(i.leaves_at) : undefined })) }
}
/** What changes a track but time. */
const versionOf = (t: Track) => [t.fixes.at(-1)?.at, ...t.forecasts.map((f) => f.issued_at)].join()

export function useStorms(wall: ShallowRef<Wall | null>) {
  const storms = shallowRef<Storm[]>([])
  const versions = new Map<string, string>()
  let turn = 0
  async function one(s: Wall['storms'][number]): Promise<Storm> {
    const t = await track(s.id, { basis: 'forecast' })
    const known = storms.value.find((x) => x.id === s.id)
    const fresh = versions.get(s.id) !== versionOf(t) || !known
    const { places, spans } = fresh ? await spansOf(s.id) : known
    versions.set(s.id, versionOf(t))
    return { id: s.id, name: stormTitle(s, lang() === 'zh'), track: t, here: t.now ? { ...t.fixes.at(-1), ...t.now } : (t.fixes.at(-1) ?? null), places, spans }
  }
  watch(wall, async (w) => {
    const mine = ++turn
    try {
      const all = await Promise.all((w?.storms ?? []).map(one))
      if (mine === turn) storms.value = all
    } catch {
      /* the last picture stays, as that of the wall does */
    }
  })
  return { storms }
}
