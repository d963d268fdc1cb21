// SPDX-License-Identifier: Apache-2.0
// Notices without a mouse: written, refused beside the term, drawn by typed numbers, kept, a wide one held up, sent; who did not answer is called and
// marked; contacts.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { closeDialog, dialog, goto } from './page.mjs'

const key = (s, k) => s.page.keyboard.press(k)
const type = (s, text) => s.page.keyboard.type(text)
const focused = (s, id) => s.page.waitForFunction((x) => document.activeElement?.id === x, id)
const gone = (s) => dialog(s.page).waitFor({ state: 'detached' })
/** Focus by the keyboard's own means is Tab; here the step names the field it has come to. */
const enter = async (s, selector) => {
  await s.page.locator(selector).first().focus()
  await key(s, 'Enter')
}
async function choose(s, id, text) {
  await s.page.locator(`#${id}`).focus()
  await key(s, 'Control+a')
  await type(s, text)
  await s.page.locator('[role=option][aria-selected=true]', { hasText: text }).first().waitFor() /* the list of the whole text, not of its beginning */
  await key(s, 'Enter')
}
const total = (s, is) => s.page.waitForFunction((n) => document.querySelector('.preview .total strong')?.textContent.replaceAll(',', '') === n, String(is))
const preview = (s, audience) => api(s, 'POST', '/api/notices/preview', { audience })
const subject = (s) => `汛情叫应 ${s.size} ${s.lang}`
const SWAPPED = 'polygon:{"type":"Polygon","coordinates":[[[28.7,118.4],[28.7,118.6],[28.9,118.6],[28.7,118.4]]]}'
/** Each walk calls a township of its own. */
const town = (s) => s.towns[['1920x1080', '1440x900', '390x844'].indexOf(s.size) * 2 + (s.lang === 'en' ? 1 : 0)]

