// SPDX-License-Identifier: Apache-2.0
// From the desk of a live city to the wall of a drill and its review: start, pause, jump, speed, a role taken and given back, the end, and every moment
// of it by keyboard. Last line: `N passed, N failed`.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const { BASE_URL: BASE, PASSWORD, SHOTS = '' } = process.env
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

let passed = 0
let failed = 0
const check = (name, ok, why = '') => {
  if (ok) return void passed++
  failed++
  console.log(`FAIL ${name}: ${why}`)
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
const noise = []
function hear(page) {
  page.setDefaultTimeout(15000)
  page.on('console', (m) => m.type() === 'error' && !/\/api\/session\b|401 \(Unauthorized\)/.test(m.text() + m.location().url) && noise.push(`${m.text()} ${m.location().url}`))
  page.on('pageerror', (e) => noise.push(String(e)))
}
async function context(lang) {
  const c = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' })
  await c.addInitScript((l) => location.protocol !== 'about:' && (localStorage.getItem('anlan.lang') ?? localStorage.setItem('anlan.lang', JSON.stringify(l))), lang)
  c.on('page', hear)
  return c
}
async function look(page, name, size, lang) {
  const [width, height] = size.split('x').map(Number)
  await page.setViewportSize({ width, height })
  await page.waitForTimeout(350)
  const title = `${size} ${lang} ${name}`
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `drill-${size}-${lang}-${name.replaceAll(' ', '-')}.png`) })
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS)
  check(`${title} axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} at ${v.nodes[0]?.target} ${v.nodes[0]?.any[0]?.message ?? ''}`).join(' | '))
  check(`${title} console`, noise.length === 0, noise.splice(0).join(' | '))
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`${title} width`, over <= 1, `${over} px too wide`)
  check(`${title} says that it is a drill`, /wall|review/.test(name) ? (await page.locator('body').innerText()).includes(lang === 'zh' ? '【演练】' : '[Drill]') : true)
  if (!name.startsWith('wall')) return
  const least = await page.evaluate(() => Math.min(...[...document.querySelectorAll('#app *')].filter((e) => !e.closest('svg, canvas') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length).map((e) => parseFloat(getComputedStyle(e).fontSize))))
  check(`${title} smallest text`, least >= Math.min(16, width / 120) - 0.01, `${least} px`)
  const blocks = await page.locator('.wall .block').count()
  check(`${title} at most seven blocks`, blocks <= 7, blocks)
  const strip = await page.locator('.strip').evaluate((e) => ({ cut: e.scrollWidth - e.clientWidth, bottom: e.getBoundingClientRect().bottom - window.innerHeight, high: e.getBoundingClientRect().height / window.innerHeight }))
  check(`${title} the strip is slim and whole`, strip.cut <= 1 && strip.bottom <= 1 && strip.high < 0.11, JSON.stringify(strip))
}
const SIZES = ['1920x1080', '1440x900', '390x844']
const drillOf = async (page) => page.evaluate(() => fetch('/api/drill?lines=1', { headers: { Authorization: `Bearer ${JSON.parse(localStorage.getItem('anlan.wall.token'))}` } }).then((r) => r.json()))
async function until(name, test) {
  const end = Date.now() + 15000
  let seen
  while (Date.now() < end) {
    seen = await test()
    if (seen.ok) return void check(name, true)
    await new Promise((r) => setTimeout(r, 100))
  }
  check(name, false, JSON.stringify(seen))
}

/* --- the desk of a live city --- */

