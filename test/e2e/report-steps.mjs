// SPDX-License-Identifier: Apache-2.0
// 统计报告 without a mouse: the year's report against the API, a figure opened to its records and closed, a table's cell, a chart by its arrow keys and as a table, the checks,
// Word and workbook.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { goto } from './page.mjs'

async function press(s, locator) {
  await locator.focus()
  await s.page.keyboard.press('Enter')
}
const whole = (s, template, period) => api(s, 'GET', `/api/reports/${template}?period=${period}`)

export const reportSteps = [
  ['report', async (s) => {
    await goto(s, '/oversight/reports?period=2019')
    await s.page.locator('.rep .prose').first().waitFor()
    const r = await whole(s, 'annual', '2019')
    assert.equal(await s.page.locator('.rep .headline').innerText(), r.title)
    const text = (await s.page.locator('.rep .prose').first().innerText()).trim()
    assert.equal(text, r.sections[0].paragraphs[0].text)
  }],
  ['report figure opened', async (s) => {
    const r = await whole(s, 'annual', '2019')
    const f = r.sections[0].paragraphs[0].figures[0]
    const n = (await api(s, 'GET', `${f.records}&limit=50`)).items.length
    await press(s, s.page.locator('.rep .prose .figure').first())
    await s.page.waitForFunction((want) => document.querySelectorAll('#report-behind .records tbody tr').length === want, n)
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'report-behind')
  }],
  ['report figure closed', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('#report-behind').waitFor({ state: 'detached' })
    assert.match(await s.page.evaluate(() => document.activeElement?.id ?? ''), /^fig-/, 'back to the figure')
  }],
  ['report table', async (s) => {
    await press(s, s.page.locator('.rep .table tbody .figure').first())
    await s.page.locator('#report-behind .records').waitFor()
    await s.page.locator('#report-behind .records tbody tr, #report-behind .empty').first().waitFor()
  }],
  ['report chart', async (s) => {
    await s.page.keyboard.press('Escape')
    const drawn = s.page.locator('.rep .drawn')
    const charts = (await whole(s, 'annual', '2019')).sections.flatMap((x) => x.paragraphs).filter((p) => p.chart)
    assert.deepEqual(await drawn.locator('figcaption strong').allInnerTexts(), charts.map((p) => p.text))
    const shown = await drawn.first().locator('.mark').evaluateAll((all) => all.map((m) => m.getAttribute('aria-label')))
    const { series, labels, unit } = charts[0].chart
    assert.deepEqual(shown, series.flatMap((x) => x.points.map((f, k) => `${x.name} ${labels[k]} ${f.text}${unit}`)), 'every point is there')
    await drawn.first().scrollIntoViewIfNeeded()
  }],
  ['report chart opened', async (s) => {
    const { chart } = (await whole(s, 'annual', '2019')).sections.flatMap((x) => x.paragraphs).find((p) => p.chart)
    await s.page.locator('.rep .drawn').first().locator('.mark[tabindex="0"]').focus()
    for (const k of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await s.page.keyboard.press(k)
    const f = chart.series[1].points[2]
    await s.page.waitForFunction((want) => document.querySelectorAll('#report-behind .records tbody tr').length === want, f.value)
    assert.equal(await s.page.locator('#report-behind h2').innerText(), `${chart.series[1].name} ${chart.labels[2]} ${f.text}${chart.unit}`)
    await s.page.keyboard.press('Escape')
    await s.page.locator('#report-behind').waitFor({ state: 'detached' })
    assert.match(await s.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), new RegExp(`^${chart.series[1].name} `), 'back to the mark')
  }],
  ['report chart as table', async (s) => {
    const drawn = s.page.locator('.rep .drawn').last()
    const { chart } = (await whole(s, 'annual', '2019')).sections.flatMap((x) => x.paragraphs).filter((p) => p.chart).at(-1)
    await press(s, drawn.locator('figcaption button'))
    assert.deepEqual(await drawn.locator('tbody .figure').allInnerTexts(), chart.labels.flatMap((_, k) => chart.series.map((x) => x.points[k].text)))
    await press(s, drawn.locator('tbody .figure').first())
    await s.page.locator('#report-behind .records tbody tr').first().waitFor()
  }],
  ['report checks', async (s) => {
    await s.page.keyboard.press('Escape')
    await press(s, s.page.locator('.rep .checks summary'))
    const r = await whole(s, 'annual', '2019')
    assert.equal(await s.page.locator('.rep .checks ul:not(.odd) li').count(), r.crossfoots.length)
    const odd = r.published.filter((p) => p.state !== 'same')
    assert.equal(await s.page.locator('.rep .checks .odd li').count(), odd.length, 'what was published and is otherwise')
    assert.ok(odd.length > 3 && (await s.page.locator('.rep .checks .odd').innerText()).includes('0.03%'))
    const word = await s.page.locator('.rep a[href*="format=docx"]').getAttribute('href')
    const size = await s.page.evaluate(async (u) => (await (await fetch(u)).blob()).size, word)
    assert.ok(size > 2000, `${size} bytes`)
  }],
  ['report of a month', async (s) => {
    await rest(s)
    await s.page.selectOption('#ind-part', '08')
    await s.page.waitForURL(/period=2019-08/)
    await s.page.waitForFunction(() => document.querySelector('.rep .headline')?.textContent.includes('2019年8月'))
    assert.equal(await s.page.locator('.rep [aria-pressed=true]').count(), 1)
  }],
]
