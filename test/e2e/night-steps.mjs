// SPDX-License-Identifier: Apache-2.0
// One night at five screens, without a mouse: what one does the others see. Last line: `N passed, N failed`.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const { BASE_URL: BASE, TOKEN, SCREEN, PASSWORD, SHOTS = '', LANG_OF: LANG } = process.env
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
const zh = LANG === 'zh'

let passed = 0
let failed = 0
const check = (name, ok, why = '') => {
  if (ok) return void passed++
  failed++
  console.log(`FAIL ${LANG} ${name}: ${why}`)
}
const wait = (ms) => new Promise((r) => setTimeout(r, ms))
async function api(method, path, body) {
  const res = await fetch(BASE + path, { method, headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })
  return { status: res.status, json: await res.json().catch(() => null) }
}
const listed = async (reg, query = '') => (await api('GET', `/api/r/${reg}?limit=100${query}`)).json.items
async function until(what, holds, ms = 10000) {
  for (const end = Date.now() + ms; Date.now() < end; await wait(60)) if (await holds().catch(() => false)) return check(what, true)
  check(what, false, 'did not come about')
}
const later = (minutes) => api('POST', '/api/clock', { advance_s: minutes * 60 })

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
async function open(name, size, phone = false) {
  const [width, height] = size.split('x').map(Number)
  const context = await browser.newContext({ viewport: { width, height }, locale: zh ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', ...(phone ? { hasTouch: true, isMobile: true, geolocation: { latitude: 28.7213, longitude: 118.4956, accuracy: 8 }, permissions: ['geolocation'] } : { serviceWorkers: 'block' }) })
  await context.addInitScript((l) => localStorage.getItem('anlan.lang') ?? localStorage.setItem('anlan.lang', JSON.stringify(l)), LANG)
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  const noise = []
  page.on('console', (m) => m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource|401/.test(m.text()) && noise.push(m.text()))
  page.on('pageerror', (e) => noise.push(String(e)))
  return { name, size, context, page, noise, key: (k) => page.keyboard.press(k), type: (t) => page.keyboard.type(t) }
}
const rest = (s) => s.page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
const focused = (s, id) => s.page.waitForFunction((x) => document.activeElement?.id === x, id)
/** A button by its words, reached and pressed as a keyboard does. */
async function press(s, locator) {
  await locator.focus()
  await s.key('Enter')
}
async function look(moment, ...screens) {
  for (const s of screens) {
    await s.page.waitForTimeout(400)
    if (SHOTS) await s.page.screenshot({ path: join(SHOTS, `night-${LANG}-${moment.replaceAll(' ', '-')}-${s.name}-${s.size}.png`) })
    if (!(await s.page.evaluate(() => 'axe' in window))) await s.page.evaluate(axeSource)
    const found = await s.page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS)
    check(`${moment} ${s.name} axe`, !found.violations.length, found.violations.map((v) => `${v.id} at ${v.nodes[0]?.target.join(' ')}`).join(' | '))
    check(`${moment} ${s.name} console`, !s.noise.length, s.noise.join(' | '))
    s.noise.length = 0
    const over = await s.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    check(`${moment} ${s.name} width`, over <= 1, `${over} px`)
  }
}
async function deskSignIn(s, name) {
  await s.page.goto(`${BASE}/signin`)
  await s.page.locator('#name').focus()
  await s.type(name)
  await s.key('Tab')
  await s.type(PASSWORD)
  await s.key('Enter')
  await s.page.locator('.bench').waitFor()
}
async function phoneSignIn(s, name) {
  await s.page.goto(`${BASE}/m/`)
  await s.page.locator('input[autocomplete=username]').focus()
  await s.type(name)
  await s.page.locator('input[autocomplete=current-password]').focus()
  await s.type(PASSWORD)
  await s.key('Enter')
  await s.page.locator('a.report').waitFor()
}
async function choose(s, id, words) {
  await s.page.locator(`#${id}`).focus()
  await s.type(words)
  await s.page.locator('[role=option]').first().waitFor()
  await s.key('Enter')
}

const county = await open('county', '1440x900')
const city = await open('city', '1920x1080')
const cadre = await open('cadre', '390x844', true)
const team = await open('team', '390x844', true)
const wall = await open('wall', '1920x1080')
await Promise.all([deskSignIn(county, 'zhou'), deskSignIn(city, 'wang'), phoneSignIn(cadre, 'gan'), phoneSignIn(team, 'li'), wall.page.goto(`${BASE}/wall?lang=${LANG}#token=${SCREEN}`)])
await wall.page.locator('.wall').waitFor()
await look('quiet', county, city, cadre, wall)

/* the cadre sees it and has no network */
await cadre.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
await cadre.context.setOffline(true)
await press(cadre, cadre.page.locator('a.report'))
await cadre.page.locator('.kinds .btn').first().waitFor()
await press(cadre, cadre.page.locator('.kinds .btn').first())
await cadre.page.locator('textarea').focus()
await cadre.type('耕读村后山塌方')
await press(cadre, cadre.page.locator('button[type=submit]'))
await cadre.page.locator('a.report').waitFor()
await until('it waits on the telephone', async () => /1/.test(await cadre.page.locator('header .pill').innerText()))
await look('cut off', cadre)

/* the county's officer types it: N, kind, place, one sentence */
const began = Date.now()
await rest(county)
await county.key('n')
await focused(county, 'report-kind')
await county.type('滑坡')
await county.page.locator('[role=option]').first().waitFor()
await county.key('Enter')
await county.key('Tab')
await county.type('贺村')
await county.page.locator('[role=option]', { hasText: '贺村' }).first().waitFor()
await county.key('Enter')
await county.key('Tab')
await county.type('贺村镇后山滑坡，三户受威胁')
for (let i = 0; i < 5; i++) await county.key('Tab')
await focused(county, 'report-lonlat')
await county.type('118.5000, 28.7200')
await look('report', county)
await county.key('Control+Enter')
await county.page.locator('.desk-incident .title', { hasText: '三户受威胁' }).waitFor()
check('reported within 30 s', Date.now() - began < 30_000, `${Date.now() - began} ms`)
const incident = new URL(county.page.url()).searchParams.get('sel').split(':')[1]
const seenBy = Date.now()
await city.page.locator('.queue .card', { hasText: '三户受威胁' }).first().waitFor()
check('the city sees it within a second or two', Date.now() - seenBy < 2500, `${Date.now() - seenBy} ms`)
await wall.page.locator('.incidents li', { hasText: '三户受威胁' }).waitFor()
await look('reported', county, city, wall)

/* the network is back: the cadre's report arrives once, and may be the same */
await cadre.context.setOffline(false)
await until('the telephone has sent it', async () => !/1/.test(await cadre.page.locator('header .pill').innerText()), 30000)
await until('two incidents stand', async () => (await listed('incident')).length === 2)
const twin = (await listed('incident')).find((i) => i.id !== incident)
await county.page.locator('.queue .card', { hasText: twin.title }).first().waitFor()
await look('second report', county, cadre)

/* an order by O */
await county.page.goto(`${BASE}/duty?sel=incident:${incident}`)
await county.page.locator('.desk-incident .title', { hasText: '三户受威胁' }).waitFor()
await rest(county)
await county.key('o')
await focused(county, 'order-title')
await county.type('核对三户人员')
await county.key('Control+Enter')
await until('the order is given', async () => (await listed('task', `&incident=${incident}`)).some((t) => t.title === '核对三户人员'))

/* half of the two hours is over: the officer is reminded, the wall counts down */
await later(61)
await county.page.locator('.queue .card', { hasText: /50%/ }).first().waitFor()
await look('half of the limit', county, city, wall)

/* R: what is known is sent */
await county.page.goto(`${BASE}/duty?sel=incident:${incident}`)
await county.page.locator('.desk-incident .title', { hasText: '三户受威胁' }).waitFor()
await rest(county)
await county.key('r')
await focused(county, 'filing-text')
check('unknown is not zero in the report', /未核实|[Uu]nverified/.test(await county.page.inputValue('#filing-text')))
await look('filing', county)
await county.key('Control+Enter')
await until('it is filed', async () => (await listed('filing', `&incident=${incident}`)).length === 1)

/* forces: proposed and ordered by keyboard */
await city.page.goto(`${BASE}/incidents/${incident}/forces`)
await choose(city, 'slot-add-team', zh ? '地质灾害' : 'Geol').catch(() => undefined)
await city.key('Control+Enter')
await city.page.locator('.offer').first().waitFor()
await look('proposal', city)
await city.page.locator('.go').focus()
await city.key('Control+Enter')
await city.page.locator('.sent .step').first().waitFor()
const sent = (await listed('dispatch', `&incident=${incident}`))[0]
check('a team is ordered', sent?.state === 'ordered', JSON.stringify(sent?.state))

/* the team: one button a step, and the desk sees each */
await team.page.goto(`${BASE}/m/tasks`)
for (const [words, state] of [[zh ? '接令' : 'Accept', 'accepted'], [zh ? '出发' : 'Depart', 'departed'], [zh ? '到场' : 'Arrive', 'arrived']]) {
  const button = team.page.locator('.work .btn.primary', { hasText: words }).first()
  await button.waitFor().catch(async () => console.log(await team.page.locator('main').innerText()))
  if (state === 'departed') await look('on the way', team)
  await press(team, button)
  await until(`the team: ${state}`, async () => (await api('GET', `/api/r/dispatch/${sent.id}`)).json.state === state)
}
await city.page.goto(`${BASE}/incidents/${incident}/timeline`)
await city.page.locator('.timeline li', { hasText: '江山消防站' }).first().waitFor()
await look('arrived', city, team, wall)

/* an alarm: 签收 with A, painted within 100 ms */
const painted = []
for (let i = 0; i < 7; i++) {
  const title = `位移计报警 ${i}`
  await api('POST', '/api/r/alarm', { title, source: 'sensor', level: '1', at: (await api('GET', '/api/site')).json.now, region: '330881000000' })
  if (i === 0) await county.page.goto(`${BASE}/duty`)
  const card = county.page.locator('.queue .card', { hasText: title })
  await card.waitFor()
  await card.locator('.main').focus()
  painted.push(await county.page.evaluate((words) => new Promise((yes) => {
    const card = [...document.querySelectorAll('.queue .card')].find((c) => c.textContent.includes(words))
    const t0 = performance.now()
    const look = () => ([...document.querySelectorAll('.queue .card.line')].some((c) => c.textContent.includes(words)) || !card.isConnected ? requestAnimationFrame(() => yes(performance.now() - t0)) : requestAnimationFrame(look))
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }))
    look()
  }), title))
  await county.page.waitForTimeout(300)
}
painted.sort((a, b) => a - b)
console.log(`${LANG}: acknowledgement painted after ${painted[3].toFixed(0)} ms (median), ${painted.at(-1).toFixed(0)} ms (worst of ${painted.length})`)
check('an acknowledgement is painted within 100 ms', painted[3] <= 100, painted.join())
await look('acknowledged', county)

/* the desk puts it on the wall */
await city.page.goto(`${BASE}/incidents/${incident}`)
await city.page.locator('.incident h1').waitFor()
await press(city, city.page.locator('.actions .popup-root > button').first())
await press(city, city.page.locator('.item', { hasText: zh ? '投到大屏' : 'Put on the wall' }))
await wall.page.locator('.incidents li.now', { hasText: '三户受威胁' }).waitFor()
await city.page.waitForTimeout(3000) /* its word has gone again */
await look('on the wall', wall, city)

/* the limits of all levels run out: late, for everybody who is above */
await later(180)
await city.page.goto(`${BASE}/duty`)
await city.page.locator('.queue .card').first().waitFor()
await city.page.waitForTimeout(1500)
await look('late', city, county, wall)
await city.page.goto(`${BASE}/duty/takeover`)
await city.page.locator('main h1').waitFor()
await city.page.waitForTimeout(800)
await look('takeover', city)
await browser.close()
assert.ok(passed)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
