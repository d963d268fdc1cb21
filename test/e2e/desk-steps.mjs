// SPDX-License-Identifier: Apache-2.0
// The duty officer at the desk, without a mouse: report, the same one again, take note, write into the log.
import assert from 'node:assert/strict'
import { dialog, goto } from './page.mjs'

export const api = (s, method, path, body) =>
  s.page.evaluate(async ([m, p, b]) => {
    const res = await fetch(p, { method: m, headers: m === 'GET' ? {} : { 'Content-Type': 'application/json', 'X-Anlan': '1' }, body: b && JSON.stringify(b) })
    return res.status === 204 ? null : res.json()
  }, [method, path, body])
const key = (s, k) => s.page.keyboard.press(k)
const type = (s, text) => s.page.keyboard.type(text)
const focused = (s, id) => s.page.waitForFunction((x) => document.activeElement?.id === x, id)
/** Away from any field, so that single keys count. */
export const rest = (s) => s.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())

async function report(s, sentence) {
  await rest(s)
  await key(s, 'n')
  await focused(s, 'report-kind')
  await type(s, '滑坡')
  await s.page.locator('[role=option]').first().waitFor()
  await key(s, 'Enter')
  await key(s, 'Tab')
  await type(s, '贺村')
  await s.page.locator('[role=option]', { hasText: '贺村' }).first().waitFor()
  await key(s, 'Enter')
  await key(s, 'Tab')
  await type(s, sentence)
}
/** What may be the same incident can come in between, with a button of its own. */
async function tabTo(s, id) {
  for (let i = 0; i < 9; i++) {
    await key(s, 'Tab')
    if (await s.page.evaluate((want) => document.activeElement?.id === want, id)) return
  }
  await focused(s, id)
}
/** Every walk has a place of its own: the ones before must not be taken for the same. */
const place = (s) => `${(118.5 + (s.width % 97) / 500 + (s.lang === 'en' ? 0.03 : 0)).toFixed(4)}, 28.7200`

export const deskSteps = [
  ['duty officer', async (s) => {
    await api(s, 'DELETE', '/api/session')
    await goto(s, '/signin')
    await s.page.fill('#name', 'duty')
    await s.page.fill('#password', s.duty)
    await s.page.click('button[type=submit]')
    await s.page.locator('.queue .card').first().waitFor()
    await s.page.locator('.mapbox canvas').first().waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['report needs one sentence', async (s) => {
    await rest(s)
    await key(s, 'n')
    await focused(s, 'report-kind')
    await key(s, 'Control+Enter')
    await focused(s, 'report-sentence')
    assert.equal(await s.page.getAttribute('#report-sentence', 'aria-invalid'), 'true')
  }],
  ['report kept', async (s) => {
    await type(s, '未说完的半句')
    await key(s, 'Escape')
    await dialog(s.page).waitFor({ state: 'detached' })
    await rest(s)
    await key(s, 'n')
    await s.page.locator('.draft').waitFor()
    assert.equal(await s.page.inputValue('#report-sentence'), '未说完的半句')
    await s.page.locator('.draft button').click()
    await key(s, 'Escape')
    await dialog(s.page).waitFor({ state: 'detached' })
  }],
  ['report by keyboard', async (s) => {
    s.sentence = `后山滑坡堵了村道，三户受威胁 ${s.size} ${s.lang}`
    const from = Date.now()
    await report(s, s.sentence)
    await tabTo(s, 'report-lonlat')
    await type(s, place(s))
    await key(s, 'Control+Enter')
    await s.page.locator('.desk-incident .title', { hasText: s.sentence }).waitFor()
    assert.ok(Date.now() - from < 30_000, 'within 30 s')
    s.incident = new URL(s.page.url()).searchParams.get('sel').split(':')[1]
    const made = await api(s, 'GET', `/api/r/incident/${s.incident}`)
    assert.deepEqual([made.deaths, made.injuries, made.class, made.state], [null, null, 'natural', 'reported'], 'what was not said is unknown, not 0')
  }],
  ['duplicate offered', async (s) => {
    await report(s, '村道被土石埋了约五十米')
    await tabTo(s, 'report-lonlat')
    await type(s, place(s))
    await s.page.locator('.similar li', { hasText: s.sentence }).waitFor()
  }],
  ['duplicate taken as the same', async (s) => {
    const before = (await api(s, 'GET', '/api/r/incident?limit=1')).total
    await s.page.locator('.similar li', { hasText: s.sentence }).locator('button').focus()
    await key(s, 'Enter')
    await dialog(s.page).waitFor({ state: 'detached' })
    await s.page.locator('.desk-incident .timeline li', { hasText: '村道被土石埋了约五十米' }).waitFor()
    assert.equal((await api(s, 'GET', '/api/r/incident?limit=1')).total, before)
  }],
  ['log by Enter', async (s) => {
    await s.page.locator('.desk-incident .foot input').focus()
    await type(s, '已通知村干部清点人数')
    await key(s, 'Enter')
    await s.page.locator('.desk-incident .timeline li', { hasText: '已通知村干部清点人数' }).waitFor()
    assert.equal(await s.page.locator('.desk-incident .foot input').inputValue(), '')
  }],
  ['queue by key', async (s) => {
    s.alarm = `液位高报警 ${s.size} ${s.lang}`
    const made = await api(s, 'POST', '/api/r/alarm', { title: s.alarm, source: 'sensor', level: '1', at: new Date().toISOString(), region: '330802000000' })
    assert.ok(made.id, JSON.stringify(made))
    s.alarmId = made.id
    await s.page.locator('.queue .card', { hasText: s.alarm }).waitFor()
    await goto(s, '/duty')
    const mine = s.page.locator('.queue .card', { hasText: s.alarm })
    await mine.waitFor()
    await rest(s)
    for (let i = 0; i < 900 && !(await mine.locator('.main:focus').count()); i++) await key(s, 'j')
    await key(s, 'j')
    await key(s, 'k')
    assert.equal(await mine.locator('.main:focus').count(), 1)
    await key(s, 'Enter')
    await s.page.locator('.beside .view h2', { hasText: s.alarm }).waitFor()
    assert.match(s.page.url(), /sel=alarm/)
  }],
  ['acknowledged with A', async (s) => {
    const card = s.page.locator('.queue .card', { hasText: s.alarm })
    await card.locator('.main').focus()
    await key(s, 'a')
    await s.page.locator('.queue .card.line', { hasText: s.alarm }).waitFor()
    await s.page.waitForFunction(async (id) => (await (await fetch(`/api/r/alarm/${id}`)).json()).state === 'acked', s.alarmId)
    await s.page.waitForTimeout(1200)
    assert.equal(await card.count(), 1, 'it stays as one line')
  }],
  ['between the parts', async (s) => {
    const part = () => s.page.evaluate(() => document.activeElement?.closest('[data-part]')?.getAttribute('data-part'))
    await s.page.locator('.queue .card .main').first().focus()
    const seen = []
    for (let i = 0; i < 3; i++) {
      await key(s, 'F6')
      seen.push(await part())
    }
    assert.deepEqual([...seen].sort(), ['map', 'panel', 'queue'])
    await rest(s)
    await key(s, 'm')
    assert.equal(await s.page.locator('.queue .head button').getAttribute('aria-pressed'), 'true')
    await key(s, 'm')
    await key(s, 'Escape')
    await s.page.waitForURL((u) => !u.searchParams.has('sel'))
  }],
]
