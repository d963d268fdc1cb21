// SPDX-License-Identifier: Apache-2.0
// 指标看板 without a mouse: the figures of a year against the API, a card opened by J and Enter, a county, a record and back, places compared.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { goto } from './page.mjs'
import { signIn } from './reporting-steps.mjs'

const key = (s, k) => s.page.keyboard.press(k)
const digits = (text) => Number(text.replaceAll(',', ''))
const ask = (s, path, query) => api(s, 'GET', `/api/indicators/${path}?period=2019${query ?? ''}`)
async function press(s, locator) {
  await locator.focus()
  await key(s, 'Enter')
}
const drawn = (s, key) => s.page.locator(`[id="ind-${key}"]`)

export const indicatorSteps = [
  ['indicator board', async (s) => {
    await signIn(s, s.admin, s.password) /* a part before may have left somebody who does not see exams */
    await goto(s, '/oversight/indicators')
    await s.page.locator('.ind .card').first().waitFor()
    assert.equal(await s.page.inputValue('#ind-year'), String(new Date(await s.page.evaluate(async () => (await (await fetch('/api/site')).json()).now)).getFullYear()), 'this year first')
    await s.page.selectOption('#ind-year', '2019')
    await s.page.waitForURL(/period=2019/)
    await s.page.waitForFunction(() => document.querySelectorAll('.ind .card').length > 50 && !document.querySelector('.ind .card[aria-busy=true]'))
    await drawn(s, 'acc.deaths').locator('svg').waitFor()
  }, /api\/feed|请登录|please sign in/ /* signing out ends the stream */],
  ['indicator figures', async (s) => {
    for (const k of ['acc.count', 'acc.loss', 'acc.gdp_death_rate', 'hd.found', 'exam.pass_rate']) {
      const v = (await ask(s, k)).value
      assert.ok(v > 0, `${k} ${v}`)
      assert.equal(digits(await drawn(s, k).locator('.value strong').innerText()), v, k)
    }
    assert.equal((await ask(s, 'shelter.county_coverage')).value, null)
    assert.equal(await drawn(s, 'shelter.county_coverage').locator('.value strong').count(), 0, 'not known is no number')
    assert.match(await drawn(s, 'acc.count').innerText(), s.lang === 'zh' ? /▼.*下降/s : /▼.*down/s)
    await drawn(s, 'exam.pass_rate').scrollIntoViewIfNeeded()
    await drawn(s, 'exam.pass_rate').locator('svg').waitFor()
  }],
  ['indicator target', async (s) => {
    const value = (await ask(s, 'acc.count')).value
    const there = (await api(s, 'GET', '/api/r/target?indicator=acc.count&period=2019&limit=1')).items[0]
    if (!there) await api(s, 'POST', '/api/r/target', { indicator: 'acc.count', period: '2019', region: '330800000000', op: 'at_most', value: value - 1 })
    await goto(s, '/oversight/indicators?period=2019')
    await drawn(s, 'acc.count').locator('.target.not_met').waitFor()
    assert.match(await drawn(s, 'acc.count').locator('.target').innerText(), s.lang === 'zh' ? /目标 ≤ .*✗ 未达标/ : /Target ≤ .*✗ not met/)
  }],
  ['indicator opened', async (s) => {
    await rest(s)
    for (const k of ['j', 'j', 'j', 'j', 'k']) await key(s, k)
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'ind-acc.deaths')
    await key(s, 'Enter')
    await s.page.waitForURL(/show=acc\.deaths/)
    await s.page.locator('.detail .parts tbody tr').first().waitFor()
    const whole = await ask(s, 'acc.deaths', '&by=county')
    const shown = (await s.page.locator('.detail .parts tbody td:nth-child(2)').allInnerTexts()).map(digits)
    assert.deepEqual(shown, whole.by.map((p) => p.value).sort((a, b) => b - a), 'the most first')
    assert.equal(digits(await s.page.locator('.detail tfoot .total').innerText()), whole.value)
    assert.equal(shown.reduce((a, b) => a + b, 0), whole.value)
  }],
  ['indicator county', async (s) => {
    const row = s.page.locator('.detail .parts tbody tr').first()
    const place = (await row.locator('th').innerText()).trim()
    await press(s, row.locator('button'))
    await s.page.waitForURL(/at=3308\d{8}/)
    const county = new URL(s.page.url()).searchParams.get('at')
    const n = (await ask(s, 'acc.deaths/records', `&region=${county}`)).items.length
    await s.page.waitForFunction(([want, name]) => document.querySelectorAll('.detail .records tbody tr').length === want && document.querySelector('.detail .records h3').textContent.includes(name), [n, place])
  }],
  ['indicator record', async (s) => {
    const link = s.page.locator('.detail .records tbody a').first()
    s.back = s.page.url()
    await press(s, link)
    await s.page.waitForURL(/\/r\/accident\/[0-9A-Za-z]{13}/)
    await s.page.locator('main h1, main h2').first().waitFor()
  }],
  ['indicator back', async (s) => {
    await s.page.goBack()
    await s.page.waitForURL((u) => u.href === s.back)
    await s.page.locator('.detail .records tbody a').first().waitFor()
  }],
  ['indicator months', async (s) => {
    await press(s, s.page.locator('.detail [role=group] .btn').nth(1))
    await s.page.locator('.detail .chart .curve').waitFor()
    const year = await ask(s, 'acc.deaths', '&by=month')
    await s.page.waitForFunction(() => document.querySelectorAll('.detail .parts tbody tr').length === 12)
    assert.deepEqual((await s.page.locator('.detail .parts tbody td:nth-child(2)').allInnerTexts()).map(digits), year.by.map((p) => p.value), 'in their order')
  }],
  ['indicator sectors', async (s) => {
    await press(s, s.page.locator('.detail [role=group] .btn').nth(2))
    const all = await ask(s, 'acc.deaths', '&by=sector')
    await s.page.waitForFunction((n) => document.querySelectorAll('.detail .parts tbody tr').length === n, all.by.length)
    const [file] = await Promise.all([s.page.waitForEvent('download'), press(s, s.page.locator('.detail .btn', { hasText: 'CSV' }).first())])
    assert.match(file.suggestedFilename(), /2019.*\.csv$/)
  }],
  ['indicator closed', async (s) => {
    await rest(s)
    await key(s, 'Escape')
    await s.page.locator('.detail').waitFor({ state: 'detached' })
    await s.page.waitForFunction(() => document.activeElement?.id === 'ind-acc.deaths')
  }],
  ['indicator compare', async (s) => {
    await press(s, s.page.locator('.ind .compare-btn'))
    await s.page.locator('.compare tbody tr').first().waitFor()
    await s.page.waitForFunction(() => !document.querySelector('.compare .btn[disabled]'))
    const whole = await ask(s, 'acc.count', '&by=county')
    assert.deepEqual((await s.page.locator('.compare tbody td:nth-child(2)').allInnerTexts()).map(digits), whole.by.map((p) => p.value))
    assert.equal(digits(await s.page.locator('.compare tfoot td').first().innerText()), whole.value)
  }],
  ['indicator as of', async (s) => {
    await goto(s, '/oversight/indicators?period=2019&region=330881000000&as_of=2019-08-09T14:05')
    await drawn(s, 'acc.count').locator('.value strong').waitFor()
    assert.equal(await s.page.inputValue('#ind-region'), '330881000000')
    assert.equal(await s.page.inputValue('#ind-asof'), '2019-08-09T14:05')
    const then = await ask(s, 'acc.count', '&region=330881000000&as_of=2019-08-09T14:05:00%2B08:00')
    assert.equal(digits(await drawn(s, 'acc.count').locator('.value strong').innerText()), then.value)
    assert.notEqual(then.value, (await ask(s, 'acc.count', '&region=330881000000')).value, 'the city was entered later')
  }],
]
