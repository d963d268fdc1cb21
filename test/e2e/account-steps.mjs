// SPDX-License-Identifier: Apache-2.0
// A new account from its first sign-in on: its own password, a second factor, and a masked value shown for a reason.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { dialog, goto, main } from './page.mjs'

const STEP_S = 30
const ID_NUMBER = '11010519491231002X' /* the example of GB 11643-1999, annex A */
/** RFC 6238 over RFC 4226: SHA-1, six digits. */
function totp(secret, ahead = 0) {
  const bits = [...secret.replace(/[\s=]/g, '').toUpperCase()].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_S) + ahead))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}
async function signOut(s) {
  await s.page.locator('header .popup-root').last().locator('button').first().click()
  await s.page.locator('header .popup .item').last().click()
  await s.page.locator('#name').waitFor()
}
async function signIn(s, password) {
  await s.page.fill('#name', s.own)
  await s.page.fill('#password', password)
  await s.page.click('button[type=submit]')
}

export const accountSteps = [
  ['account made', async (s) => {
    s.own = `walk-${s.size}-${s.lang}`
    await goto(s, '/admin/accounts')
    await s.page.locator('.page-head .btn.primary').click()
    await s.page.fill('#account-name', s.own)
    await s.page.selectOption('#account-role', 'duty')
    await dialog(s.page).locator('button[type=submit]').click()
    s.fresh = await dialog(s.page).locator('code').innerText()
  }],
  ['first sign-in', async (s) => {
    await s.page.keyboard.press('Escape')
    await dialog(s.page).waitFor({ state: 'detached' })
    await signOut(s)
    await signIn(s, s.fresh)
    await s.page.waitForURL(/\/password$/)
    await goto(s, '/r/incident')
    await s.page.waitForURL(/\/password$/) /* nothing else before the password is changed */
    await s.page.locator('.pw').waitFor()
  }],
  ['password differs', async (s) => {
    s.mine = `Ximen-${s.fresh}-7`
    const boxes = s.page.locator('.pw input')
    await boxes.nth(0).fill(s.fresh)
    await boxes.nth(1).fill(s.mine)
    await boxes.nth(2).fill('another one')
    await s.page.locator('.pw button').click()
    await s.page.locator('.pw [role=alert]').waitFor()
  }],
  ['password changed', async (s) => {
    await s.page.locator('.pw input').nth(2).fill(s.mine)
    await s.page.locator('.pw button').click()
    await s.page.locator('.bench').waitFor()
  }],
  ['masked value', async (s) => {
    const made = await s.page.evaluate(async (body) => {
      const res = await fetch('/api/r/person', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Anlan': '1' }, body: JSON.stringify(body) })
      return res.json()
    }, { name: '演示人员', region: '330802005001', id_number: ID_NUMBER })
    assert.ok(made.id, JSON.stringify(made))
    await goto(s, `/r/person/${made.id}/full`)
    await s.page.locator('dd:has(button)', { hasText: '*' }).locator('button').first().click()
    await dialog(s.page).waitFor()
    assert.ok(await dialog(s.page).locator('button[type=submit]').isDisabled(), 'no reveal without a reason')
  }],
  ['masked value shown', async (s) => {
    await s.page.fill('#reveal-reason', '核对身份')
    await dialog(s.page).locator('button[type=submit]').click()
    await dialog(s.page).waitFor({ state: 'detached' })
    assert.equal(await s.page.locator('dd strong').first().innerText(), ID_NUMBER)
  }],
  ['second factor begun', async (s) => {
    await goto(s, '/me')
    await main(s.page).locator('section.second').locator('.btn').click()
    s.secret = await s.page.locator('.totp code').innerText()
  }],
  ['second factor on', async (s) => {
    await s.page.locator('.totp input').fill(totp(s.secret))
    await s.page.locator('.totp .btn.primary').click()
    await main(s.page).locator('section.second').locator('.btn.danger').waitFor()
  }],
  ['second factor asked', async (s) => {
    await signOut(s)
    await signIn(s, s.mine)
    await s.page.locator('#totp').waitFor()
    assert.equal(await s.page.evaluate(() => document.activeElement?.id), 'totp')
  }],
  ['second factor wrong', async (s) => {
    await s.page.fill('#totp', '000000')
    await s.page.click('button[type=submit]')
    await s.page.locator('[role=alert]').waitFor()
  }],
  ['second factor given', async (s) => {
    await s.page.fill('#totp', totp(s.secret, 1)) /* the code of enrolment is used up */
    await s.page.click('button[type=submit]')
    await s.page.locator('.bench').waitFor()
  }],
]
