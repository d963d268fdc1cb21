// SPDX-License-Identifier: Apache-2.0
// One register as a layer: asks the server for what is in view and draws features or counted cells.
import Feature from 'ol/Feature'
import type { FeatureLike } from 'ol/Feature'
import GeoJSON from 'ol/format/GeoJSON'
import type Geometry from 'ol/geom/Geometry'
import Point from 'ol/geom/Point'
import { fromExtent } from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import type Style from 'ol/style/Style'
import * as api from '@/api'
import { isAbort } from '@/ui/problem'
import { cellStyle, levelStyle, pointStyle, shapeStyle, titleStyle, type Level } from './symbols'

const IMPORTANT = new Set(['incident', 'warning', 'alarm'])
const LABELS_BELOW = 0.0012 /* degrees a pixel */

export class RegisterLayer {
  readonly layer: VectorLayer
  readonly source = new VectorSource()
  private abort: AbortController | null = null
  private most = 1

  constructor(readonly key: string, private readonly levelOf: (code: unknown) => Level | undefined, public filters: [string, string][] = []) {
    this.layer = new VectorLayer({ source: this.source, zIndex: IMPORTANT.has(key) ? 300 : 100, style: (f, r) => this.style(f, r), declutter: 'labels', updateWhileInteracting: true })
    this.layer.set('register', key)
  }

  private style(f: FeatureLike, resolution: number): Style | Style[] | undefined {
    const count = f.get('count') as number | undefined
    if (count !== undefined) return cellStyle(this.key, count, this.most)
    if (f.getGeometry()?.getType() !== 'Point') return shapeStyle(this.key)
    const level = IMPORTANT.has(this.key) ? this.levelOf(f.get('level')) : undefined
    const symbol = level ? levelStyle(level) : pointStyle(this.key)
    if (!level && resolution > LABELS_BELOW) return symbol
    return [symbol, titleStyle(String(f.get('title') ?? ''), level ? 20 : 15, !!level)]
  }

  async load(bbox: number[], zoom: number): Promise<void> {
    this.abort?.abort()
    const mine = (this.abort = new AbortController())
    try {
      const [w, s, e, n] = bbox as [number, number, number, number]
      const box = [Math.max(-180, w), Math.max(-90, s), Math.min(180, e), Math.min(90, n)].map((x) => x.toFixed(5)).join(',')
      const answer = await api.mapLayer(this.key, [...this.filters, ['bbox', box], ['zoom', String(Math.round(zoom))]], mine.signal)
      this.show(answer)
    } catch (err) {
      if (!isAbort(err)) throw err
    }
  }

  private show(answer: api.MapAnswer): void {
    const features = new GeoJSON().readFeatures(answer) as Feature[]
    if (answer.mode === 'aggregates') {
      const half = (answer.cell_deg ?? 0.05) / 2
      this.most = Math.max(1, ...features.map((f) => Number(f.get('count')) || 0))
      for (const f of features) {
        const [x, y] = (f.getGeometry() as Point).getCoordinates() as [number, number]
        f.setGeometry(fromExtent([x - half, y - half, x + half, y + half]) as Geometry)
      }
    }
    this.source.clear(true)
    this.source.addFeatures(features)
  }

  stop(): void {
    this.abort?.abort()
    this.source.clear(true)
  }
}
