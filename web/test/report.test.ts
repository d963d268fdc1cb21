// SPDX-License-Identifier: Apache-2.0
// Charts of reports: where marks stand, what opens by mouse and by key, the same as a table.
import '@/i18n/desk'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import type { Chart, Figure } from '@/api/reports'
import { i18n } from '@/i18n'
import { colourOf, draw, isLying, shareText, textWidth, ticksOf } from '@/systems/report/plot'
import ReportChart from '@/systems/report/ReportChart.vue'

const fig = (value: number | null, at = ''): Figure => ({ key: 'acc.count', period: at, region: '', value, exact: value, yoy: null, text: value === null ? '—' : String(value), by_hand: false, records: `/r/${at}` })
const series = (name: string, past: boolean, values: (number | null)[]) => ({ key: 'acc.count', name, past, points: values.map((v, k) => fig(v, `${name}-${k}`)) })
const chart = (more: Partial<Chart>): Chart => ({ kind: 'column', by: 'month', unit: '起', labels: ['1月', '2月', '3月'], series: [series('2018年', true, [4, 0, 2]), series('2019年', false, [2, null, 6])], ...more })

test('ticks begin at nothing, are round, hold all values; counts have no halves', () => {
  expect([ticksOf([13, 20, 6]), ticksOf([1, 2]), ticksOf([]), ticksOf([0]), ticksOf([0.03]), ticksOf([-3, 5])]).toEqual([[0, 5, 10, 15, 20], [0, 1, 2], [0, 1], [0, 1], [0, 0.01, 0.02, 0.03], [-4, -2, 0, 2, 4, 6]])
  for (const most of [7, 99, 101, 6036, 0.054, 1e9]) {
    const t = ticksOf([most])
    expect([t[0], t.length <= 7, t[t.length - 1]! >= most], `${most}`).toEqual([0, true, true])
  }
})
test('columns are as high as their values, what is not known has none', () => {
  const d = draw(chart({}), 640)
  expect(d.marks.map((m) => [m.s, m.k])).toEqual([[0, 0], [0, 1], [0, 2], [1, 0], [1, 2]])
  const at = (s: number, k: number) => d.marks.find((m) => m.s === s && m.k === k)!
  expect(at(1, 2).h / at(0, 2).h).toBeCloseTo(3)
  expect(at(0, 1).h).toBe(0)
  expect(at(0, 0).x + at(0, 0).w).toBeCloseTo(at(1, 0).x)
  expect(d.marks.every((m) => m.x >= 0 && m.x + m.w <= 640 && m.y >= 0 && m.y + m.h <= d.h)).toBe(true)
})
test('a line breaks where nothing is known', () => {
  const [past, now] = draw(chart({ kind: 'line' }), 640).lines
  expect([past!.path.match(/[ML]/g)!.join(''), now!.path.match(/[ML]/g)!.join('')]).toEqual(['MLL', 'MM'])
})
test('names of places that do not fit lie, names of months are skipped', () => {
  const places = { by: 'county' as const, labels: Array.from({ length: 12 }, () => '城关经济开发区'), series: [series('a', false, Array.from({ length: 12 }, (_, i) => i))] }
  expect([isLying(chart(places), 390), isLying(chart(places), 1900), isLying(chart({ ...places, by: 'month' }), 390), isLying(chart({ kind: 'bar' }), 1900)]).toEqual([true, false, false, true])
  const d = draw(chart(places), 390)
  expect([d.words.length, d.marks.every((m) => m.x + m.w <= 390 && m.h >= 20)]).toEqual([12, true])
  const months = chart({ labels: Array.from({ length: 12 }, (_, i) => `${i + 1}月`), series: [series('a', false, Array.from({ length: 12 }, (_, i) => i))] })
  const named = draw(months, 300).words.filter((w) => w.anchor === 'middle')
  expect(named.length).toBeLessThan(12)
  named.forEach((w, i) => i && expect(w.x - textWidth(w.text) / 2).toBeGreaterThan(named[i - 1]!.x + textWidth(named[i - 1]!.text) / 2))
})
test('numbers stand on the marks only where there is room', () => {
  const many = (n: number) => chart({ labels: Array.from({ length: n }, (_, i) => `${i}`), series: [series('a', false, Array.from({ length: n }, () => 123456))] })
  expect([draw(many(6), 640).labelled, draw(many(40), 640).labelled]).toEqual([true, false])
})
test('a figure and the same a year before share a colour', () => {
  const two = chart({ series: [series('a', true, [1]), series('a', false, [1]), series('b', true, [1]), series('b', false, [1])] })
  const [a, b, c, d] = [0, 1, 2, 3].map((s) => colourOf(two, s, 0))
  expect([a!.edge === b!.edge, c!.edge === d!.edge, b!.edge !== d!.edge, a!.fill !== b!.fill, b!.fill === b!.edge]).toEqual([true, true, true, true, true])
})
test('slices go once around; shares are of the whole', () => {
  const pie = chart({ kind: 'pie', by: 'sector', labels: ['a', 'b'], series: [series('x', false, [19, 66])] })
  const paths = draw(pie, 640).marks.map((m) => m.path!)
  expect([paths.length, paths[0]!.split('A')[1]!.split(' ').slice(-2).join(' ').replace('Z', ''), shareText(pie, 0), shareText(pie, 1)]).toEqual([2, paths[1]!.split('L')[1]!.split('A')[0], '22.4%', '77.6%'])
  expect(draw(chart({ kind: 'pie', labels: ['a'], series: [series('x', false, [5])] }), 640).marks[0]!.path).toContain('Z')
})

