// SPDX-License-Identifier: Apache-2.0
// Where the marks of a chart stand, in px of the width there is: columns (lying where their names would not fit), lines, slices.
import type { Chart, Figure } from '@/api/reports'

export interface Mark { s: number; k: number; figure: Figure; x: number; y: number; w: number; h: number; path?: string; tx: number; ty: number; anchor: 'start' | 'middle' }
export interface Word { x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end' }
export interface Drawing { w: number; h: number; marks: Mark[]; lines: { s: number; path: string }[]; grid: { x1: number; y1: number; x2: number; y2: number }[]; words: Word[]; labelled: boolean }

/** As in the Word document: a figure and the same a year before share a colour, the one before is pale. */
const COLOURS = [['#1C5DB8', '#C7DAF2'], ['#2E8B8B', '#C4E2E2'], ['#8A6FB0', '#DED3EB'], ['#55657A', '#CDD5DE']] as const
const SLICES = ['#1C5DB8', '#2E8B8B', '#8A6FB0', '#55657A', '#6FA0DE', '#7DBDBD', '#B5A3D1', '#97A3B2'] as const
export function colourOf(chart: Chart, s: number, k: number): { fill: string; edge: string } {
  if (chart.kind === 'pie') return { fill: SLICES[k % SLICES.length]!, edge: '#FFFFFF' }
  const pair = COLOURS[chart.series.slice(0, s).filter((x) => !x.past).length % COLOURS.length]!
  return { fill: pair[chart.series[s]!.past ? 1 : 0], edge: pair[0] }
}

/** Width at 12 px: Chinese signs are square, others half of it. */
export const textWidth = (text: string): number => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e80 ? 12 : 7), 0)
const valuesOf = (chart: Chart): number[] => chart.series.flatMap((s) => s.points.flatMap((f) => (f.value === null ? [] : [f.value])))
/** Round steps from 0 (or below it) past the greatest: at most six lines. */
export function ticksOf(values: readonly number[]): number[] {
  const most = Math.max(0, ...values), least = Math.min(0, ...values), span = most - least || 1
  const ten = 10 ** Math.floor(Math.log10(span / 5))
  const whole = values.every(Number.isInteger)
  const step = Math.max(ten * ([1, 2, 5, 10].find((n) => span / (n * ten) <= 5) ?? 10), whole ? 1 : 0)
  const from = Math.floor(least / step), to = Math.max(from + 1, Math.ceil(most / step - 1e-9))
  return Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12)))
}
const short = (v: number) => v.toLocaleString('zh-CN', { notation: Math.abs(v) >= 100000 ? 'compact' : 'standard', maximumFractionDigits: 4 })
const shown = (f: Figure) => (f.value === null ? '' : f.text)
const GAP = 6, TOP = 20, BOTTOM = 26, RIGHT = 10, HEIGHT = 240

/** Do the names of the parts fit under upright columns? Those of months may be skipped, those of places may not. */
export const isLying = (chart: Chart, w: number): boolean =>
  chart.kind === 'bar' || (chart.kind === 'column' && chart.by !== 'month' && chart.by !== 'quarter' && Math.max(...chart.labels.map(textWidth)) + GAP > (w - 50) / chart.labels.length)

