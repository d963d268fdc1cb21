// SPDX-License-Identifier: Apache-2.0
// 防汛防台 without a mouse: a season is taken in, Lekima on the map, its time, what it reaches, a station beside its limits, what the rows propose.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { api, rest } from './desk-steps.mjs'
import { goto } from './page.mjs'

const season = readFileSync(new URL('../../data/typhoon/jma_2019_raw.txt', import.meta.url), 'utf8')
const key = (s, k) => s.page.keyboard.press(k)
async function signIn(s, name, password) {
  await api(s, 'DELETE', '/api/session')
  await goto(s, '/signin')
  await s.page.fill('#name', name)
  await s.page.fill('#password', password)
  await s.page.click('button[type=submit]')
  await s.page.locator('.queue .card, .bench').first().waitFor()
}
const take = (s, text) => s.page.evaluate(async (body) => (await fetch('/api/typhoons/import', { method: 'POST', headers: { 'X-Anlan': '1', 'Content-Type': 'text/plain' }, body })).json(), text)
const slider = (s) => s.page.locator('#flood-slide')

export const floodSteps = [
  ['flood prepared', async (s) => {
    await goto(s, '/signin')
    await signIn(s, 'duty', s.duty)
    const made = await take(s, season)
    assert.equal(made.storms, 29, JSON.stringify(made).slice(0, 200))
    s.lekima = made.typhoons.find((t) => t.number === '1909').id
    const station = (await api(s, 'GET', '/api/r/station?kind=stage&limit=50')).items.find((x) => x.warning_level_m)
    assert.ok(station, 'a gauge with a warning stage')
    s.gauge = station.name
    const at = (h) => new Date(Math.floor(Date.now() / 60000) * 60000 - h * 3600000).toISOString()
    for (let h = 6; h >= 0; h--) await api(s, 'POST', '/api/r/reading', { station: station.id, element: 'stage', at: at(h), value: station.warning_level_m + 0.6 - h * 0.2 })
  }, /api\/feed|请登录|please sign in|400|409/ /* signing out ends the stream; a size later the same minute is taken already */],
  ['flood', async (s) => {
    await goto(s, `/map/flood?typhoon=${s.lekima}`)
    await slider(s).waitFor()
    await s.page.locator('.flood .table tbody tr').first().waitFor()
    assert.equal(await slider(s).getAttribute('max'), '55', 'fifty-six fixes')
    assert.match(await s.page.locator('.facts').innerText(), /54 m\/s/)
    const sources = s.page.locator('.sources')
    assert.match(await sources.innerText(), /未启用自动获取|None is fetched by itself/)
    assert.equal(await sources.locator('a').getAttribute('href'), '/r/track_source')
  }],
  ['flood time by keys', async (s) => {
    await rest(s)
    const before = Number(await slider(s).inputValue())
    await key(s, 'ArrowRight')
    await s.page.waitForFunction((v) => Number(document.querySelector('#flood-slide').value) === v + 1, before)
    for (let i = 0; i < 9; i++) await key(s, 'ArrowRight')
    await s.page.waitForFunction((v) => Number(document.querySelector('#flood-slide').value) === v + 10, before)
    await key(s, 'p')
    await s.page.waitForFunction((v) => Number(document.querySelector('#flood-slide').value) > v + 11, before)
    await key(s, 'p')
  }],
  ['flood as known then', async (s) => {
    await s.page.locator('.flood .top .btn').first().focus()
    await key(s, 'Enter')
    await s.page.waitForURL(/basis=forecast/)
    await slider(s).waitFor()
  }],
  ['flood station', async (s) => {
    const select = s.page.locator('#flood-station')
    await select.waitFor()
    const option = await s.page.locator('#flood-station option', { hasText: s.gauge }).first().getAttribute('value')
    await select.selectOption(option)
    await s.page.locator('.chart svg .dashed').first().waitFor({ state: 'attached' })
    const name = await s.page.locator('.chart svg').getAttribute('aria-label')
    assert.match(name, s.lang === 'zh' ? /警戒/ : /Warning/)
  }],
  ['flood station as table', async (s) => {
    await s.page.locator('.chart .btn').focus()
    await key(s, 'Enter')
    await s.page.locator('.chart .table tbody tr').first().waitFor()
    assert.ok((await s.page.locator('.chart .table tbody tr').count()) >= 7)
  }],
  ['flood triggers', async (s) => {
    const first = s.page.locator('.flood .list > li').first()
    await first.waitFor()
    await first.locator('summary').focus()
    if (!(await first.locator('details').getAttribute('open').then((x) => x !== null))) await key(s, 'Enter')
    await first.locator('ol li').first().waitFor()
    assert.match(await first.innerText(), s.lang === 'zh' ? /由本市确定/ : /Set by the city/)
  }],
]
