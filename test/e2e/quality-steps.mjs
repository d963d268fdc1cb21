// SPDX-License-Identifier: Apache-2.0
// 数据质量 without a mouse: departments against the API, one opened to a register, a point to its records, a record mended on its own page and gone from it.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { goto } from './page.mjs'

const ask = (s, query = '') => api(s, 'GET', `/api/quality?region=330800000000${query}`)
const named = (q, reg) => q.departments.flatMap((d) => d.registers.map((r) => ({ d, r }))).find((x) => x.r.register === reg)
async function press(s, locator) {
  await locator.focus()
  await s.page.keyboard.press('Enter')
}
const row = (s, id) => s.page.locator(`tr:has([id="${id}"])`)

export const qualitySteps = [
  ['quality', async (s) => {
    await goto(s, '/oversight/quality')
    await s.page.locator('.qual .bodies tbody').first().waitFor()
    const q = await ask(s)
    assert.equal(await s.page.locator('.qual .whole strong').innerText(), String(q.score))
    assert.equal(await s.page.locator('.qual .bodies tbody').count(), q.departments.length)
    for (const d of q.departments) {
      assert.equal(await row(s, `body-${d.key}`).locator('.score').innerText(), d.score === null ? '—' : String(d.score), d.key)
      const shown = await row(s, `body-${d.key}`).locator('.kind b').allInnerTexts()
      assert.deepEqual(shown, Object.values(d.kinds).filter((k) => k.share !== null).map((k) => `${k.share}%`), d.key)
    }
  }],
  ['quality department', async (s) => {
    await rest(s)
    for (const k of ['j', 'j', 'k']) await s.page.keyboard.press(k)
    const q = await ask(s)
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), `body-${q.departments[0].key}`)
    const { d } = named(q, 'accident')
    await press(s, s.page.locator(`#body-${d.key}`))
    await s.page.waitForURL(new RegExp(`body=${d.key}`))
    assert.equal(await s.page.locator('.qual tr.reg').count(), d.registers.length)
  }],
  ['quality register', async (s) => {
    const { r } = named(await ask(s), 'accident')
    await press(s, s.page.locator('#reg-accident'))
    await s.page.locator('#quality-register').waitFor()
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'quality-register')
    assert.equal(await s.page.locator('#quality-register button.point').count(), r.points.filter((p) => p.failing).length)
  }],
  ['quality records', async (s) => {
    const p = named(await ask(s), 'accident').r.points.find((x) => x.key === 'inside')
    const first = (await api(s, 'GET', p.records)).items[0]
    await press(s, s.page.locator('[id="point-inside"]'))
    await s.page.waitForURL(/point=inside/)
    await s.page.locator('.failing tbody tr').first().waitFor()
    assert.equal(await s.page.locator('.failing tbody tr').count(), Math.min(50, p.failing))
    const text = await s.page.locator('.failing tbody tr').first().innerText()
    assert.ok(text.includes(first.title) && text.includes(first.value), text)
    const size = await s.page.evaluate(async (u) => (await (await fetch(u)).blob()).size, await s.page.locator('.failing a[href*="format=xlsx"]').getAttribute('href'))
    assert.ok(size > 2000, `${size} bytes`)
  }],
  ['quality record', async (s) => {
    await press(s, s.page.locator('.failing tbody a').first())
    await s.page.waitForURL(/\/r\/accident\//)
    await s.page.locator('main h1').first().waitFor()
    await s.page.goBack()
    await s.page.locator('.failing tbody tr').first().waitFor()
  }],
  ['quality mended', async (s) => {
    const p = named(await ask(s), 'enterprise').r.points.find((x) => x.key === 'given.principal')
    const one = (await api(s, 'GET', p.records)).items[0]
    if (one) await api(s, 'PATCH', `/api/r/enterprise/${one.id}`, { principal: '徐立' })
    const now = named(await ask(s), 'enterprise').r.points.find((x) => x.key === 'given.principal')
    assert.equal(now.failing, Math.max(0, p.failing - 1))
    await goto(s, '/resources/quality?reg=enterprise')
    await s.page.locator('#quality-register button.point').first().waitFor()
    assert.equal(await s.page.locator('[id="point-given.principal"]').count(), now.failing ? 1 : 0)
  }],
  ['quality closed', async (s) => {
    await s.page.keyboard.press('Escape')
    await s.page.locator('#quality-register').waitFor({ state: 'detached' })
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'reg-enterprise')
  }],
  ['quality of a county and year', async (s) => {
    await s.page.selectOption('#ind-year', '2019')
    await s.page.waitForURL(/period=2019/)
    await s.page.selectOption('#ind-region', '330881000000')
    await s.page.waitForURL(/region=330881/)
    const q = await api(s, 'GET', '/api/quality?region=330881000000&period=2019')
    await s.page.waitForFunction((want) => document.querySelector('.qual .whole strong')?.textContent === want, String(q.score))
  }],
]
