// SPDX-License-Identifier: Apache-2.0
// A storm on the map: its path by class, the circles of one fix, the cone and the forecasts.
import Feature from 'ol/Feature'
import LineString from 'ol/geom/LineString'
import MultiPolygon from 'ol/geom/MultiPolygon'
import PointGeometry from 'ol/geom/Point'
import Polygon from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { FORCES, type Fix, type Force, type Track } from '@/api/flood'
import { FONT } from '@/map/symbols'

/* source: GB/T 19201-2006 names the classes; the colours are those in use on Chinese track maps, darkened where text needs it */
export const GRADE_COLOURS: Record<string, string> = { TD: '#2E9E4F', TS: '#1F64C8', STS: '#C79A00', TY: '#E07B00', STY: '#B0568F', SUPERTY: '#C8102E', EX: '#5B6776', UNKNOWN: '#5B6776' }
export interface Look { path: string; ahead: string; cone: string; text: string; halo: string; circles: Record<Force, [edge: string, fill: string]> }
export const DAY: Look = {
  path: '#1B2733', ahead: '#55657A', cone: 'rgba(85,101,122,.16)', text: '#1B2733', halo: 'rgba(255,255,255,.95)',
  circles: { '7': ['#1F64C8', 'rgba(31,100,200,.13)'], '10': ['#E07B00', 'rgba(224,123,0,.18)'], '12': ['#C8102E', 'rgba(200,16,46,.2)'] },
}
/** The same on a dark wall. */
export const NIGHT: Look = {
  path: '#E6EDF5', ahead: '#9FB1C5', cone: 'rgba(159,177,197,.16)', text: '#E6EDF5', halo: 'rgba(10,19,31,.9)',
  circles: { '7': ['#6FAEFF', 'rgba(111,174,255,.12)'], '10': ['#FF8A24', 'rgba(255,138,36,.16)'], '12': ['#FF6B81', 'rgba(255,107,129,.2)'] },
}
const DAY_PX = 12
const colour = (f: Fix) => GRADE_COLOURS[f.grade ?? 'UNKNOWN'] ?? '#5B6776'
const at = (f: Fix) => [f.lon, f.lat]

function line(points: Fix[], color: string, width: number, dash?: number[]): Feature {
  const f = new Feature(new LineString(points.map(at)))
  f.setStyle(new Style({ stroke: new Stroke({ color, width, lineDash: dash }) }))
  return f
}
function dot(p: Fix, radius: number, hollow: boolean): Feature {
  const f = new Feature(new PointGeometry(at(p)))
  f.setStyle(new Style({ image: new CircleStyle({ radius, fill: new Fill({ color: hollow ? '#ffffff' : colour(p) }), stroke: new Stroke({ color: hollow ? colour(p) : '#ffffff', width: hollow ? 2 : 1 }) }) }))
  return f
}

export class TrackLayer {
  private readonly source = new VectorSource()
  readonly layer = new VectorLayer({ source: this.source, zIndex: 350 })

  /** px: of the letters; all else grows with them. */
  constructor(private readonly look: Look = DAY, private readonly px: () => number = () => DAY_PX) {}

  show(track: Track | null, frames: Fix[], index: number, label: string): void {
    this.source.clear(true)
    if (!track) return
    const grown = this.px() / DAY_PX
    if (track.cone.length) {
      const cone = new Feature(new MultiPolygon(track.cone.map((ring) => [ring])))
      cone.setStyle(new Style({ fill: new Fill({ color: this.look.cone }) }))
      this.source.addFeature(cone)
    }
    for (const f of track.forecasts) this.source.addFeatures([line([...track.fixes.slice(-1), ...f.points], this.look.ahead, (f.agency === track.agency ? 2 : 1) * grown, [6, 5]), ...f.points.map((p) => dot(p, 4 * grown, true))])
    if (track.fixes.length > 1) this.source.addFeature(line(track.fixes, this.look.path, 2 * grown))
    const here = frames[index]
    if (here) this.circles(here)
    track.fixes.forEach((f) => this.source.addFeature(dot(f, 3.5 * grown, false)))
    if (here) this.centre(here, label)
  }
  private circles(f: Fix): void {
    for (const force of FORCES) {
      const ring = f.circles[force]
      if (!ring) continue
      const [edge, fill] = this.look.circles[force]
      const area = new Feature(new Polygon([ring]))
      area.setStyle(new Style({ stroke: new Stroke({ color: edge, width: 1.5 }), fill: new Fill({ color: fill }), text: new Text({ text: force, placement: 'line', font: `600 ${this.px()}px ${FONT}`, fill: new Fill({ color: edge }), stroke: new Stroke({ color: this.look.halo, width: 3 }) }) }))
      this.source.addFeature(area)
    }
  }
  private centre(f: Fix, label: string): void {
    const it = new Feature(new PointGeometry(at(f)))
    const grown = this.px() / DAY_PX
    it.setStyle(new Style({
      image: new CircleStyle({ radius: 8 * grown, fill: new Fill({ color: colour(f) }), stroke: new Stroke({ color: '#ffffff', width: 2.5 }) }), zIndex: 10,
      text: new Text({ text: label, font: `600 ${this.px() + 1}px ${FONT}`, offsetY: -18 * grown, fill: new Fill({ color: this.look.text }), stroke: new Stroke({ color: this.look.halo, width: 4 }) }),
    }))
    this.source.addFeature(it)
  }
}