export const noticeSteps = [
  ['notice composer', async (s) => {
    await api(s, 'DELETE', '/api/session')
    await goto(s, '/signin')
    await s.page.fill('#name', 'duty')
    await s.page.fill('#password', s.duty)
    await s.page.click('button[type=submit]')
    await s.page.locator('.queue .card').first().waitFor()
    const seen = new Map()
    for (const p of (await api(s, 'GET', '/api/r/post?region=330881&kind=geo_watcher&limit=300&total=0')).items) seen.set(p.region.slice(0, 9), (seen.get(p.region.slice(0, 9)) ?? 0) + 1)
    s.towns = [...seen].filter(([, n]) => n > 3).map(([code]) => code)
    assert.ok(town(s), `${s.towns.length} townships with watchers`)
    await goto(s, '/warnings/notice/new')
    await focused(s, 'notice-subject')
    await type(s, subject(s))
    await key(s, 'Tab')
    await type(s, '请地质灾害群测群防员立即进岗巡查，发现险情立即组织转移。')
    await s.page.locator('#notice-channel li').nth(3).waitFor()
    await s.page.locator('#notice-channel .mute, #notice-channel .danger-text').first().waitFor() /* no gateway in this city: it says so */
    assert.match(await s.page.locator('#body-count').innerText(), /\d/)
  }, /api\/feed|请登录|please sign in/],
  ['notice without audience', async (s) => {
    await key(s, 'Control+Enter')
    await focused(s, 'notice-audience')
    await s.page.locator('#audience-bad').waitFor()
    assert.equal(await dialog(s.page).count(), 0)
  }],
  ['notice audience by post', async (s) => {
    await choose(s, 'term-kind', s.lang === 'zh' ? '地质灾害群测群防员' : (await api(s, 'GET', '/api/codes/post_kind')).items.find((c) => c.code === 'geo_watcher').en)
    await choose(s, 'term-region', '江山市')
    await key(s, 'Tab')
    await key(s, 'Enter')
    const p = await preview(s, 'post:geo_watcher@330881')
    await total(s, p.count)
    await s.page.locator('.preview canvas').first().waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['notice refused term', async (s) => {
    await enter(s, '.terms [aria-pressed]')
    await s.page.locator('#audience-text').focus()
    await key(s, 'Control+End')
    await type(s, `\n${SWAPPED}`)
    await s.page.locator('.terms li.bad', { hasText: /坐标颠倒|swapped/ }).waitFor()
    assert.equal(await s.page.locator('.terms li.bad').count(), 1, 'the other term is not blamed')
    await s.page.locator('.preview [role=alert]').waitFor()
  }, /notices\/preview/],
  ['notice refused is not sent', async (s) => {
    await key(s, 'Control+Enter')
    await s.page.waitForTimeout(600)
    assert.equal(await dialog(s.page).count(), 0)
    await enter(s, '.terms li.bad .btn:last-of-type')
    await s.page.waitForFunction(() => !document.querySelector('.terms li.bad'))
    await s.page.locator('.preview .total').waitFor()
  }, /notices\/preview/],
  ['notice area', async (s) => {
    await s.page.locator('.add [aria-pressed]').last().focus()
    await key(s, 'Enter')
    await focused(s, 'area-points')
    await enter(s, '.side [aria-pressed="false"]')
    await s.page.locator('#area-radius').waitFor()
    await s.page.locator('#area-points').focus()
    await type(s, '118.6300, 28.7400')
    await key(s, 'Tab')
    await type(s, '6000')
    await s.page.locator('.side .size').waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['notice area taken', async (s) => {
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.waitForFunction(() => document.querySelectorAll('.terms li').length === 2)
    await s.page.waitForFunction(() => [...document.querySelectorAll('.terms li')].every((l) => l.querySelector('b')))
    await s.page.waitForTimeout(900)
  }],
  ['notice kept', async (s) => {
    await s.page.waitForTimeout(2300)
    await goto(s, '/warnings/notice/new')
    await s.page.locator('.kept').waitFor()
    assert.equal(await s.page.inputValue('#notice-subject'), subject(s))
    assert.equal(await s.page.locator('.terms li').count(), 2)
    await s.page.locator('.preview .total').waitFor()
  }],
  ['notice wide', async (s) => {
    await s.page.locator('#term-region').waitFor()
    await choose(s, 'term-region', '衢州市')
    await key(s, 'Tab')
    await key(s, 'Enter')
    await s.page.locator('.preview .whole').waitFor()
    await key(s, 'Control+Enter')
    await focused(s, 'send-count')
    await type(s, '5')
    await key(s, 'Enter')
    await s.page.locator('#send-wrong').waitFor()
    assert.match(await s.page.locator('.el-dialog .effect').innerText(), /[\d,]{5}/)
  }],
  ['notice narrowed', async (s) => {
    await closeDialog(s.page)
    await enter(s, '.terms [aria-pressed]')
    await s.page.locator('#audience-text').focus()
    await key(s, 'Control+a')
    await type(s, `post:geo_watcher@${town(s)}`)
    s.count = (await preview(s, `post:geo_watcher@${town(s)}`)).count
    await total(s, s.count)
    await s.page.locator('.answer input[type=checkbox]').focus()
    await key(s, 'Space')
    await key(s, 'Control+Enter')
    await s.page.locator('.el-dialog .effect').waitFor()
  }],
  ['notice sent', async (s) => {
    await s.page.waitForFunction(() => document.querySelector('.el-dialog')?.contains(document.activeElement))
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.waitForURL(/\/warnings\/notice\/[0-9A-Z]{13}$/)
    s.notice = s.page.url().slice(-13)
    await s.page.locator('.receipts li').nth(s.count - 1).waitFor({ timeout: 30000 })
    await s.page.waitForFunction(async ([id, n]) => (await (await fetch(`/api/notices/${id}/reach`)).json()).items.reduce((sum, i) => sum + (i.state === 'failed' ? i.count : 0), 0) === n, [s.notice, s.count])
    await s.page.locator('.receipts .state.warn').first().waitFor()
    await s.page.waitForTimeout(3000) /* words of the toast */
    assert.equal(await s.page.evaluate(() => localStorage.getItem('anlan.draft:compose:new')), null)
  }],
  ['notice coverage', async (s) => {
    await enter(s, '.filters [aria-pressed]:last-of-type')
    await s.page.locator('.notice .map canvas').first().waitFor()
    await s.page.waitForTimeout(900)
  }],
  ['call desk', async (s) => {
    await goto(s, `/duty/calls?sel=notice:${s.notice}`)
    await s.page.locator('.receipts li').nth(s.count - 1).waitFor()
    await s.page.locator('.gates li').first().waitFor()
    await s.page.locator('.ladder li').nth(3).waitFor()
  }],
  ['call desk told', async (s) => {
    await rest(s)
    await key(s, 'j')
    await s.page.locator('.receipts li.on').waitFor()
    await key(s, 'a')
    await focused(s, 'told-note')
    await type(s, '已接听，马上进岗')
    await s.page.waitForTimeout(300)
  }],
  ['call desk answered', async (s) => {
    await key(s, 'Enter')
    await gone(s)
    await s.page.waitForFunction((n) => document.querySelectorAll('.receipts li').length === n, s.count - 1)
    const { items } = await api(s, 'GET', `/api/r/receipt?notice=${s.notice}&state=acked`)
    assert.deepEqual(items.map((r) => [r.channel, r.reply]), [['phone', '已接听，马上进岗']])
    await s.page.locator('.undo .box').waitFor()
  }],
  ['call desk taken back', async (s) => {
    await rest(s)
    await key(s, 'u')
    await s.page.waitForFunction(async (id) => (await (await fetch(`/api/r/receipt?notice=${id}&state=acked`)).json()).total === 0, s.notice)
    await s.page.waitForFunction((n) => document.querySelectorAll('.receipts li').length === n, s.count)
    await s.page.waitForTimeout(3000)
  }],
  ['call desk visited', async (s) => {
    await s.page.waitForFunction(async (id) => (await (await fetch(`/api/r/receipt?notice=${id}&state=failed`)).json()).items.some((r) => r.escalated_to), s.notice)
    await rest(s)
    await key(s, 'j')
    await key(s, 'v')
    await focused(s, 'told-by')
    await key(s, 'Control+a')
    await type(s, '网格员')
    await key(s, 'Enter')
    await gone(s)
    await s.page.waitForFunction(async (id) => (await (await fetch(`/api/r/receipt?notice=${id}&state=visited`)).json()).total === 1, s.notice)
    const [r] = (await api(s, 'GET', `/api/r/receipt?notice=${s.notice}&state=visited`)).items
    assert.deepEqual([r.channel, r.escalated_to], ['door', '网格员'])
    await s.page.waitForTimeout(3000)
  }],
  ['notice page by state', async (s) => {
    await goto(s, `/warnings/notice/${s.notice}?state=visited`)
    await s.page.waitForFunction(() => document.querySelectorAll('.receipts li').length === 1)
    await s.page.locator('.receipts li', { hasText: '网格员' }).waitFor()
  }],
  ['contacts', async (s) => {
    await goto(s, '/duty/contacts')
    await s.page.locator('.contacts .person').first().waitFor()
    await s.page.locator('.contacts .card').first().waitFor()
  }],
  ['contacts found', async (s) => {
    await rest(s)
    await key(s, '/')
    await focused(s, 'contacts-q')
    const [who] = (await api(s, 'GET', '/api/r/person?region=330881&limit=1')).items
    await type(s, who.name)
    await s.page.waitForFunction((n) => [...document.querySelectorAll('.contacts .person strong')].every((x) => x.textContent.includes(n)) && document.querySelector('.contacts .person'), who.name)
    await s.page.locator('.contacts .person a[href^="tel:"]').first().waitFor()
    await enter(s, '.contacts .person .btn.icon')
    await s.page.waitForFunction(() => document.querySelector('.contacts .person .btn.icon')?.getAttribute('aria-pressed') === 'true')
  }],
  ['contacts by post', async (s) => {
    await goto(s, '/duty/contacts?kind=geo_watcher&region=330881000000')
    await s.page.locator('.contacts .person a[href^="tel:"]').nth(5).waitFor()
    await s.page.locator('#c-stars').waitFor()
  }],
  ['warning to notice', async (s) => {
    const [w] = (await api(s, 'GET', '/api/r/warning?state=issued&limit=1')).items
    await goto(s, `/r/warning/${w.id}/full`)
    await s.page.locator('.told .btn').waitFor()
    await enter(s, '.told .btn')
    await s.page.waitForURL(/warning=/)
    await s.page.waitForFunction((h) => document.querySelector('#notice-subject')?.value === h, w.headline)
    assert.ok((await s.page.inputValue('#notice-body')).includes(w.description))
  }],
]