const desk = await context('zh')
const page = await desk.newPage()
await page.goto(`${BASE}/signin`)
const signed = await page.evaluate(async (password) => (await fetch('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Anlan': '1' }, body: JSON.stringify({ name: 'admin', password }) })).status, PASSWORD)
check('signed in', signed === 200, signed)
/* the button of the desk names one scenario; when the program has it not yet, the shortest one stands in for it here */
await page.route('**/api/scenarios', async (route) => {
  const answer = await route.fetch()
  const json = await answer.json()
  if (!json.items.some((s) => s.key === 'lekima')) json.items.push({ ...json.items[0], key: 'lekima' })
  await route.fulfill({ response: answer, json })
})
await page.goto(`${BASE}/duty`)
await page.locator('.replay').waitFor()
check('the desk offers the replay', (await page.locator('.replay').innerText()).includes('重放利奇马'))
await page.unroute('**/api/scenarios')
await page.goto(`${BASE}/resources/drills`)
const slide = page.locator('li[data-key="slide"]')
await slide.waitFor()
check('it is in the menu of its area', (await page.locator('.subnav a[aria-current="page"]').innerText()).includes('演练'))
for (const size of SIZES) await look(page, 'start', size, 'zh')
await page.setViewportSize({ width: 1920, height: 1080 })
await slide.locator('select').selectOption('60')
check('a slower drill is longer', (await slide.locator('dl').innerText()).includes('4'), await slide.locator('dl').innerText())
const [wall] = await Promise.all([desk.waitForEvent('page'), slide.locator('.start').focus().then(() => page.keyboard.press('Enter'))])
await page.bringToFront()
await page.locator('.said progress').waitFor()
check('it says what is being done and since when', /已 \d+ 秒/.test(await page.locator('.said').innerText()))
await look(page, 'starting', '1440x900', 'zh')
await wall.waitForURL(/wall\.html/, { timeout: 60000 })
await page.locator('.said', { hasText: '新标签页' }).waitFor()
await page.locator('.run').waitFor()
check('what runs is listed', (await page.locator('.run').count()) === 1)
for (const size of SIZES) await look(page, 'running', size, 'zh')

/* --- the wall of the drill --- */

await wall.bringToFront()
await wall.locator('.strip').waitFor()
await wall.setViewportSize({ width: 1920, height: 1080 })
check('it stands on a port of its own', new URL(wall.url()).port !== new URL(BASE).port && !wall.url().includes('token'))
await wall.locator('.strip .pause').waitFor()
const time = () => wall.locator('.strip .when time').innerText()
const first = await time()
await until('the clock of the drill runs', async () => ({ ok: (await time()) !== first, first }))
await wall.locator('body').press('p')
await until('P pauses', async () => ({ ok: (await drillOf(wall)).paused }))
await wall.locator('.strip .state', { hasText: '已暂停' }).waitFor()
const stood = (await drillOf(wall)).now
await wall.waitForTimeout(1200)
check('and it stands', (await drillOf(wall)).now === stood && (await time()) === (await time()))
const before = await drillOf(wall)
await wall.locator('body').press('n')
await until('N runs to the next event', async () => {
  const d = await drillOf(wall)
  return { ok: !d.jumping && d.now >= before.next && d.n_lines > before.n_lines, d }
})
await wall.locator('.strip .last', { hasText: '滑坡' }).waitFor()
check('the last line is told', true)
await wall.locator('.incidents li', { hasText: '贺村镇山体滑坡' }).waitFor()
check('the wall has filled by itself', true)
for (const size of SIZES.slice(0, 2)) await look(wall, 'wall', size, 'zh')
await wall.setViewportSize({ width: 1920, height: 1080 })
await wall.locator('#drill-to').fill('lunch')
await wall.locator('#drill-to').press('Enter')
check('what is no time is refused', (await wall.locator('.strip .said').innerText()).includes('T+2:30'))
await wall.locator('#drill-to').fill('T+0:01')
await wall.locator('#drill-to').press('Enter')
await wall.locator('.strip .said', { hasText: '未获准' }).waitFor()
check('nor does it go back, and the server says why', /晚于/.test(await wall.locator('.strip .said').innerText()), await wall.locator('.strip .said').innerText())
noise.splice(0) /* the refusal */
await wall.locator('#drill-to').fill('1:30')
await wall.locator('#drill-to').press('Enter')
await until('a typed time is reached', async () => {
  const d = await drillOf(wall)
  return { ok: !d.jumping && d.now >= '2019-08-09T02:30:00+08:00', d }
})
await wall.locator('.strip .group button').nth(1).focus()
await wall.keyboard.press('Enter')
await until('a button sets the speed', async () => ({ ok: (await drillOf(wall)).speed === 300 }))
await wall.locator('body').press('1')
await until('a key sets the speed', async () => ({ ok: (await drillOf(wall)).speed === 60 }))
check('it stays paused meanwhile', (await drillOf(wall)).paused)
await wall.waitForTimeout(1500)
check('a wall that stands is not called stale', (await wall.locator('.fresh.stale').count()) === 0)

