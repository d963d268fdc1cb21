// SPDX-License-Identifier: Apache-2.0
// What a person does, in order. Each step leaves the page in the state that is checked and pictured.
import assert from 'node:assert/strict'
import { closeDialog, dialog, goto, main } from './page.mjs'
import { accountSteps } from './account-steps.mjs'
import { disasterSteps } from './disaster-steps.mjs'
import { floodSteps } from './flood-steps.mjs'
import { dutySteps } from './duty-steps.mjs'
import { deskSteps } from './desk-steps.mjs'
import { evacuationSteps } from './evacuation-steps.mjs'
import { importSteps } from './import-steps.mjs'
import { incidentSteps } from './incident-steps.mjs'
import { indicatorSteps } from './indicator-steps.mjs'
import { noticeSteps } from './notice-steps.mjs'
import { qualitySteps } from './quality-steps.mjs'
import { recordSteps } from './record-steps.mjs'
import { assessmentSteps } from './assessment-steps.mjs'
import { reportSteps } from './report-steps.mjs'
import { reportingSteps } from './reporting-steps.mjs'
import { rollSteps } from './roll-steps.mjs'
import { toolSteps } from './tool-steps.mjs'

const signIn = [
  ['sign-in refused', async (s) => {
    await goto(s, '/')
    await s.page.fill('#name', s.admin)
    await s.page.fill('#password', 'certainly-wrong-0')
    await s.page.click('button[type=submit]')
    await s.page.locator('[role=alert]').waitFor()
  }],
  ['sign-in', async (s) => {
    await s.page.fill('#password', s.password)
    await s.page.click('button[type=submit]')
    await s.page.locator('.bench').waitFor()
  }],
]

const lists = [
  ['desk', async (s) => {
    await s.page.locator('.mapbox canvas').first().waitFor()
    await s.page.locator('.queue .card').first().waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['incident list', async (s) => {
    await goto(s, '/r/incident')
    await s.page.locator('.list .table tbody tr').first().waitFor()
    assert.ok((await s.page.locator('.list .table tbody tr').count()) <= 50, 'at most 50 rows')
  }],
  ['enterprise list', async (s) => {
    await goto(s, '/r/enterprise')
    await s.page.locator('.list .table tbody tr').first().waitFor()
  }],
  ['filter by key', async (s) => {
    await s.page.locator('.list h1').click()
    await s.page.keyboard.press('/')
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'filter-q')
    await s.page.keyboard.type('zzzz-nothing')
    await s.page.locator('.empty').waitFor()
    assert.match(s.page.url(), /q=zzzz-nothing/)
    await s.page.locator('.empty button').click()
    await s.page.locator('.list .table tbody tr').first().waitFor()
  }],
  ['columns', async (s) => {
    await s.page.locator('.popup-root').filter({ has: s.page.locator('path[d="M4 4h16v16H4z"]') }).locator('button').first().click()
    await s.page.locator('.popup').waitFor()
  }],
  ['export menu', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('.tools .popup-root').nth(2).locator('button').first().click()
    assert.ok((await s.page.locator('.popup a[href*="export.xlsx"]').count()) === 1)
  }],
  ['import dialogue', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('.tools button:has(path[d="M12 16V5M7.5 9L12 4.5 16.5 9"])').click()
    await dialog(s.page).waitFor()
    await s.page.setInputFiles('#import-file', { name: 'try.csv', mimeType: 'text/csv', buffer: Buffer.from('name,credit_code,region\n演示企业,not-a-code,330802000000\n') })
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('.figures').waitFor()
  }],
  ['rows by key', async (s) => {
    await closeDialog(s.page)
    await s.page.locator('.list h1').click()
    await s.page.keyboard.press('j')
    await s.page.keyboard.press('j')
    await s.page.keyboard.press('k')
    await s.page.keyboard.press('Enter')
    await s.page.locator('.panel-right .view h2').waitFor()
    assert.match(s.page.url(), /\/r\/enterprise\/[0-9A-Za-z]{13}/)
  }],
]

