// SPDX-License-Identifier: Apache-2.0
// How things look on the map: level by shape and colour, kinds by shape, the rest by a quiet colour.
import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { colourOf, type Shape, shapeOf } from './palette'

export const FONT = '"HarmonyOS Sans SC","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
const EDGE = new Stroke({ color: '#ffffff', width: 1.5 })
const LEVELS = { 1: ['#C8102E', '#ffffff', 'Ⅰ'], 2: ['#F08300', '#231A00', 'Ⅱ'], 3: ['#F7C600', '#231A00', 'Ⅲ'], 4: ['#1F64C8', '#ffffff', 'Ⅳ'] } as const
export type Level = keyof typeof LEVELS

function image(shape: Shape, colour: string, radius: number) {
  const fill = new Fill({ color: colour })
  if (shape === 'circle') return new CircleStyle({ radius, fill, stroke: EDGE, declutterMode: 'none' })
  const points = { square: 4, triangle: 3, hexagon: 6, diamond: 4, octagon: 8 }[shape]
  const angle = { square: Math.PI / 4, triangle: 0, hexagon: 0, diamond: 0, octagon: Math.PI / 8 }[shape]
  return new RegularShape({ points, radius: radius * 1.2, angle, fill, stroke: EDGE, declutterMode: 'none' })
}
const label = (text: string, offsetY: number, bold = false) =>
  new Text({ text, font: `${bold ? 600 : 400} 12px ${FONT}`, fill: new Fill({ color: '#1B2733' }), stroke: new Stroke({ color: 'rgba(255,255,255,.92)', width: 3 }), offsetY, overflow: true })

const cache = new Map<string, Style>()
function remember(key: string, make: () => Style): Style {
  let s = cache.get(key)
  if (!s) cache.set(key, (s = make()))
  return s
}
export function levelStyle(level: Level): Style {
  return remember(`level${level}`, () => {
    const [fill, text, roman] = LEVELS[level]
    const shape: Shape = level === 1 ? 'octagon' : level === 2 ? 'triangle' : level === 3 ? 'diamond' : 'circle'
    return new Style({ image: image(shape, fill, 10), text: new Text({ text: roman, font: `600 11px ${FONT}`, fill: new Fill({ color: text }), offsetY: level === 2 ? 2 : 0.5, declutterMode: 'none' }), zIndex: 10 - level })
  })
}
export const pointStyle = (register: string): Style =>
  remember(`p${register}`, () => new Style({ image: image(shapeOf(register), colourOf(register), shapeOf(register) === 'circle' ? 4.5 : 5), zIndex: 1 }))
export const shapeStyle = (register: string): Style =>
  remember(`s${register}`, () => new Style({ stroke: new Stroke({ color: colourOf(register), width: 2 }), fill: new Fill({ color: `${colourOf(register)}22` }) }))

export function titleStyle(title: string, offset: number, important: boolean): Style {
  return new Style({ text: label(title.length > 18 ? `${title.slice(0, 17)}…` : title, offset, important), zIndex: important ? 20 : 0 })
}
export function cellStyle(register: string, count: number, most: number): Style {
  const step = Math.ceil((Math.sqrt(count / Math.max(1, most))) * 5)
  return remember(`c${register}${step}`, () => new Style({ fill: new Fill({ color: `${colourOf(register)}${['1a', '33', '4d', '66', '80', '99'][step] ?? '99'}` }) }))
}
export const chosenStyle = new Style({ image: new CircleStyle({ radius: 14, stroke: new Stroke({ color: '#1C5DB8', width: 3 }) }), stroke: new Stroke({ color: '#1C5DB8', width: 3 }), zIndex: 30 })

const named = (f: FeatureLike, size: number, colour: string, halo: string): Style | undefined => {
  const name = f.get('name')
  return typeof name === 'string' ? new Style({ text: new Text({ text: name, font: `600 ${size}px ${FONT}`, fill: new Fill({ color: colour }), stroke: new Stroke({ color: halo, width: 3 }) }) }) : undefined
}
export const placeLabel = (f: FeatureLike): Style | undefined => named(f, 14, '#33455C', 'rgba(255,255,255,.85)')
export const darkLabel = (f: FeatureLike): Style | undefined => named(f, Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize)), '#9FB1C5', 'rgba(10,19,31,.9)')
export function darkTitle(title: string, size: number): Style {
  return new Style({ text: new Text({ text: title.length > 16 ? `${title.slice(0, 15)}…` : title, font: `600 ${size}px ${FONT}`, fill: new Fill({ color: '#E6EDF5' }), stroke: new Stroke({ color: 'rgba(10,19,31,.9)', width: 4 }), offsetY: size * 1.5, overflow: true }), zIndex: 20 })
}
