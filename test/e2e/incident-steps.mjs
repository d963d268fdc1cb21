// SPDX-License-Identifier: Apache-2.0
// One incident from its log to its last report: correct, order, dispatch and walk the dispatch through, file, fetch the papers.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { dialog, goto } from './page.mjs'

const tab = async (s, name) => {
  await goto(s, `/incidents/${s.incident}${name ? `/${name}` : ''}`)
  await s.page.locator('#itab-body').waitFor()
}
const key = (s, k) => s.page.keyboard.press(k)
const step = (s, i) => s.page.locator('.sent .step').nth(i)
/** Type into a type-ahead and take its first line. */
const choose = async (s, id, words) => {
  await s.page.locator(`#${id}`).focus()
  await s.page.keyboard.type(words)
  await s.page.locator('[role=option]').first().waitFor()
  await s.page.keyboard.press('Enter')
}

export const incidentSteps = [
  ['incident page', async (s) => {
    await tab(s, '')
    await s.page.locator('.incident h1', { hasText: s.sentence }).waitFor()
    assert.equal(await s.page.locator('.figures .unknown').count(), 6)
    await s.page.locator('.duties li').first().waitFor()
    if (s.width > 700) return
    const small = await s.page.evaluate(() => [...document.querySelectorAll('.incident .bar .btn, .incident .tabs button')].map((b) => [b.textContent.trim(), b.getBoundingClientRect().height, parseFloat(getComputedStyle(b).fontSize)]).filter((x) => x[1] < 44 || x[2] < 16))
    assert.deepEqual(small, [])
    const bar = await s.page.locator('.incident .bar').boundingBox()
    assert.ok(bar.y > 844 / 2, 'the actions are in the lower half')
  }],
  ['timeline', async (s) => {
    await s.page.locator('#itab-overview').focus()
    await key(s, 'ArrowRight')
    await s.page.waitForURL(/\/timeline$/)
    await s.page.locator('.timeline li', { hasText: '已通知村干部清点人数' }).waitFor()
  }],
  ['timeline corrected', async (s) => {
    await s.page.locator('.timeline li', { hasText: '已通知村干部清点人数' }).locator('.fixbtn').focus()
    await key(s, 'Enter')
    await s.page.waitForFunction(() => document.activeElement?.closest('.fix') !== null)
    await key(s, 'Control+a')
    await s.page.keyboard.type('已通知村书记清点人数')
    await key(s, 'Tab')
    await s.page.keyboard.type('记错了')
    await key(s, 'Enter')
    await s.page.locator('.timeline li.gone del', { hasText: '已通知村干部清点人数' }).waitFor()
    await s.page.locator('.timeline li', { hasText: '已通知村书记清点人数' }).first().waitFor()
  }],
  ['timeline by kind', async (s) => {
    const all = await s.page.locator('.timeline li').count()
    await s.page.locator('.kinds .btn').last().click()
    await s.page.waitForFunction((n) => document.querySelectorAll('.timeline li').length < n, all)
  }],
  ['order with O', async (s) => {
    await rest(s)
    await key(s, 'o')
    await s.page.waitForFunction(() => document.activeElement?.id === 'order-title')
    await s.page.keyboard.type('核对受威胁 3 户人员名单')
    await s.page.waitForTimeout(200)
  }],
  ['order given', async (s) => {
    await key(s, 'Control+Enter')
    await dialog(s.page).waitFor({ state: 'detached' })
    await tab(s, 'tasks')
    const row = s.page.locator('.tasks .step', { hasText: '核对受威胁' })
    const first = await row.locator('.does .primary').innerText()
    await row.locator('.does .primary').click()
    await s.page.waitForFunction((old) => { const b = document.querySelector('.tasks .step .does .primary'); return b && b.textContent.trim() !== old }, first)
  }],
  ['forces proposed', async (s) => {
    await tab(s, 'forces')
    await choose(s, 'slot-add-equipment', s.lang === 'zh' ? '冲锋舟' : 'Boat')
    await s.page.locator('.slot').nth(2).waitFor()
    await choose(s, 'slot-add-stock', '1110301')
    await s.page.locator('.slot .num').waitFor()
    await s.page.locator('.slot .num').focus()
    await key(s, 'Control+a')
    await s.page.keyboard.type('120')
    await key(s, 'Tab')
    await key(s, 'Control+Enter')
    await s.page.locator('.offer').first().waitFor()
    assert.ok((await s.page.locator('fieldset').count()) >= 3)
    assert.ok((await s.page.locator('.offer .loan').count()) > 0, 'what belongs to others is marked')
  }],
  ['another team instead', async (s) => {
    const first = s.page.locator('.offer').first()
    const was = await first.locator('strong').innerText()
    await first.locator('.btn', { hasText: s.lang === 'zh' ? '换一个' : 'Another' }).focus()
    await key(s, 'Enter')
    await s.page.locator('.others .other').first().waitFor()
    await s.page.waitForTimeout(200)
    await s.page.locator('.others .other').first().focus()
    await key(s, 'Enter')
    await s.page.waitForFunction((w) => document.querySelector('.offer strong').textContent !== w, was)
  }],
  ['forces ordered', async (s) => {
    s.teams = await s.page.locator('.offer input[type=checkbox]:checked').count()
    await s.page.locator('.go').focus()
    await key(s, 'Control+Enter')
    await step(s, 0).waitFor()
    await s.page.waitForFunction((n) => document.querySelectorAll('.sent .step').length === n, s.teams)
    await s.page.locator('.lent .step').first().waitFor()
  }],
  ['dispatch walked through', async (s) => {
    for (let i = 0; i < s.teams; i++) {
      const names = []
      for (const want of ['accepted', 'departed', 'arrived', 'finished', 'stood_down']) {
        names.push(await step(s, i).locator('.does .primary').innerText())
        await step(s, i).locator('.does .primary').click()
        if (want === 'finished') {
          await s.page.fill('#act-result', '道路抢通')
          await dialog(s.page).locator('footer .primary').click()
          await dialog(s.page).waitFor({ state: 'detached' })
        }
        const last = names.at(-1)
        await s.page.waitForFunction(([n, old]) => document.querySelectorAll('.sent .step')[n]?.querySelector('.does .primary')?.textContent.trim() !== old, [i, last])
      }
      assert.equal(new Set(names).size, 5, names.join())
    }
    const all = (await api(s, 'GET', `/api/r/dispatch?incident=${s.incident}`)).items
    assert.deepEqual(all.map((d) => d.state), Array(s.teams).fill('stood_down'))
  }],
  ['filing with R', async (s) => {
    await rest(s)
    await key(s, 'r')
    await s.page.waitForFunction(() => document.activeElement?.id === 'filing-text')
    const text = await s.page.inputValue('#filing-text')
    assert.ok(text.includes(s.sentence) && /未核实|Unverified/.test(text), text)
  }],
  ['filing sent', async (s) => {
    await key(s, 'Control+Enter')
    await dialog(s.page).waitFor({ state: 'detached' })
    await tab(s, 'filings')
    await s.page.locator('.filings details').first().waitFor()
    await s.page.locator('.duties .ok-text').first().waitFor()
    const [filing] = (await api(s, 'GET', `/api/r/filing?incident=${s.incident}`)).items
    assert.deepEqual([filing.stage, filing.level, filing.deaths], ['first', 'city', null])
  }],
  ['paper', async (s) => {
    const [file] = await Promise.all([s.page.waitForEvent('download'), s.page.locator('a[href*="paper.docx"]').first().click()])
    assert.match(file.suggestedFilename(), /\.docx$/)
  }],
  ['total that falls', async (s) => {
    const { version } = await api(s, 'GET', `/api/r/incident/${s.incident}`)
    await s.page.evaluate(async ([id, v]) => fetch(`/api/r/incident/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-Anlan': '1', 'If-Match': String(v) }, body: JSON.stringify({ injuries: 2 }) }), [s.incident, version])
    await api(s, 'POST', '/api/r/filing', { incident: s.incident, stage: 'follow_up', level: 'city', channel: 'written', injuries: 3, text: '受伤 3 人' })
    await tab(s, 'filings')
    await s.page.waitForFunction(() => document.querySelectorAll('.filings details').length === 2)
    await rest(s)
    await key(s, 'r')
    await s.page.locator('#filing-fall_reason').waitFor()
    await s.page.waitForFunction(() => document.activeElement?.id === 'filing-text')
    await key(s, 'Control+Enter')
    await s.page.waitForFunction(() => document.activeElement?.id === 'filing-fall_reason')
    await s.page.keyboard.type('一人重复统计')
    await key(s, 'Control+Enter')
    await dialog(s.page).waitFor({ state: 'detached' })
    await s.page.waitForFunction(() => document.querySelectorAll('.filings details').length === 3)
  }],
  ['around', async (s) => {
    await tab(s, 'around')
    await s.page.locator('.around .btn').nth(3).click()
    await s.page.locator('.around .kinds b').first().waitFor()
  }],
  ['incident files', async (s) => {
    await tab(s, 'files')
    await s.page.locator('.blocks section').first().waitFor()
  }],
]
