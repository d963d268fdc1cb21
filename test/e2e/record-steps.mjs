// SPDX-License-Identifier: Apache-2.0
// The life of one record: form, draft, place, edit, conflict, action, history, void.
import assert from 'node:assert/strict'
import { closeDialog, dialog, goto } from './page.mjs'

/* 2 × 1 pixels, red and blue */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==', 'base64')

export const recordSteps = [
  ['new form errors', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('.panel-right').waitFor({ state: 'detached' })
    await goto(s, '/r/incident/new')
    await s.page.locator('#in-title').waitFor()
    await s.page.fill('#in-deaths', 'many')
    await s.page.locator('.formpage button[type=submit]').click()
    await s.page.locator('.summary').waitFor()
    assert.ok(await s.page.evaluate(() => document.activeElement?.classList.contains('summary')), 'summary has the focus')
  }],
  ['draft', async (s) => {
    await s.page.fill('#in-title', `演练用事件 ${s.size} ${s.lang}`)
    await s.page.waitForTimeout(2300)
    await s.page.reload()
    await s.page.locator('.draft button').first().click()
    assert.match(await s.page.inputValue('#in-title'), /演练用事件/)
  }],
  ['pick on map', async (s) => {
    await s.page.fill('#in-deaths', '0')
    await s.page.locator('.point .btn').click()
    await dialog(s.page).locator('canvas').first().waitFor()
    await s.page.waitForTimeout(700)
    await dialog(s.page).locator('footer button').first().click()
    await dialog(s.page).locator('footer button.primary').click()
    await dialog(s.page).waitFor({ state: 'detached' })
    assert.match(await s.page.inputValue('#in-lon'), /^11\d\.\d{6}$/)
  }],
  ['create', async (s) => {
    await s.page.locator('#in-region').click()
    await s.page.keyboard.type('江山')
    await s.page.locator('[role=option]', { hasText: '江山市' }).first().waitFor()
    await s.page.keyboard.press('Enter')
    await s.page.locator('#in-title').press('Control+Enter')
    await s.page.locator('.panel-right .view h2').waitFor()
    s.made = new URL(s.page.url()).pathname.split('/')[3]
  }],
  ['edit', async (s) => {
    await goto(s, `/r/incident/${s.made}/edit`)
    await s.page.locator('#in-address').fill('贺村镇耕读村')
    await s.page.locator('.formpage button[type=submit]').click()
    await s.page.locator('.panel-right .view h2').waitFor()
    await s.page.locator('.panel-right dd', { hasText: '贺村镇耕读村' }).first().waitFor()
  }],
  ['photo', async (s) => {
    await s.page.locator('.panel-right .files input[type=file]').first().setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: PHOTO })
    await s.page.locator('.panel-right .files img').first().waitFor()
    await goto(s, `/r/incident/${s.made}/full`)
    const photo = s.page.locator('.view .files img').first()
    await photo.waitFor()
    assert.equal(await photo.evaluate((img) => img.decode().then(() => `${img.naturalWidth}x${img.naturalHeight}`)), '2x1')
  }],
  ['conflict', async (s) => {
    await goto(s, `/r/incident/${s.made}/edit`)
    await s.page.locator('#in-address').fill('贺村镇十里牌村')
    await s.page.evaluate(async (id) => {
      const version = (await (await fetch(`/api/r/incident/${id}`)).json()).version
      await fetch(`/api/r/incident/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-Anlan': '1', 'If-Match': String(version) }, body: JSON.stringify({ address: '贺村镇' }) })
    }, s.made)
    await s.page.locator('.formpage button[type=submit]').click()
    await dialog(s.page).locator('input[type=radio]').first().waitFor()
  }, /412/],
  ['conflict solved', async (s) => {
    await dialog(s.page).locator('footer button.primary').click()
    await s.page.locator('.panel-right dd', { hasText: '贺村镇十里牌村' }).first().waitFor()
  }],
  ['action dialogue', async (s) => {
    await s.page.locator('.panel-right .acts button').first().click()
    await dialog(s.page).waitFor()
  }],
  ['history', async (s) => {
    await closeDialog(s.page)
    await s.page.locator('#tab-history').click()
    await s.page.locator('.log > li').first().waitFor()
  }],
  ['related', async (s) => {
    await s.page.locator('#tab-related').click()
    await s.page.locator('.blocks section').first().waitFor()
  }],
  ['full page', async (s) => {
    await goto(s, `/r/incident/${s.made}/full`)
    await s.page.locator('.view h1').waitFor()
  }],
  ['void', async (s) => {
    await s.page.locator('.acts .danger').click()
    await dialog(s.page).locator('#act-reason').fill('浏览器测试所建')
    await dialog(s.page).locator('footer button').nth(1).click()
    await s.page.locator('.list .table').waitFor()
  }],
]