function upright(chart: Chart, w: number): Drawing {
  const ticks = ticksOf(valuesOf(chart)), n = chart.labels.length, columns = chart.series.length
  const left = Math.max(...ticks.map((v) => textWidth(short(v)))) + 8
  const slot = (w - left - RIGHT) / n, line = chart.kind === 'line', thick = line ? 0 : (slot * 0.78) / columns
  const y = (v: number) => TOP + (1 - (v - ticks[0]!) / (ticks[ticks.length - 1]! - ticks[0]!)) * (HEIGHT - TOP - BOTTOM)
  const middle = (k: number) => left + (k + 0.5) * slot
  const marks = chart.series.flatMap((one, s) => one.points.map((figure, k): Mark => {
    const x = line ? middle(k) - slot / 2 : middle(k) + (s - columns / 2) * thick, v = figure.value ?? 0, high = Math.min(y(v), y(0))
    return line ? { s, k, figure, x, y: y(v) - 12, w: slot, h: 24, tx: middle(k), ty: one.past ? y(v) + 18 : y(v) - 8, anchor: 'middle' } : { s, k, figure, x, y: high, w: thick, h: Math.abs(y(v) - y(0)), tx: x + thick / 2, ty: high - 5, anchor: 'middle' }
  })).filter((m) => m.figure.value !== null)
  const step = Math.ceil((Math.max(...chart.labels.map(textWidth)) + 4) / slot)
  const path = (points: readonly Figure[]) => points.map((f, k) => (f.value === null ? '' : `${points[k - 1] && points[k - 1]!.value !== null ? 'L' : 'M'}${middle(k).toFixed(1)} ${y(f.value).toFixed(1)}`)).join('')
  return {
    w, h: HEIGHT, marks, lines: line ? chart.series.map((one, s) => ({ s, path: path(one.points) })) : [],
    grid: ticks.map((v) => ({ x1: left, x2: w - RIGHT, y1: y(v), y2: y(v) })),
    words: [...ticks.map((v): Word => ({ x: left - 6, y: y(v) + 4, text: short(v), anchor: 'end' })), ...chart.labels.flatMap((text, k): Word[] => (k % step ? [] : [{ x: middle(k), y: HEIGHT - 8, text, anchor: 'middle' }]))],
    labelled: Math.max(...marks.map((m) => textWidth(shown(m.figure)))) <= (line ? slot : thick) + 2,
  }
}

function lying(chart: Chart, w: number): Drawing {
  const values = valuesOf(chart), most = Math.max(...values, 0), least = Math.min(...values, 0), columns = chart.series.length
  const left = Math.min(w * 0.4, Math.max(...chart.labels.map(textWidth)) + 8), right = Math.max(...chart.series.flatMap((s) => s.points.map((f) => textWidth(shown(f))))) + 12
  const thick = 24, slot = thick * columns + 10 /* a finger's width */
  const x = (v: number) => left + ((v - least) / (most - least || 1)) * (w - left - right)
  const marks = chart.series.flatMap((one, s) => one.points.map((figure, k): Mark => {
    const v = figure.value ?? 0, y = k * slot + 5 + s * thick
    return { s, k, figure, x: Math.min(x(v), x(0)), y: y + 1, w: Math.abs(x(v) - x(0)), h: thick - 2, tx: Math.max(x(v), x(0)) + 5, ty: y + thick / 2 + 4, anchor: 'start' }
  })).filter((m) => m.figure.value !== null)
  return { w, h: chart.labels.length * slot, marks, lines: [], grid: [{ x1: x(0), x2: x(0), y1: 0, y2: chart.labels.length * slot }], words: chart.labels.map((text, k) => ({ x: left - 6, y: (k + 0.5) * slot + 4, text, anchor: 'end' })), labelled: true }
}

const PIE = 200
function slices(chart: Chart): Drawing {
  const points = chart.series[0]!.points, whole = points.reduce((sum, f) => sum + (f.value ?? 0), 0), r = PIE / 2 - 4
  let from = 0
  const at = (share: number) => `${(PIE / 2 + r * Math.sin(2 * Math.PI * share)).toFixed(2)} ${(PIE / 2 - r * Math.cos(2 * Math.PI * share)).toFixed(2)}`
  const marks = points.map((figure, k): Mark => {
    const start = from, share = (figure.value ?? 0) / (whole || 1)
    from += share
    const path = points.length === 1 ? `M${at(0)}A${r} ${r} 0 1 1 ${at(0.5)}A${r} ${r} 0 1 1 ${at(0)}Z` : `M${PIE / 2} ${PIE / 2}L${at(start)}A${r} ${r} 0 ${share > 0.5 ? 1 : 0} 1 ${at(from)}Z`
    return { s: 0, k, figure, x: 0, y: 0, w: 0, h: 0, path, tx: 0, ty: 0, anchor: 'middle' }
  })
  return { w: PIE, h: PIE, marks, lines: [], grid: [], words: [], labelled: false }
}

export const draw = (chart: Chart, w: number): Drawing => (chart.kind === 'pie' ? slices(chart) : isLying(chart, w) ? lying(chart, w) : upright(chart, w))
/** Share of a slice in percent, one place, half up; never of nothing. */
export function shareText(chart: Chart, k: number): string {
  const whole = chart.series[0]!.points.reduce((sum, f) => sum + (f.value ?? 0), 0)
  return whole ? `${Math.round((1000 * (chart.series[0]!.points[k]!.value ?? 0)) / whole) / 10}%` : ''
}