/* --- a role --- */

await wall.locator('body').press('r')
const chief = wall.locator('#drill-list li', { hasText: '市指挥长' })
await chief.waitFor()
await look(wall, 'wall roles', '1920x1080', 'zh')
const [own] = await Promise.all([desk.waitForEvent('page'), chief.locator('button').press('Enter')])
await own.waitForURL((u) => u.port === new URL(wall.url()).port && u.pathname === '/duty')
await own.locator('.banner.drill').waitFor()
check('a person is signed in as the role', (await own.evaluate(() => fetch('/api/session').then((r) => r.json()))).account.name === 'chief')
check('its desk says what it is', (await own.locator('.banner.drill').innerText()).includes('【演练】'))
await own.locator('.banner.drill', { hasText: '已暂停' }).waitFor()
check('and how far it is', /T\+1:3\d/.test(await own.locator('.banner.drill').innerText()), await own.locator('.banner.drill').innerText())
check('and offers no drill within the drill', (await own.locator('.replay').count()) === 0)
await own.emulateMedia({ media: 'print' })
check('so it does on paper', await own.locator('.banner.drill').isVisible())
await own.emulateMedia({ media: null })
await until('the wall shows who is taken', async () => ({ ok: (await drillOf(wall)).roles.find((r) => r.key === 'chief').taken }))
await own.close()
await wall.bringToFront()
await chief.locator('button', { hasText: '交还' }).press('Enter')
await until('and given back', async () => ({ ok: !(await drillOf(wall)).roles.find((r) => r.key === 'chief').taken }))
await wall.keyboard.press('Escape')
await wall.locator('#drill-list').waitFor({ state: 'detached' })
check('Escape puts the focus back', await wall.evaluate(() => document.activeElement?.id === 'drill-roles'))
check('the desk of the live city is still signed in', (await page.evaluate(() => fetch('/api/session').then((r) => r.status))) === 200)

/* --- a review while it runs --- */

const early = await desk.newPage()
await early.goto(`${new URL(wall.url()).origin}/wall.html?view=review`)
await early.locator('.slider').waitFor()
check('a running drill can be reviewed', (await early.locator('.page-head').innerText()).includes('仍在进行'))
await early.close()

/* --- to its end --- */

await wall.bringToFront()
await wall.locator('#drill-to').fill('T+3:59')
await wall.locator('#drill-to').press('Enter')
await until('near its end', async () => ({ ok: (await drillOf(wall)).now >= '2019-08-09T04:59:00+08:00' }))
await wall.keyboard.press('Tab') /* out of the field, where keys are text */
await wall.keyboard.press('4')
await wall.keyboard.press('p')
await wall.locator('.strip .leave').waitFor()
check('the end is told with a way to stay', (await wall.locator('.strip .leave button').count()) === 1)
await look(wall, 'wall over', '1920x1080', 'zh')
await wall.waitForURL(/view=review/, { timeout: 20000 })
check('then it goes to the review by itself', true)

/* --- the review --- */

