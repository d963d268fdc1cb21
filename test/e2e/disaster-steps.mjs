// SPDX-License-Identifier: Apache-2.0
// 灾情统计 without a mouse: an event, figures typed down a column, a sum that its parts do not make, filed, taken over by the county.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { dialog, goto } from './page.mjs'
import { signIn } from './reporting-steps.mjs'

const key = (s, k) => s.page.keyboard.press(k)
async function press(s, locator) {
  await locator.focus()
  await key(s, 'Enter')
}
async function file(s) {
  await press(s, dialog(s.page).locator('button[type=submit]'))
  await dialog(s.page).waitFor({ state: 'detached' })
}

export const disasterSteps = [
  ['disaster prepared', async (s) => {
    await signIn(s, 'duty', s.duty)
    const made = await api(s, 'POST', '/api/r/incident', { title: `台风灾害 ${s.size} ${s.lang}`, kind: '11B01', class: 'natural', region: '330881000000', occurred_at: new Date().toISOString() })
    assert.ok(made.id, JSON.stringify(made))
    s.storm = made.id
    await goto(s, `/incidents/disaster?event=${made.id}&region=330881000000`)
    await s.page.locator('.dis tbody tr').first().waitFor()
    const sheet = await api(s, 'GET', `/api/disaster/sheet?event=${s.storm}&region=330881`)
    assert.equal(await s.page.locator('.dis tbody tr').count(), sheet.rows.length + 1, 'every township, and the county')
    assert.ok((await s.page.locator('.dis [role=group] .btn').count()) >= 8, 'the groups of the published table')
  }, /api\/feed|请登录|please sign in/ /* signing out ends the stream */],
  ['disaster typed', async (s) => {
    await press(s, s.page.locator('.dis [role=group] .btn').nth(2))
    await s.page.waitForURL(/group=2/)
    const inputs = s.page.locator('.dis tbody tr').first().locator('input')
    await inputs.nth(1).focus()
    await s.page.keyboard.type('50')
    await inputs.nth(3).focus()
    await s.page.keyboard.type('20')
    await inputs.nth(5).focus()
    await s.page.keyboard.type('20')
    await s.page.locator('.dis .broken li').first().waitFor()
    assert.match(await s.page.locator('.dis .broken li').first().innerText(), /50.*40/)
  }],
  ['disaster kept', async (s) => {
    const inputs = s.page.locator('.dis tbody tr').first().locator('input')
    await inputs.nth(5).fill('30')
    await key(s, 'Enter')
    await s.page.waitForFunction(() => !document.querySelector('.dis .broken'))
    await s.page.locator('.dis tbody tr').first().locator('.file').waitFor()
    const sheet = await api(s, 'GET', `/api/disaster/sheet?event=${s.storm}&region=330881`)
    assert.deepEqual([sheet.rows[0].open.figures.resettled_cum, sheet.rows[0].open.figures.dispersed_cum], [50, 30])
  }],
  ['disaster file', async (s) => {
    await press(s, s.page.locator('.dis tbody tr').first().locator('.file'))
    await dialog(s.page).waitFor()
  }],
  ['disaster filed', async (s) => {
    await file(s)
    await s.page.waitForFunction(() => /50/.test(document.querySelector('.dis tfoot')?.textContent ?? ''))
    await rest(s)
  }],
  ['disaster sum taken', async (s) => {
    await press(s, s.page.locator('.dis tr.own .do .btn').first())
    await s.page.locator('.dis tr.own .file').waitFor()
    const sheet = await api(s, 'GET', `/api/disaster/sheet?event=${s.storm}&region=330881`)
    assert.equal(sheet.own.open.figures.resettled_cum, 50)
    assert.equal(await s.page.locator('.dis .three section').count(), 3)
  }],
  ['disaster left', async (s) => {
    await signIn(s, s.admin, s.password)
  }, /api\/feed|请登录|please sign in/ /* signing out ends the stream */],
]
