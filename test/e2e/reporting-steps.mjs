// SPDX-License-Identifier: Apache-2.0
// 信息报送 without a mouse: what is due, a zero report, the table of the month down to its evidence, what nobody reported.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { dialog, goto } from './page.mjs'

const key = (s, k) => s.page.keyboard.press(k)
const type = (s, text) => s.page.keyboard.type(text)
const focused = (s, id) => s.page.waitForFunction((x) => document.activeElement?.id === x, id)
const gone = (s) => dialog(s.page).waitFor({ state: 'detached' })
export async function signIn(s, name, password) {
  await api(s, 'DELETE', '/api/session')
  await goto(s, '/signin')
  await s.page.fill('#name', name)
  await s.page.fill('#password', password)
  await s.page.click('button[type=submit]')
  await s.page.locator('.queue .card, .bench').first().waitFor()
}
async function press(s, locator) {
  await locator.focus()
  await key(s, 'Enter')
}

export const reportingSteps = [
  ['reporting prepared', async (s) => {
    await goto(s, '/signin')
    await signIn(s, 'leader', s.leader)
    const mark = `${s.size} ${s.lang}`
    const day = 86400000
    const made = await api(s, 'POST', '/api/r/response', { kind: s.lang === 'zh' ? 'snow' : 'drought', level: '4', region: '330800000000' }) /* one response of a kind and place */
    assert.ok(made.id, JSON.stringify(made))
    const begun = await api(s, 'POST', `/api/r/response/${made.id}/activate`, { level: '4', reasons: `强降雨 ${mark}`, started_at: new Date().toISOString(), planned_end_at: new Date(Date.now() + 2 * day).toISOString(), measures: '值守', zero_report: 1 })
    assert.equal(begun.state, 'active', JSON.stringify(begun))
    s.response = made.id
    s.alarm = `反应釜超压 ${mark}`
  }, /api\/feed|请登录|please sign in/ /* signing out ends the stream */],
  ['reporting due', async (s) => {
    await signIn(s, 'duty', s.duty)
    for (const title of [s.alarm, `${s.alarm} 复检`]) assert.ok((await api(s, 'POST', '/api/r/alarm', { title, source: 'sensor', level: '1', at: new Date(Date.now() - 2 * 3600000).toISOString(), region: '330802000000' })).id)
    await goto(s, '/incidents/reporting')
    await s.page.locator('.rep .rows li').first().waitFor()
    const owed = (await api(s, 'GET', `/api/reporting/duties?state=pending&response=${s.response}`)).items
    assert.ok(owed.length > 3 && owed.every((d) => d.stage === 'zero'), JSON.stringify(owed.slice(0, 2)))
    s.owed = owed.length
    s.body = owed[0].region_name
  }, /api\/feed|请登录|please sign in/],
  ['reporting zero', async (s) => {
    await s.page.selectOption('.rep .body', { label: s.body })
    await press(s, s.page.locator('.rep .rows button').first())
    await focused(s, 'reason-text')
    assert.match(await s.page.inputValue('#reason-text'), new RegExp(s.body))
  }],
  ['reporting zero sent', async (s) => {
    await key(s, 'Control+Enter')
    await gone(s)
    const all = (await api(s, 'GET', `/api/reporting/duties?response=${s.response}&only=in_time`)).items
    assert.equal(all.length, 1, 'one body has filed')
    assert.equal(all[0].region_name, s.body)
  }],
  ['reporting month', async (s) => {
    await rest(s)
    await key(s, '2')
    await s.page.waitForURL(/view=month/)
    await s.page.locator('.rep .table tbody tr').first().waitFor()
    const total = await s.page.locator('.rep tfoot td').first().innerText()
    const rows = await s.page.locator('.rep tbody tr td:nth-child(3)').allInnerTexts()
    assert.equal(Number(total), rows.reduce((a, x) => a + Number(x), 0), 'the foot is the sum')
  }],
  ['reporting month opened', async (s) => {
    const cell = s.page.locator('.rep tbody tr td:nth-child(3) button').first()
    const n = Number(await cell.innerText())
    await press(s, cell)
    await focused(s, 'rep-records')
    await s.page.locator('.rep section.panel .rows li').first().waitFor()
    assert.equal(await s.page.locator('.rep section.panel .rows li').count(), n)
    assert.ok((await s.page.locator('.rep section.panel .rows .why .note').first().innerText()).length > 10)
  }],
  ['reporting workbook', async (s) => {
    const href = await s.page.getAttribute('.rep a[download]', 'href')
    const [status, head] = await s.page.evaluate(async (h) => { const r = await fetch(h); return [r.status, String.fromCharCode(...new Uint8Array(await r.arrayBuffer()).slice(0, 2))] }, href)
    assert.deepEqual([status, head], [200, 'PK'])
  }],
  ['reporting evidence', async (s) => {
    await press(s, s.page.locator('.rep section.panel .rows .links a').first())
    await s.page.waitForURL((u) => !u.pathname.includes('/incidents/reporting'))
    await s.page.locator('h1').first().waitFor()
  }],
  ['reporting unreported', async (s) => {
    await goto(s, '/incidents/reporting?view=unreported')
    await s.page.locator('.rep li', { hasText: s.alarm }).first().waitFor()
  }],
  ['reporting incident made', async (s) => {
    await press(s, s.page.locator('.rep li').filter({ has: s.page.getByText(s.alarm, { exact: true }) }).locator('.do button').first())
    await focused(s, 'answer-title')
    assert.equal(await s.page.inputValue('#answer-title'), s.alarm)
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.waitForURL(/\/filings$/)
    await s.page.locator('.duties li').first().waitFor()
  }],
  ['reporting waived', async (s) => {
    await signIn(s, 'leader', s.leader)
    await goto(s, '/incidents/reporting?view=unreported')
    const row = s.page.locator('.rep li').filter({ has: s.page.locator('.do button') }).first()
    await row.waitFor()
    s.cross = await row.locator('.what p').first().innerText()
    await press(s, row.locator('.do button').last())
    await focused(s, 'answer-reason')
    await key(s, 'Control+Enter')
    await s.page.waitForFunction(() => document.getElementById('answer-reason')?.getAttribute('aria-invalid') === 'true')
    await type(s, '演练触发')
  }, /api\/feed|请登录|please sign in/],
  ['reporting waived in sight', async (s) => {
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.locator('.rep li', { hasText: '演练触发' }).first().waitFor()
  }],
  ['reporting taken back', async (s) => {
    await press(s, s.page.locator('.rep li', { hasText: '演练触发' }).first().locator('.do button'))
    await focused(s, 'reason-text')
    await type(s, '复核')
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.waitForFunction(() => ![...document.querySelectorAll('.rep li')].some((x) => x.textContent.includes('演练触发')))
    await api(s, 'POST', `/api/r/response/${s.response}/stop_zero`, { reason: '雨停' })
    await signIn(s, s.admin, s.password)
  }, /api\/feed|请登录|please sign in/],
]