const slider = wall.locator('.slider')
await slider.waitFor()
const figure = async (k) => wall.locator(`[data-figure="${k}"] dd`).innerText()
const at = () => wall.locator('.time .now').innerText()
await wall.locator('.told li').first().waitFor()
check('it opens at the end', (await at()).startsWith('2019-08-09 05:00'), await at())
const responses = Number(await figure('responses'))
check('one road was closed', (await figure('closures')) === '1', await figure('closures'))
check('score and verdict', /77\.8/.test(await wall.locator('.verdict').innerText()) && /良/.test(await wall.locator('.verdict').innerText()), await wall.locator('.verdict').innerText())
check('goals have planned beside actual', /60 分钟/.test(await wall.locator('.table tbody tr').first().innerText()))
check('what was expected is met', (await wall.locator('.expected .met').count()) === 1)
const all = await wall.locator('.lines li').count()
for (const size of SIZES) await look(wall, 'review', size, 'zh')
await wall.setViewportSize({ width: 1920, height: 1080 })
await slider.focus()
await wall.keyboard.press('Home')
check('Home goes to the start', (await at()).startsWith('2019-08-09 01:00'), await at())
await until('when no response of the drill was active and no road closed', async () => ({ ok: Number(await figure('responses')) === responses - 1 && (await figure('closures')) === '0', r: await figure('responses'), c: await figure('closures') }))
check('and no line was played', (await wall.locator('.lines li').count()) <= 1)
const calm = Number(await figure('incidents'))
await wall.keyboard.press('ArrowRight')
await until('a step to the right is a line', async () => ({ ok: (await at()).startsWith('2019-08-09 01:10') && (await wall.locator('.lines li').first().innerText()).includes('滑坡'), at: await at() }))
await until('and the incident of that line is there', async () => ({ ok: Number(await figure('incidents')) === calm + 1, n: await figure('incidents'), calm }))
await until('the journal of that moment tells of it', async () => ({ ok: (await wall.locator('.told').innerText()).includes('贺村镇山体滑坡') }))
await wall.keyboard.press('PageUp')
check('PageUp is an hour', (await at()).startsWith('2019-08-09 02:10'), await at())
await until('by when the road was closed', async () => ({ ok: (await figure('closures')) === '1' }))
await wall.keyboard.press('PageDown')
check('PageDown goes back', (await at()).startsWith('2019-08-09 01:10'), await at())
await wall.keyboard.press('ArrowLeft')
check('a step to the left', (await at()).startsWith('2019-08-09 01:0'), await at())
await wall.keyboard.press('End')
check('End goes to the end', (await at()).startsWith('2019-08-09 05:00') && (await wall.locator('.lines li').count()) === all, await at())
const [file] = await Promise.all([wall.waitForEvent('download'), wall.locator('.xlsx').click()])
check('the workbook is one', file.suggestedFilename().endsWith('.xlsx') && readFileSync(await file.path()).subarray(0, 2).toString() === 'PK')
check('lessons are those of the city that stays', (await wall.locator('a', { hasText: '经验教训' }).getAttribute('href')) === `${BASE}/r/lesson`)
await wall.emulateMedia({ media: 'print' })
check('on paper it says what it is', await wall.locator('.banner.drill').isVisible())
await wall.emulateMedia({ media: null })

/* --- the other language --- */

const origin = new URL(wall.url()).origin
const token = await wall.evaluate(() => JSON.parse(localStorage.getItem('anlan.wall.token')))
const other = await context('en')
const english = await other.newPage()
await english.goto(`${origin}/wall.html?view=review#token=${token}`)
await english.locator('.told li').first().waitFor()
for (const size of SIZES) await look(english, 'review', size, 'en')
await english.goto(`${origin}/wall.html`)
await english.locator('.strip').waitFor()
check('a wall that is opened after the end stays', (await english.locator('.leave').count()) === 0)
for (const size of SIZES.slice(0, 2)) await look(english, 'wall', size, 'en')
await page.bringToFront()
await page.evaluate(() => localStorage.setItem('anlan.lang', '"en"'))
await page.reload()
await page.locator('.run').waitFor()
for (const size of SIZES) await look(page, 'start', size, 'en')

/* --- and away with it --- */

await page.setViewportSize({ width: 1440, height: 900 })
await page.locator('.run .danger').press('Enter')
await page.locator('.el-dialog').waitFor()
await look(page, 'end', '1440x900', 'en')
await page.keyboard.press('Escape')
await page.locator('.el-dialog').waitFor({ state: 'detached' })
check('it asks first', (await page.locator('.run').count()) === 1)
await page.locator('.run .danger').press('Enter')
await page.locator('.el-dialog .danger').click()
await page.locator('.run').waitFor({ state: 'detached' })
check('ended', true)
await page.goto(`${BASE}/r/drill?state=held`)
await page.locator('.table tbody tr').first().waitFor()
check('what was held is on record', (await page.locator('.table tbody').innerText()).includes('贺村镇山体滑坡'))
await browser.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
