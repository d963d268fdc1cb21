// SPDX-License-Identifier: Apache-2.0
// The tools of the map with typed numbers only, as somebody without a mouse uses them; the live line cut and taken up again.
import assert from 'node:assert/strict'
import { goto } from './page.mjs'

const tool = (s, i) => s.page.locator('.top [role=group] button').nth(i)
async function use(s, i) {
  await tool(s, i).focus()
  await s.page.keyboard.press('Enter')
  await s.page.waitForFunction(() => document.activeElement?.id === 'tool-points')
}

export const toolSteps = [
  ['measure distance', async (s) => {
    await goto(s, '/map?layers=shelter')
    await s.page.locator('.mapbox canvas').first().waitFor()
    await use(s, 0)
    await s.page.keyboard.type('118.87, 28.97')
    await s.page.keyboard.press('Enter')
    await s.page.keyboard.type('118.87, 29.97')
    await s.page.locator('.results dd', { hasText: '111.2 km' }).waitFor()
  }],
  ['measure area', async (s) => {
    await use(s, 1)
    for (const line of ['118.60 28.70', '118.70 28.70', '118.70 28.80', '118.60 28.80']) {
      await s.page.keyboard.type(line)
      await s.page.keyboard.press('Enter')
    }
    await s.page.locator('.results dd', { hasText: /^108\.\d\d km²/ }).waitFor()
    await s.page.locator('.tool > .btn.primary').click()
    await s.page.locator('.inside details').first().waitFor()
  }],
  ['circle', async (s) => {
    await use(s, 2)
    await s.page.keyboard.type('118.62, 28.74')
    await s.page.keyboard.press('Tab')
    await s.page.keyboard.type('5000')
    await s.page.locator('.results dd', { hasText: '78.54 km²' }).waitFor()
    await s.page.locator('.tool > .btn.primary').focus()
    await s.page.keyboard.press('Enter')
    await s.page.locator('.inside summary').first().waitFor()
    const there = await s.page.evaluate(async () => (await (await fetch('/api/near?lon=118.62&lat=28.74&radius_m=5000')).json()).items.length)
    assert.equal(await s.page.locator('.inside details').count(), there)
    await s.page.locator('.inside summary').first().focus()
    await s.page.keyboard.press('Enter')
    await s.page.locator('.inside .item').first().waitFor()
  }],
  ['sketch', async (s) => {
    await use(s, 3)
    await s.page.keyboard.type('118.65, 28.72')
    await s.page.locator('.keep input').fill('集结点')
    await s.page.keyboard.press('Enter')
    await s.page.locator('.sketch li', { hasText: '集结点' }).waitFor()
    const [file] = await Promise.all([s.page.waitForEvent('download'), s.page.locator('.sketch .btn').filter({ hasText: 'GeoJSON' }).click()])
    assert.match(file.suggestedFilename(), /\.geojson$/)
    await s.page.locator('.sketch .btn').last().click()
    await s.page.locator('.sketch li').waitFor({ state: 'detached' })
    await s.page.locator('.sketch .btn').nth(1).click()
    await s.page.reload()
    await s.page.locator('.mapbox canvas').first().waitFor()
    await use(s, 3)
    await s.page.locator('.sketch li', { hasText: '集结点' }).waitFor()
  }],
  ['live line cut', async (s) => {
    await goto(s, '/r/incident')
    await s.page.locator('.live.on').waitFor()
    await s.page.locator('.list .table tbody tr').first().waitFor()
    s.seen = await s.page.locator('.list .title a').first().getAttribute('data-id')
    await s.page.context().setOffline(true)
    await s.page.locator('.live.off').waitFor()
    assert.match(await s.page.locator('.live').textContent(), /\d\d:\d\d:\d\d/)
    await s.page.locator('.foot .stale').waitFor()
  }, /ERR_INTERNET_DISCONNECTED/],
  ['live line back', async (s) => {
    const title = `断线期间改名 ${s.size} ${s.lang}`
    const url = `${s.base}/api/r/incident/${s.seen}`
    const { version } = await (await s.page.context().request.get(url)).json()
    const made = await s.page.context().request.patch(url, { headers: { 'X-Anlan': '1', 'If-Match': String(version) }, data: { title } })
    assert.equal(made.status(), 200, await made.text())
    await s.page.context().setOffline(false)
    await s.page.locator('.live.on').waitFor()
    await s.page.locator('.list .title a', { hasText: title }).waitFor()
  }, /ERR_INTERNET_DISCONNECTED/],
]
