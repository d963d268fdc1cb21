// SPDX-License-Identifier: Apache-2.0
// The small language of audiences, as the server reads it (src/systems/notice/audience.c): one term a line or between semicolons;
// an area ends where its JSON ends, whatever stands in it.
import { areaM2, areaText, type LonLat } from '@/map/tools/measure'
import { geometryOf, type Shape } from '@/map/tools/shape'

export const TERM_WORDS = ['post', 'region', 'register', 'person', 'team', 'polygon', 'email', 'webhook'] as const
export type TermWord = (typeof TERM_WORDS)[number]
export interface Term { word: TermWord | ''; rest: string; text: string }

/** Where the JSON value that begins at `from` ends; the text's end when it does not. */
export function jsonEnd(text: string, from: number): number {
  let depth = 0
  let quoted = false
  for (let i = from; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c === '\\') i++
      else if (c === '"') quoted = false
    } else if (c === '"') quoted = true
    else if (c === '{' || c === '[') depth++
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1
  }
  return text.length
}
export function splitTerms(text: string): string[] {
  const terms: string[] = []
  let rest = text.trim()
  while (rest) {
    const cut = rest.startsWith('polygon:') ? jsonEnd(rest, 8) : (rest.search(/[;；\n]/) + rest.length + 1) % (rest.length + 1)
    const term = rest.slice(0, cut).trim()
    if (term) terms.push(term)
    rest = rest.slice(cut).replace(/^[\s;；]+/, '')
  }
  return terms
}
export function readTerm(text: string): Term {
  const at = text.indexOf(':')
  const word = (at < 0 ? '' : text.slice(0, at).trim()) as TermWord
  return TERM_WORDS.includes(word) ? { word, rest: text.slice(at + 1).trim(), text } : { word: '', rest: text, text }
}
export const readTerms = (text: string): Term[] => splitTerms(text).map(readTerm)
export const joinTerms = (terms: string[]): string => terms.join('\n')
/** Nobody is named twice by the same words. */
export const addTerm = (text: string, term: string): string => {
  const all = splitTerms(text)
  return joinTerms(all.includes(term) ? all : [...all, term])
}
export const removeTerm = (text: string, at: number): string => joinTerms(splitTerms(text).filter((_, i) => i !== at))

export const postTerm = (kind: string, region: string): string => (kind === '*' ? `region:${region}` : `post:${kind}@${region}`)
/** A condition's value ends at & or ; : such a value cannot be said, so it is not. */
export const registerTerm = (register: string, conditions: [string, string][]): string => {
  const said = conditions.filter(([k, v]) => k && v.trim() && !/[&;；\n]/.test(v)).map(([k, v]) => `${k}=${v.trim()}`)
  return `register:${register}${said.length ? `?${said.join('&')}` : ''}`
}
/** A post's region is the last thing after @, a register's conditions come after ?. */
export function partsOf(t: Term): { key: string; region: string; conditions: [string, string][] } {
  if (t.word === 'post') {
    const at = t.rest.indexOf('@')
    return { key: at < 0 ? t.rest : t.rest.slice(0, at).trim(), region: at < 0 ? '' : t.rest.slice(at + 1).trim(), conditions: [] }
  }
  if (t.word !== 'register') return { key: t.rest, region: t.word === 'region' ? t.rest : '', conditions: [] }
  const [key, all] = [t.rest.split('?')[0]!.trim(), t.rest.includes('?') ? t.rest.slice(t.rest.indexOf('?') + 1) : '']
  const conditions = all.split('&').filter(Boolean).map((c): [string, string] => [c.split('=')[0]!.trim(), c.slice(c.indexOf('=') + 1).trim()])
  return { key, region: '', conditions }
}

const DIGITS = 1e6 /* a decimetre */
export function polygonTerm(s: Pick<Shape, 'kind' | 'points' | 'radius_m'>): string {
  const g = geometryOf(s) as { type: string; coordinates: LonLat[][] }
  return `polygon:${JSON.stringify({ type: g.type, coordinates: g.coordinates.map((ring) => ring.map(([x, y]) => [Math.round(x * DIGITS) / DIGITS, Math.round(y * DIGITS) / DIGITS])) })}`
}
/** Outer rings of an area; [] when it cannot be read (the server says why). */
export function ringsOf(t: Term): LonLat[][] {
  if (t.word !== 'polygon') return []
  try {
    const g = JSON.parse(t.rest) as { type?: string; coordinates?: unknown }
    const polygons = (g.type === 'MultiPolygon' ? g.coordinates : [g.coordinates]) as LonLat[][][]
    const rings = polygons.map((p) => p[0]!)
    return rings.every((r) => Array.isArray(r) && r.length > 3 && r.every((p) => Array.isArray(p) && p.length >= 2 && p.every(Number.isFinite) && Math.abs(p[1]) <= 90)) ? rings.map((r) => r.slice(0, -1)) : []
  } catch {
    return []
  }
}
export const ringsArea = (rings: LonLat[][]): string => areaText(rings.reduce((sum, r) => sum + areaM2(r), 0))
export const shapesOf = (terms: Term[]): Shape[] => terms.flatMap((t, i) => ringsOf(t).map((points, n): Shape => ({ id: `term-${i}-${n}`, kind: 'area', points, note: '', at: '' })))

/** source: 3GPP TS 23.040 §9.2.3.24.1: 140 octets, 6 of them the header of a part; UCS-2. */
export function smsParts(text: string): number {
  const ONE = 70
  const PART = 67
  if (text.length <= ONE) return text ? 1 : 0
  let parts = 0
  for (let at = 0; at < text.length; parts++) {
    const end = at + PART
    at = end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1]!) ? end - 1 : end
  }
  return parts
}
export const DRILL = '\u3010\u6f14\u7ec3\u3011' /* the mark of a drill, the same in both languages */
/** What goes out: src/link/link.c puts the subject before the body, and the mark before both in a drill. */
export const sentText = (subject: string, body: string, drill: boolean): string => `${drill && !subject.startsWith(DRILL) ? DRILL : ''}${subject}：${body}`