const map = [
  ['map', async (s) => {
    await goto(s, '/map?layers=incident,shelter,team,hazard')
    await s.page.locator('.mapbox canvas').first().waitFor()
    await s.page.locator('.source', { hasText: /\S/ }).waitFor()
    await s.page.waitForTimeout(1200)
  }],
  ['map record', async (s) => {
    const id = await s.page.evaluate(async () => (await (await fetch('/api/r/shelter?limit=1')).json()).items[0]?.id)
    await goto(s, `/map?layers=shelter&sel=shelter:${id}`)
    await s.page.locator('.panel-right .view h2').waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['map readings', async (s) => {
    const ask = (path, method = 'GET', body) => s.page.evaluate(async ([p, m, b]) => (await fetch(p, { method: m, headers: { 'X-Anlan': '1', 'Content-Type': 'application/json' }, body: b && JSON.stringify(b) })).json(), [path, method, body])
    const station = (name, lon, more) => ask('/api/r/station', 'POST', { name: `${name} ${s.size} ${s.lang}`, region: '330802000000', lon, lat: 28.96, ...more })
    const high = await station('高水位站', 118.82, { kind: 'stage', warning_level_m: 60, guaranteed_level_m: 61 })
    const calm = await station('平稳站', 118.92, { kind: 'stage', warning_level_m: 60 })
    const wet = await station('大雨站', 118.98, { kind: 'rain', rain_1h_mm: 30 })
    const at = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString()
    await ask('/api/r/reading', 'POST', { station: high.id, element: 'stage', at, value: 61.3 })
    await ask('/api/r/reading', 'POST', { station: calm.id, element: 'stage', at, value: 59 })
    await ask('/api/r/reading', 'POST', { station: wet.id, element: 'rain', at, value: 31, window_h: 1 })
    await goto(s, '/map?layers=incident')
    await s.page.locator('.mapbox canvas').first().waitFor()
    assert.equal(await s.page.locator('.readings').count(), 0, 'not without the layer of stations')
    if (s.width > 900) await s.page.locator('.tree input[type=search]').fill(s.lang === 'zh' ? '监测站' : 'station')
    else await s.page.locator('.tree .bar').press('Enter')
    await s.page.locator('.tree label', { hasText: s.lang === 'zh' ? '监测站' : 'Monitoring station' }).locator('input').press('Space')
    if (s.width <= 900) await s.page.locator('.tree .bar').press('Enter')
    await s.page.locator('.readings summary').waitFor()
    await s.page.locator('.readings summary').press('Enter')
    const row = s.page.locator('.readings .item', { hasText: high.name })
    await row.waitFor()
    assert.match(await row.innerText(), s.lang === 'zh' ? /61\.3 m 超保证/ : /61\.3 m over guaranteed/)
    assert.match(await s.page.locator('.readings .item', { hasText: wet.name }).innerText(), s.lang === 'zh' ? /31 mm\/1h 超1小时阈值/ : /31 mm\/1h over 1 h limit/)
    assert.ok(!(await s.page.locator('.readings .over').innerText()).includes(calm.name), 'within its limits')
    s.gauge = high
    const red = () => s.page.locator('.mapbox canvas').evaluateAll((list) => list.reduce((n, c) => {
      const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data
      for (let i = 0; i < d.length; i += 4) if (Math.abs(d[i] - 0xc8) < 6 && Math.abs(d[i + 1] - 0x10) < 6 && Math.abs(d[i + 2] - 0x2e) < 6 && d[i + 3] > 200) n++
      return n
    }, 0))
    for (let i = 0; i < 30 && (await red()) < 60; i++) await s.page.waitForTimeout(100)
    assert.ok((await red()) >= 60, 'its value stands on the map in the colour of the limit')
  }],
  ['map reading chosen', async (s) => {
    await s.page.locator('.readings .item', { hasText: s.gauge.name }).press('Enter')
    await s.page.locator('.panel-right .view h2', { hasText: s.gauge.name }).waitFor()
    await s.page.waitForTimeout(900)
  }],
  ...toolSteps,
]

const rest = [
  ['search', async (s) => {
    await s.page.keyboard.press('Control+k')
    await s.page.locator('.palette input').waitFor()
    await s.page.locator('.palette input').fill(s.lang === 'zh' ? '避灾' : 'shelter')
    await s.page.locator('.palette [role=option]').first().waitFor()
    await s.page.waitForTimeout(600)
  }],
  ['go by key', async (s) => {
    await s.page.keyboard.press('Escape')
    await dialog(s.page).waitFor({ state: 'detached' })
    await s.page.keyboard.press('g')
    await s.page.keyboard.press('5')
    await s.page.waitForURL(/\/r\//)
    await main(s.page).locator('h1').waitFor()
  }],
  ['keys help', async (s) => {
    await s.page.keyboard.press('Shift+?')
    await dialog(s.page).waitFor()
  }],
  ['accounts', async (s) => {
    await closeDialog(s.page)
    await goto(s, '/admin/accounts')
    await s.page.locator('.table tbody tr').first().waitFor()
  }],
  ['new account dialogue', async (s) => {
    await s.page.locator('.page-head .btn.primary').click()
    await s.page.locator('#account-name').waitFor()
  }],
  ['audit', async (s) => {
    await goto(s, '/admin/audit')
    await s.page.locator('.table tbody tr').first().waitFor()
  }],
  ['status', async (s) => {
    await goto(s, '/admin/status')
    await s.page.locator('.tiles dd').first().waitFor()
  }],
  ['definitions', async (s) => {
    await goto(s, '/admin/definitions')
    await s.page.locator('.table tbody tr').first().waitFor()
  }],
  ['definition', async (s) => {
    await goto(s, '/admin/definitions?show=hazard')
    await s.page.locator('.table tbody tr').first().waitFor()
  }],
  ['my settings', async (s) => {
    await goto(s, '/me')
    await s.page.locator('h1').first().waitFor()
  }],
  ['every register', async (s) => {
    const keys = await s.page.evaluate(async () => (await (await fetch('/api/registers?codes=0')).json()).items.map((d) => d.register))
    assert.ok(keys.length > 40, `${keys.length} registers`)
    const some = s.width > 1000 ? keys : keys.filter((_, i) => i % 9 === 0)
    for (const key of some) {
      await s.page.evaluate((k) => { history.pushState({}, '', `/r/${k}`); dispatchEvent(new PopStateEvent('popstate', { state: {} })) }, key)
      await s.page.locator('.list .table, .list .empty').first().waitFor()
    }
  }],
  ['lost', async (s) => {
    await goto(s, '/no/such/page')
    await main(s.page).locator('h1').waitFor()
  }],
]

/** Parts that need nothing of one another; what a part leaves behind differs by size and language. */
const parts = [lists, importSteps, recordSteps, map, rest, accountSteps, [...deskSteps, ...incidentSteps], dutySteps, noticeSteps, reportingSteps, evacuationSteps, rollSteps, disasterSteps, floodSteps, [...indicatorSteps, ...reportSteps, ...qualitySteps, ...assessmentSteps]]

/**
 * The steps of one walk. Each part is walked on the phone's size in one language and on one of the two desks in the other;
 * all of them, of every part, where `whole`.
 */
export function stepsOf(size, lang, whole) {
  const due = (i) => whole || (size === '390x844' ? lang === ['zh', 'en'][i % 2] : lang === ['en', 'zh'][i % 2] && size === ['1920x1080', '1440x900'][(i >> 1) % 2])
  const all = [...signIn, ...parts.filter((_, i) => due(i)).flat()]
  const { FROM, UNTIL } = process.env
  const [first, last] = [FROM, UNTIL].map((x) => all.findIndex(([n]) => n === x))
  return all.filter((_, i) => (!FROM || i < 2 || i >= first) && (!UNTIL || i <= last))
}
