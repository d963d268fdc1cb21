// SPDX-License-Identifier: Apache-2.0
// 年度考核 without a mouse: the ranking against the API, a county's sheet, a value opened, a score by hand corrected and taken back, ranks by quarter; a target set on the board.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { goto } from './page.mjs'

async function press(s, locator) {
  await locator.focus()
  await s.page.keyboard.press('Enter')
}
const ask = (s, key, query) => api(s, 'GET', `/api/assessments/${key}?${query}`)
const two = (n) => (n === null ? '—' : n.toFixed(2))
const byRank = (units) => [...units].sort((a, b) => a.rank - b.rank || a.region.localeCompare(b.region))

export const assessmentSteps = [
  ['assessment', async (s) => {
    await goto(s, '/oversight/assessment?period=2019')
    await s.page.locator('.ranking tbody tr').first().waitFor()
    const units = byRank((await ask(s, 'annual', 'period=2019')).units)
    assert.equal(units.length, 6)
    assert.ok(units.every((u) => u.rank && u.total > 0), 'all are ranked')
    assert.deepEqual(await s.page.locator('.ranking tbody .total strong').allInnerTexts(), units.map((u) => two(u.total)))
    assert.deepEqual(await s.page.locator('.ranking tbody th').allInnerTexts(), units.map((u) => u.label))
  }],
  ['assessment sheet', async (s) => {
    const unit = byRank((await ask(s, 'annual', 'period=2019')).units)[0]
    await press(s, s.page.locator('.ranking tbody button').first())
    await s.page.waitForURL(new RegExp(`at=${unit.region}`))
    await s.page.locator('.sheet tbody tr').first().waitFor()
    assert.equal(await s.page.locator('.sheet tbody tr:not(.head)').count(), unit.items.length)
    assert.equal(await s.page.locator('.sheet .sum strong').innerText(), two(unit.total))
    const left = unit.items.find((i) => i.state === 'no_data')
    assert.ok(left, 'something has no data')
    assert.equal(await s.page.locator('.sheet tr.out b').first().innerText(), '—', 'and no points')
  }],
  ['assessment value opened', async (s) => {
    const unit = byRank((await ask(s, 'annual', 'period=2019')).units)[0]
    const item = unit.items.find((i) => i.key === 'acc.count')
    const n = (await api(s, 'GET', `${item.records}&limit=50`)).items.length
    await press(s, s.page.locator('[id="asm-item-acc.count"]'))
    await s.page.waitForFunction((want) => document.querySelectorAll('#asm-behind .records tbody tr').length === want, n)
    assert.match(await s.page.locator('#asm-behind .to-map').getAttribute('href'), /layers=accident.*region=\d{12}/)
  }],
  ['assessment value closed', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('#asm-behind').waitFor({ state: 'detached' })
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'asm-item-acc.count')
  }],
  ['assessment score', async (s) => {
    await press(s, s.page.locator('#asm-item-leading'))
    await s.page.locator('#asm-score').waitFor()
    await s.page.waitForFunction(() => document.activeElement?.id === 'asm-score')
    await s.page.fill('#asm-score', '101')
    await s.page.keyboard.press('Control+Enter')
    await s.page.locator('#asm-score-bad').waitFor()
  }],
  ['assessment scored', async (s) => {
    const of = async () => byRank((await ask(s, 'annual', 'period=2019')).units).map((u) => u.items.find((i) => i.key === 'leading').score)
    const was = await of()
    await s.page.fill('#asm-score', String(was[0] - 1))
    await s.page.keyboard.press('Control+Enter')
    await s.page.locator('#asm-score').waitFor({ state: 'detached' })
    await s.page.locator('.undo .box').waitFor()
    assert.equal((await of())[0], was[0] - 1)
    await rest(s)
    await s.page.keyboard.press('u')
    await s.page.locator('.undo .box').waitFor({ state: 'detached' })
    for (let i = 0; i < 40 && (await of())[0] !== was[0]; i++) await s.page.waitForTimeout(100)
    assert.deepEqual(await of(), was, 'taken back')
  }],
  ['assessment quarters', async (s) => {
    await s.page.keyboard.press('Escape')
    await press(s, s.page.locator('.asm .scheme').nth(1))
    await s.page.waitForURL(/scheme=pioneer/)
    await s.page.locator('.quarters tbody tr').first().waitFor()
    const year = await ask(s, 'pioneer', 'period=2019&by=quarter')
    assert.deepEqual((await s.page.locator('.quarters tbody b').allInnerTexts()).map(Number), year.by[0].units.flatMap((u) => year.by.map((q) => q.units.find((x) => x.region === u.region).rank)))
    await s.page.selectOption('#ind-part', 'Q3')
    await s.page.waitForURL(/period=2019Q3/)
    await s.page.waitForFunction(() => document.querySelector('.ranking h2')?.textContent.includes('2019Q3'))
    const q3 = byRank((await ask(s, 'pioneer', 'period=2019Q3')).units)
    assert.deepEqual(await s.page.locator('.ranking tbody .rank').allInnerTexts(), q3.map((u) => String(u.rank)))
    const word = await s.page.locator('.asm a[href*="format=docx"]').getAttribute('href')
    assert.ok((await s.page.evaluate(async (u) => (await (await fetch(u)).blob()).size, word)) > 2000)
  }],
  ['indicator target set', async (s) => {
    await goto(s, '/oversight/indicators?period=2019&show=drill.count')
    await s.page.locator('#ind-target').waitFor()
    assert.match(await s.page.locator('.detail .def').innerText(), s.lang === 'zh' ? /应急预案管理处/ : /Emergency plans/)
    await press(s, s.page.locator('#ind-target'))
    await s.page.locator('#target-value').waitFor()
    await s.page.fill('#target-value', '900')
    await s.page.keyboard.press('Control+Enter')
    await s.page.locator('#target-value').waitFor({ state: 'detached' })
    await s.page.locator('.detail .target.met').waitFor()
    assert.equal((await api(s, 'GET', '/api/indicators/drill.count?period=2019')).target, 900)
  }],
]
