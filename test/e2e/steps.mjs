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
import { noticeSteps } from './notice-steps.mjs'
import { recordSteps } from './record-steps.mjs'
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
const parts = [lists, importSteps, recordSteps, map, rest, accountSteps, [...deskSteps, ...incidentSteps], dutySteps, noticeSteps, reportingSteps, evacuationSteps, rollSteps, disasterSteps, floodSteps]

/**
 * The steps of one walk. Each part is walked on the phone's size in one language and on one of the two desks in the other;
 * all of them, of every part, where `whole`.
 */
export function stepsOf(size, lang, whole) {
  const due = (i) => whole || (size === '390x844' ? lang === ['zh', 'en'][i % 2] : lang === ['en', 'zh'][i % 2] && size === ['1920x1080', '1440x900'][(i >> 1) % 2])
  const all = [...signIn, ...parts.filter((_, i) => due(i)).flat()]
  return all.filter(([name], i) => !process.env.FROM || i < 2 || i >= all.findIndex(([n]) => n === process.env.FROM))
}
