// SPDX-License-Identifier: Apache-2.0
// 责任人进岗 without a mouse: the board of the response that runs, down to a village, who is missing, a cover named, the check of posts.
import assert from 'node:assert/strict'
import { api } from './desk-steps.mjs'
import { goto } from './page.mjs'
import { signIn } from './reporting-steps.mjs'

async function press(s, locator) {
  await locator.focus()
  await s.page.keyboard.press('Enter')
}
const sums = async (s) => (await s.page.locator('.roll .sums dd').allInnerTexts()).map((x) => Number(x.replaceAll(',', '')))

export const rollSteps = [
  ['roll board', async (s) => {
    await signIn(s, 'duty', s.duty)
    await goto(s, '/duty/roll')
    await s.page.locator('.roll .table tbody tr').first().waitFor()
    await s.page.locator('.roll .people li').first().waitFor()
    const [due, on, , covered, missing] = await sums(s)
    assert.equal(due, on + covered + missing, 'due = on post + covered + missing')
    s.roll = (await api(s, 'GET', '/api/roll')).items[0]
    const seen = await s.page.locator('.roll .which').inputValue()
    assert.equal(seen, s.roll.id)
  }, /api\/feed|请登录|please sign in/ /* signing out ends the stream */],
  ['roll county', async (s) => {
    await press(s, s.page.locator('.roll .place').first())
    await s.page.waitForURL(/region=\d{12}/)
    await s.page.locator('.roll .where h2').first().waitFor()
  }],
  ['roll township', async (s) => {
    const before = s.page.url()
    await press(s, s.page.locator('.roll .place').first())
    await s.page.waitForFunction((u) => location.href !== u, before)
    await s.page.locator('.roll .people li').first().waitFor()
    const b = await api(s, 'GET', `/api/roll/board?response=${s.roll.id}&region=${new URL(s.page.url()).searchParams.get('region')}`)
    await s.page.waitForFunction((n) => document.querySelector('.roll .sums dd')?.textContent === String(n), b.total.due)
  }],
  ['roll missing', async (s) => {
    await goto(s, `/duty/roll?response=${s.roll.id}&region=${s.roll.region}&state=called`)
    await s.page.locator('.roll .people li').first().waitFor()
    assert.ok(await s.page.locator('.roll .people .btn').count(), 'cover can be named')
  }],
  ['roll season', async (s) => {
    await s.page.keyboard.press('2')
    await s.page.waitForURL(/view=season/)
    await s.page.locator('.roll .table tbody tr').first().waitFor()
    const all = await api(s, 'GET', '/api/roll/season')
    assert.ok(all.counts.vacant > 0 && all.counts.dead > 0, JSON.stringify(all.counts))
  }],
  ['roll season opened', async (s) => {
    await press(s, s.page.locator('.roll .table tbody a').first())
    await s.page.waitForURL(/\/r\/[a-z_]+\/[0-9A-Z]{13}/)
    await s.page.locator('main').first().waitFor()
  }],
]
