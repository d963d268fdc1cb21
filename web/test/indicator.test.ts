// SPDX-License-Identifier: Apache-2.0
// The indicator board: periods, directions, shares, order, the table as a file.
import '@/i18n/desk'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import type { Figure, Indicator, Part } from '@/api/indicators'
import { i18n } from '@/i18n'
import { unitText } from '@/i18n/units'
import ChangeText from '@/systems/indicator/ChangeText.vue'
import { addsUp, csvOf, percent, registersOf, shareOf, sorted, toneOf, wayOf } from '@/systems/indicator/figures'
import { choiceOf, isPeriod, lastDay, PARTS, periodOf } from '@/systems/indicator/period'
import { Pool } from '@/systems/indicator/pool'
import SparkLine from '@/systems/indicator/SparkLine.vue'
import LineChart from '@/ui/LineChart.vue'

const fig = (value: number | null, previous: number | null, yoy: number | null): Figure => ({ value, exact: value, previous, yoy, records: '' })
const part = (key: string, value: number | null): Part => ({ ...fig(value, null, null), key, label: key })
const def = (key: string, more: Partial<Indicator>): Indicator => ({ key, label: key, unit: '', area: '', digits: 0, good: '', source: '', body: '', body_name: '', freq: '', sectors: false, ...more })

test('a period goes to the address and comes back', () => {
  for (const p of PARTS) expect(choiceOf(periodOf(2019, p, '08-09')), p).toEqual({ year: 2019, part: p })
  expect(periodOf(2023, 'date', '02-29')).toBe('2023-01-01..2023-02-28')
  expect(periodOf(2024, 'date', '02-29')).toBe('2024-01-01..2024-02-29')
  expect(choiceOf('2019-01..2019-06')).toEqual({ year: 2019, part: null })
  expect(['2019', '2019Q4', '2019-12', '2019-12-31', '2019-01..2019-06'].every(isPeriod)).toBe(true)
  expect(['', '2019Q5', '2019-13', '19', '2019..', '2019-1'].some(isPeriod)).toBe(false)
})
test('the last day of a period', () => {
  expect(['2019', '2019Q1', '2020-02', '2019-01-01..2019-08-09', '2018..2019Q2'].map(lastDay)).toEqual(['2019-12-31', '2019-03-31', '2020-02-29', '2019-08-09', '2019-06-30'])
})
test('not known has no direction, from nothing there is one without a percentage', () => {
  expect([wayOf(fig(3, 2, 50)), wayOf(fig(1, 2, -50)), wayOf(fig(2, 2, 0)), wayOf(fig(2, 0, null)), wayOf(fig(0, 0, null)), wayOf(fig(null, 2, null)), wayOf(fig(2, null, null))]).toEqual(['up', 'down', 'same', 'up', 'same', null, null])
  expect([percent(12.5), percent(-3), percent(0), percent(null)]).toEqual(['+12.5%', '-3%', '0%', ''])
  expect([toneOf('up', 'down'), toneOf('down', 'down'), toneOf('up', 'up'), toneOf('same', 'up'), toneOf('up', '')]).toEqual(['danger-text', 'ok-text', 'ok-text', '', ''])
})
test('a change says its direction in words', () => {
  const said = (f: Figure) => mount(ChangeText, { props: { of: f, good: 'down' }, global: { plugins: [i18n] } }).text()
  expect(said(fig(3, 2, 50))).toMatch(/▲.*\+50%.*上升/)
  expect(said(fig(1, 2, -50))).toMatch(/▼.*-50%.*下降/)
  expect(said(fig(null, 2, null))).toBe('—')
})
test('there are shares only where the parts make the whole; nothing has none', () => {
  expect([shareOf(fig(1, 0, null), fig(3, 0, null)), shareOf(fig(1, 0, null), fig(0, 0, null)), shareOf(fig(null, 0, null), fig(3, 0, null))]).toEqual([33.3, null, null])
  expect([addsUp([part('a', 0.1), part('b', 0.2), part('c', null)], fig(0.3, 0, null)), addsUp([part('a', 22), part('b', 44)], fig(44, 0, null)), addsUp([], fig(null, null, null))]).toEqual([true, false, false])
})
test('what is not known stands last either way', () => {
  const all = [part('a', 1), part('b', null), part('c', 3)]
  const keys = (down: boolean) => sorted(all, (p) => p.value, down).map((p) => p.key)
  expect([keys(true), keys(false)]).toEqual([['c', 'a', 'b'], ['a', 'c', 'b']])
})
test('a rate is counted of the registers of both its figures', () => {
  const all = [def('deaths', { register: 'accident' }), def('gdp', { register: 'economy' }), def('rate', { part: 'deaths', whole: 'gdp' })]
  expect(registersOf(all[2]!, all, (r) => (r === 'accident' ? ['casualty'] : []))).toEqual(['accident', 'casualty', 'economy'])
})
test('a table as a file', () => {
  expect(csvOf([['a,b', 1, null], ['=1+1', 'say "x"', -2]])).toBe('\ufeff"a,b",1,\r\n\'=1+1,"say ""x""",-2\r\n')
})
test('at most so many at a time, and a refusal does not stop the rest', async () => {
  const pool = new Pool(4)
  let now = 0, most = 0, done = 0
  for (let i = 0; i < 20; i++)
    pool.add(async () => {
      most = Math.max(most, ++now)
      await new Promise((r) => setTimeout(r, 1))
      now--
      done++
      if (i === 3) throw new Error('refused')
    })
  while (done < 20) await new Promise((r) => setTimeout(r, 2))
  expect([most, now]).toEqual([4, 0])
})
test('a month that is not known is a gap of the line', () => {
  const d = mount(SparkLine, { props: { values: [1, 2, null, 4] } }).find('path').attributes('d')!
  expect(d.match(/M/g)).toHaveLength(2)
  const chart = mount(LineChart, { props: { title: 'x', unit: '', months: true, lines: [], items: [1, null, 3, 4].map((value, i) => ({ at: `2019-0${i + 1}-01T00:00:00+08:00`, value })) }, global: { plugins: [i18n] } })
  expect(chart.find('.curve').attributes('d')!.match(/M/g)).toHaveLength(2)
  expect([chart.findAll('circle').length, chart.find('button').exists()]).toEqual([3, false])
})
test('every area has a name, every unit its English', () => {
  const dir = join('..', 'model', 'indicators')
  const text = readdirSync(dir).filter((f) => f.endsWith('.yaml')).map((f) => readFileSync(join(dir, f), 'utf8')).join('\n')
  const areas = [...text.matchAll(/^area: (\w+)$/gm)].map((m) => m[1]!)
  expect(areas.length).toBeGreaterThan(10)
  for (const a of areas) for (const l of ['zh', 'en'] as const) expect(i18n.global.te(`ind.area.${a}`, l), `${a} ${l}`).toBe(true)
  for (const m of text.matchAll(/\bunit: "?([^,"}]+)/g)) expect(/[\u4e00-\u9fff]/.test(unitText(m[1]!, 'en')), m[1]).toBe(false)
})
