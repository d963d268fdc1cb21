// SPDX-License-Identifier: Apache-2.0
// The base map: our own outlines, and tile sets where the server has some.
import GeoJSON from 'ol/format/GeoJSON'
import type Feature from 'ol/Feature'
import TileLayer from 'ol/layer/Tile'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import XYZ from 'ol/source/XYZ'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import * as api from '@/api'
import type { TileSet } from '@/api/types'
import { darkLabel, placeLabel } from './symbols'

const fill = (color: string) => new Fill({ color })
const line = (color: string, width: number, lineDash?: number[]) => new Stroke({ color, width, lineDash })
const STYLES: Record<string, Style> = {
  land: new Style({ fill: fill('#E9EDF2') }),
  province: new Style({ fill: fill('#E3E9F0'), stroke: line('#B4C0CE', 1) }),
  city: new Style({ fill: fill('#F6F9FC'), stroke: line('#6E87A6', 2) }),
  counties: new Style({ stroke: line('#9DB0C6', 1.2, [6, 4]) }),
  rivers: new Style({ stroke: line('#8DB9E0', 1.6) }),
}
/** The same on a dark wall. */
const DARK: Record<string, Style> = {
  land: new Style({ fill: fill('#0C1622') }),
  province: new Style({ fill: fill('#0F1B2A'), stroke: line('#2A3F5A', 1) }),
  city: new Style({ fill: fill('#13233A'), stroke: line('#6FAEFF', 2) }),
  counties: new Style({ stroke: line('#3C5678', 1.5, [6, 4]) }),
  rivers: new Style({ stroke: line('#2F6CA8', 1.6) }),
}
const ORDER = ['land', 'province', 'city', 'rivers', 'counties'] as const
const answers = new Map<string, Promise<api.GeoJson>>()
const read = (name: string) => {
  let a = answers.get(name)
  if (!a) {
    a = api.base(name)
    a.catch(() => answers.delete(name))
    answers.set(name, a)
  }
  return a
}

export interface Base { layers: VectorLayer[]; sources: string[]; cityExtent: number[] | null; labels: VectorLayer }
export async function loadBase(dark = false): Promise<Base> {
  const styles = dark ? DARK : STYLES
  const base: Base = { layers: [], sources: [], cityExtent: null, labels: new VectorLayer({ source: new VectorSource(), zIndex: 400, declutter: 'labels', style: dark ? darkLabel : placeLabel }) }
  const all = await Promise.all(ORDER.map((name) => read(name).catch(() => null)))
  ORDER.forEach((name, i) => {
    const data = all[i]
    if (!data) return
    if (data.source && !base.sources.includes(data.source)) base.sources.push(data.source)
    const features = new GeoJSON().readFeatures(data) as Feature[]
    const source = new VectorSource({ features })
    if (name === 'city' && features.length) base.cityExtent = source.getExtent()
    if (name === 'counties') base.labels.getSource()!.addFeatures(features)
    base.layers.push(new VectorLayer({ source, style: styles[name], zIndex: i, className: 'ol-base', properties: { name } }))
  })
  return base
}

export function tileLayer(set: TileSet): TileLayer {
  return new TileLayer({ zIndex: 10, className: 'ol-tiles', source: new XYZ({ url: `/tiles/${set.name}/{z}/{x}/{y}`, minZoom: set.minzoom, maxZoom: set.maxzoom, attributions: set.attribution }) })
}
