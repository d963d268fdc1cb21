// SPDX-License-Identifier: Apache-2.0
// Who goes where: lines from villages to places, and the places with how full they become. Drawn as shape, colour and words.
import Feature from 'ol/Feature'
import { isEmpty } from 'ol/extent'
import LineString from 'ol/geom/LineString'
import Point from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { FONT } from './symbols'
import type { LonLat } from './tools/measure'

export type Tone = 'ok' | 'warn' | 'full'
export interface Flow { from: LonLat; to: LonLat; people: number; changed?: boolean }
export interface Spot { at: LonLat; text: string; tone: Tone }
export interface FlowPicture { flows: Flow[]; spots: Spot[]; starts: { at: LonLat; text: string }[] }

const TONES: Record<Tone, string> = { ok: '#1F7A4D', warn: '#B45F06', full: '#C8102E' }
const LINE = '#1C5DB8'
const EDGE = new Stroke({ color: '#ffffff', width: 1.5 })
const words = (text: string, colour: string, bold: boolean, at: { offsetX?: number; offsetY?: number; textAlign?: 'left' }) => new Text({ text, font: `${bold ? 600 : 400} 12px ${FONT}`, fill: new Fill({ color: colour }), stroke: new Stroke({ color: 'rgba(255,255,255,.95)', width: 3 }), ...at })
/** 1.5 to 7 px: the square root, so that a village of a thousand does not hide the rest. */
export const lineWidth = (people: number): number => Math.min(7, 1.5 + Math.sqrt(Math.max(0, people)) / 4)

export class FlowLayer {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: 350, declutter: 'flows' })

  show(p: FlowPicture | null): void {
    this.source.clear(true)
    if (!p) return
    for (const f of p.flows) this.add(new LineString([f.from, f.to]), new Style({ stroke: new Stroke({ color: `${LINE}b3`, width: lineWidth(f.people) }), zIndex: 1 }))
    const dot = new CircleStyle({ radius: 4, fill: new Fill({ color: LINE }), stroke: EDGE, declutterMode: 'none' })
    for (const s of p.starts) this.add(new Point(s.at), new Style({ image: dot, text: words(s.text, '#1B2733', false, { offsetX: 8, textAlign: 'left' }), zIndex: 2 }))
    for (const s of p.spots) this.add(new Point(s.at), new Style({ image: new RegularShape({ points: 4, radius: 9, angle: Math.PI / 4, fill: new Fill({ color: TONES[s.tone] }), stroke: EDGE, declutterMode: 'none' }), text: words(s.text, TONES[s.tone], true, { offsetY: 16 }), zIndex: 3 }))
  }
  /** What it covers; null when it shows nothing. */
  extent(): number[] | null {
    const e = this.source.getExtent()
    return !e || isEmpty(e) ? null : e
  }
  private add(geometry: Point | LineString, style: Style): void {
    const f = new Feature(geometry)
    f.setStyle(style)
    this.source.addFeature(f)
  }
}