const drawn = (c: Chart) => mount(ReportChart, { props: { id: 'fig-0-1', title: '图1 月（单位：起）', chart: c, open: '' }, global: { plugins: [i18n] }, attachTo: document.body })
test('one stop for the tab key, arrows between marks, Enter opens', async () => {
  const w = drawn(chart({}))
  const stops = () => w.findAll('.mark').filter((m) => m.attributes('tabindex') === '0').map((m) => m.attributes('id'))
  expect(stops()).toEqual(['fig-0-1-0-0'])
  const press = async (key: string) => { await w.find('svg').trigger('keydown', { key }); await w.vm.$nextTick() }
  await press('ArrowRight')
  expect([stops(), document.activeElement?.id]).toEqual([['fig-0-1-1-0'], 'fig-0-1-1-0'])
  await press('ArrowDown') /* there is nothing: it stays */
  expect(stops()).toEqual(['fig-0-1-1-0'])
  await press('ArrowRight')
  await press('ArrowDown')
  expect(stops()).toEqual(['fig-0-1-2-1'])
  await w.find('#fig-0-1-2-1').trigger('keydown', { key: 'Enter' })
  expect(w.emitted('show')).toEqual([[expect.objectContaining({ period: '2019年-2' }), 'fig-0-1-2-1', '2019年 3月 6起']])
  await w.find('#fig-0-1-0-0').trigger('click')
  expect(w.emitted('show')![1]![1]).toBe('fig-0-1-0-0')
  expect(w.find('#fig-0-1-2-1').attributes('aria-label')).toBe('2019年 3月 6起')
  w.unmount()
})
test('the same as a table', async () => {
  const w = drawn(chart({}))
  await w.find('figcaption button').trigger('click')
  expect(w.find('svg').exists()).toBe(false)
  expect(w.findAll('tbody tr').map((r) => r.findAll('button').map((b) => b.text()))).toEqual([['4', '2'], ['0', '—'], ['2', '6']])
  await w.findAll('tbody button')[1]!.trigger('click')
  expect(w.emitted('show')![0]).toEqual([expect.objectContaining({ value: 2 }), 'fig-0-1-0-1', '1月 2019年（起） 2'])
  w.unmount()
})
test('slices of a pie are buttons in a list, each with its share', () => {
  const w = drawn(chart({ kind: 'pie', by: 'sector', labels: ['工矿商贸', '道路运输'], series: [series('x', false, [19, 66])] }))
  expect(w.findAll('li').map((l) => l.text().replace(/\s+/g, ' '))).toEqual(['工矿商贸1922.4%', '道路运输6677.6%'])
  expect(w.findAll('li button').map((b) => b.attributes('aria-label'))).toEqual(['工矿商贸 19起', '道路运输 66起'])
  w.unmount()
})
