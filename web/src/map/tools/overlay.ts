// SPDX-License-Identifier: Apache-2.0
// Draws what the tools hold, above all registers.
import Feature from 'ol/Feature'
import type Geometry from 'ol/geom/Geometry'
import LineString from 'ol/geom/LineString'
import Point from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { FONT } from '../symbols'
import { areaM2, areaText, circleRing, lengthM, lengthText, type LonLat } from './measure'
import type { Shape } from './shape'

const COLOURS = { draft: '#1C5DB8', kept: '#6A3D9A' }
const label = (text: string, offsetY = -14) => new Text({ text, font: `600 13px ${FONT}`, fill: new Fill({ color: '#1B2733' }), stroke: new Stroke({ color: 'rgba(255,255,255,.95)', width: 4 }), offsetY, overflow: true })

function geometryFor(s: Shape): Geometry {
  if (s.kind === 'area' && s.points.length > 2) return new Polygon([[...s.points, s.points[0]!]])
  if (s.kind === 'circle' && s.radius_m) return new Polygon([circleRing(s.points[0]!, s.radius_m)])
  return s.points.length > 1 ? new LineString(s.points) : new Point(s.points[0]!)
}
function textFor(s: Shape): string {
  if (s.kind === 'area' && s.points.length > 2) return areaText(areaM2(s.points))
  if (s.kind === 'circle' && s.radius_m) return `r ${lengthText(s.radius_m)}`
  return ''
}

export class ToolLayer {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: 450 })

  show(shapes: readonly Shape[]): void {
    this.source.clear(true)
    for (const s of shapes) if (s.points.length) this.add(s, s.id === 'draft' ? COLOURS.draft : COLOURS.kept)
  }
  private add(s: Shape, color: string): void {
    const line = new Stroke({ color, width: 2.5, lineDash: s.id === 'draft' ? [8, 5] : undefined })
    const image = new CircleStyle({ radius: s.kind === 'point' ? 7 : 4.5, fill: new Fill({ color }), stroke: new Stroke({ color: '#fff', width: 2 }) })
    const text = [s.note, textFor(s)].filter(Boolean).join('\n')
    const whole = new Feature(geometryFor(s))
    whole.setStyle(new Style({ stroke: line, fill: new Fill({ color: `${color}1f` }), image, text: text ? label(text, s.kind === 'point' || s.kind === 'line' ? -16 : 0) : undefined }))
    this.source.addFeature(whole)
    if (s.kind === 'point') return
    s.points.forEach((p, i) => this.source.addFeature(this.corner(s, p, i, image)))
  }
  private corner(s: Shape, p: LonLat, i: number, image: CircleStyle): Feature {
    const f = new Feature(new Point(p))
    const run = s.kind === 'line' && i > 0 ? lengthText(lengthM(s.points.slice(0, i + 1))) : ''
    f.setStyle(new Style({ image, text: run ? label(run, 16) : undefined }))
    return f
  }
}
