// SPDX-License-Identifier: Apache-2.0
import Feature from 'ol/Feature'
import Point from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import type { Grade, Reading } from './readings'
import { FONT } from './symbols'

export const GRADE_COLOURS: Record<Grade, string> = { ok: '#0E6670', warn: '#A34F00', grave: '#C8102E', old: '#5B6776' }
const HALO = new Stroke({ color: 'rgba(255,255,255,.95)', width: 3 })
const LAST: Record<Grade, number> = { old: 0, ok: 1, warn: 2, grave: 3 }

export class ReadingLayer {
  private readonly source = new VectorSource()
  /* above the symbols of stations; where there is no room for all, what is over its limit is written first */
  readonly layer = new VectorLayer({ source: this.source, zIndex: 320, declutter: 'readings' })

  /** text: the values of a station in words, one line each. */
  show(readings: Reading[], text: (r: Reading) => string): void {
    this.source.clear(true)
    this.source.addFeatures(readings.filter((r) => r.place).sort((a, b) => LAST[b.grade] - LAST[a.grade]).map((r) => this.feature(r, text(r))))
  }
  private feature(r: Reading, text: string): Feature {
    const colour = new Fill({ color: GRADE_COLOURS[r.grade] })
    const bold = r.grade === 'warn' || r.grade === 'grave'
    const f = new Feature(new Point(r.place!))
    f.setStyle(new Style({
      zIndex: LAST[r.grade],
      image: new CircleStyle({ radius: bold ? 6 : 4, fill: colour, stroke: new Stroke({ color: '#ffffff', width: 1.5 }), declutterMode: 'none' }),
      text: new Text({ text, font: `${bold ? 600 : 400} 12px ${FONT}`, fill: colour, stroke: HALO, textAlign: 'left', offsetX: 9, justify: 'left' }),
    }))
    return f
  }
}
