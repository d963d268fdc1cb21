// SPDX-License-Identifier: Apache-2.0
// A wall in a hall: nothing to type, nothing personal, read from afar; it fills as the desk works, keeps its last picture when the line is cut,
// and does not grow over a thousand changes. Last line: `N passed, N failed`.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const { BASE_URL: BASE, TOKEN, DUTY, CHIEF, SCREEN, DISPLAY_ID, SHOTS = '', NOW, AGO, LONG_AGO } = process.env
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-precise-memory-info']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
const UPDATES = Number(process.env.UPDATES ?? 1000)

let passed = 0
let failed = 0
const check = (name, ok, why = '') => {
  if (ok) return void passed++
  failed++
  console.log(`FAIL ${name}: ${why}`)
}
async function api(method, path, body, token = TOKEN) {
  const res = await fetch(BASE + path, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Accept-Language': 'zh' }, body: body && JSON.stringify(body) })
  const json = await res.json().catch(() => null)
  if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${JSON.stringify(json)}`)
  return json
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
async function open(size, lang, token = SCREEN) {
  const [width, height] = size.split('x').map(Number)
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  page.setDefaultTimeout(15000)
  const noise = []
  page.on('console', (m) => m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(m.text()) && noise.push(m.text()))
  page.on('pageerror', (e) => noise.push(String(e)))
  await page.goto(`${BASE}/wall?lang=${lang}${token ? `#token=${token}` : ''}`)
  return { context, page, noise, size, lang }
}
async function look(s, name) {
  const title = `${s.size} ${s.lang} ${name}`
  await s.page.waitForTimeout(600)
  if (SHOTS) await s.page.screenshot({ path: join(SHOTS, `wall-${s.size}-${s.lang}-${name.replaceAll(' ', '-')}.png`) })
  await s.page.evaluate(axeSource)
  const found = await s.page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS)
  check(`${title} axe`, found.violations.length === 0, found.violations.map((v) => `${v.id} at ${v.nodes[0]?.target} ${v.nodes[0]?.any[0]?.message ?? ''}`).join(' | '))
  check(`${title} console`, s.noise.length === 0, s.noise.join(' | '))
  const least = await s.page.evaluate(() => Math.min(...[...document.querySelectorAll('#app *')].filter((e) => !e.closest('svg, canvas') && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.getClientRects().length).map((e) => parseFloat(getComputedStyle(e).fontSize))))
  const width = Number(s.size.split('x')[0])
  check(`${title} smallest text`, least >= Math.min(16, width / 120) - 0.01 || width < 1000, `${least} px`)
  check(`${title} nothing to type or press`, (await s.page.locator('input, button, select, textarea, a').count()) === 0)
  const over = await s.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(`${title} width`, over <= 1, `${over} px too wide`)
}

async function fill() {
  const incident = (body) => api('POST', '/api/r/incident', body, DUTY)
  const slope = await incident({ title: '贺村镇耕读村山体滑坡', kind: '11D01', region: '330881102', lon: 118.49, lat: 28.72, known_at: LONG_AGO, grade: '3', deaths: 0, missing: 1, injuries: 2, evacuated: 46, reporter: '毛大爷', reporter_phone: '13900001111' })
  const fire = await incident({ title: '高新园区储罐火灾', kind: '12D01', region: '330802', lon: 118.84, lat: 28.91, known_at: AGO, grade: '2', evacuated: 312 })
  await incident({ title: '石梁镇道路积水', kind: '11A02', region: '330802', lon: 118.78, lat: 29.02, known_at: AGO, grade: '4' })
  const team = await api('POST', '/api/r/team', { name: '柯城危化救援队', region: '330802', lon: 118.9, lat: 28.96, capabilities: ['chemical'], status: 'ready' })
  const sent = await api('POST', '/api/r/dispatch', { incident: fire.id, team: team.id, mission: '冷却储罐', people: 24 }, DUTY)
  await api('POST', `/api/r/dispatch/${sent.id}/accept`, {}, DUTY)
  for (const text of ['冷却水幕已建立', '下风向一公里疏散完成', '环境监测组到场，联系人 13812345678']) await api('POST', '/api/r/timeline', { incident: fire.id, at: NOW, kind: 'action', text }, DUTY)
  const cap = `<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>w1</identifier><sender>33080041600000</sender><sent>${NOW}</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><category>Met</category><event>暴雨</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty><expires>${new Date(Date.parse(NOW) + 43200e3).toISOString().slice(0, 19)}+00:00</expires><headline>暴雨橙色预警：江山、柯城</headline><description>三小时雨量将达100毫米</description><area><areaDesc>江山市</areaDesc></area></info></alert>`
  const got = await fetch(`${BASE}/api/cap`, { method: 'POST', headers: { Authorization: `Bearer ${DUTY}`, 'Content-Type': 'application/cap+xml' }, body: cap })
  if (got.status !== 201) throw new Error(`${got.status} ${await got.text()}`)
  const found = (await api('GET', `/api/r/response?incident=${slope.id}`)).items[0]
  await api('POST', `/api/r/response/${found.id}/activate`, { started_at: AGO, planned_end_at: new Date(Date.parse(NOW) + 86400e3).toISOString(), measures: '搜救、转移' }, CHIEF)
  for (const [region, people] of [['330881102', 30], ['330881102', 16], ['330802', 12]]) {
    const t = await api('POST', '/api/r/transfer', { event: slope.id, at: NOW, people, region, direction: 'out' }, DUTY)
    if (people > 12) for (const a of ['leave', 'depart', 'start', 'arrive']) await api('POST', `/api/r/transfer/${t.id}/${a}`, {}, DUTY).catch(() => undefined)
  }
  return { slope, fire }
}

{
  const s = await open('1920x1080', 'zh', '')
  await s.page.locator('.denied').waitFor()
  check('without a token it says what to do', (await s.page.locator('.denied').textContent()).includes('未授权'))
  await s.context.close()
}
const first = await open('1920x1080', 'zh')
await first.page.locator('.wall').waitFor()
check('the token leaves the address', !(await first.page.evaluate(() => location.href)).includes('token'))
await first.page.locator('canvas').first().waitFor()
await look(first, 'empty')
const made = await fill()
const began = Date.now()
await first.page.locator('.incidents li').nth(2).waitFor()
check('it fills by itself within three seconds', Date.now() - began < 3000, `${Date.now() - began} ms`)
const body = () => first.page.locator('#app').textContent()
check('the gravest first', (await first.page.locator('.incidents li').first().textContent()).includes('储罐火灾'))
check('unknown is not zero', (await first.page.locator('.incidents li').first().textContent()).includes('未核实'))
check('the warning is counted', (await first.page.locator('.figures p').nth(1).textContent()).startsWith('1'))
check('the response stands in the head', (await first.page.locator('.response').textContent()).includes('Ⅲ'))
check('nothing personal', !/毛大爷|13900001111|13812345678/.test(await body()))
await look(first, 'command')
await api('POST', `/api/r/display/${DISPLAY_ID}/pin`, { incident: made.slope.id }, DUTY)
await first.page.locator('.incidents li.now', { hasText: '滑坡' }).waitFor()
check('what the desk puts on the wall is on it', true)
for (const [size, lang] of [['1920x1080', 'en'], ['3840x2160', 'zh'], ['1440x900', 'zh'], ['1440x900', 'en'], ['390x844', 'zh']]) {
  const s = await open(size, lang)
  await s.page.locator('.incidents li').nth(2).waitFor()
  await look(s, 'command')
  await s.context.close()
}
for (const preset of ['calm', 'council']) {
  await api('POST', `/api/r/display/${DISPLAY_ID}/lay_out`, { preset }, DUTY)
  await first.page.locator(`.wall.${preset}`).waitFor()
  await look(first, preset)
}
await api('POST', `/api/r/display/${DISPLAY_ID}/lay_out`, { preset: 'command' }, DUTY)
await first.page.locator('.wall.command .lines').waitFor()

/* a storm: out at sea six hours ago, now within reach of the city; then one that was there a month ago */
check('no storm, nothing of one', (await first.page.locator('.storm').count()) === 0)
const hours = (h) => new Date(Math.floor(Date.parse(NOW) / 3600e3) * 3600e3 + h * 3600e3).toISOString()
async function storm(number, name_zh, name_en, shift) {
  const t = await api('POST', '/api/r/typhoon', { number, name_zh, name_en, source: 'JMA', season: 2026, born_at: hours(shift - 6) }, DUTY)
  const fix = (h, lon, lat, more = {}) => api('POST', '/api/r/track_point', { typhoon: t.id, agency: 'JMA', at: hours(shift + h), lon, lat, wind_m_s: 45, wind_mean_min: 10, grade: 'STY', pressure_hpa: 945, radius7_km: 300, radius10_km: 150, radius12_km: 80, kind: 'best', ...more }, DUTY)
  for (const [h, lon, lat] of [[-12, 127.5, 23.2], [-6, 126, 24.5], [0, 124.4, 25.8]]) await fix(h, lon, lat)
  for (const [h, lon, lat] of [[6, 122.9, 27], [12, 121.4, 28.2], [24, 119.5, 29.6], [36, 118.6, 31.5]]) await fix(h, lon, lat, { kind: 'forecast', issued_at: hours(shift), lead_h: h })
  return t
}
await storm('2601', '旧风', 'OLDSTORM', -720)
await first.page.waitForTimeout(2500)
check('a storm of last month is not drawn', (await first.page.locator('.storm').count()) === 0)
await storm('2609', '利奇马', 'LEKIMA', 0)
const touch = first.page.locator('.storm .touch')
await touch.filter({ hasText: /七级风圈 \d+\.\d 小时后到达本市/ }).waitFor()
check('name and number of the storm', /台风 2609 利奇马/.test(await first.page.locator('.storm .name').innerText()))
const told = Number(/ (\d+\.\d) /.exec(await touch.innerText())[1])
check('circle 7 is there when it should be', told > 2 && told < 14, told)
const far = (await api('GET', `/api/typhoons/${(await api('GET', '/api/wall', undefined, SCREEN)).storms[0].id}/impact?register=region&level=township&circle=7&limit=1`, undefined, SCREEN)).items[0]
check('as the server reckons it', Math.abs(far.circles['7'].hours - told) < 0.2, JSON.stringify([far.title, far.circles['7'].hours, told]))
await first.page.waitForTimeout(500)
check('its circles are on the picture', await first.page.locator('.map-box > .canvas canvas, .storm canvas').evaluateAll((all) => all.some((c) => {
  const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data
  let n = 0
  for (let i = 0; i < d.length; i += 4) n += Math.abs(d[i] - 0xff) < 12 && Math.abs(d[i + 1] - 0x8a) < 12 && Math.abs(d[i + 2] - 0x24) < 12 && d[i + 3] > 200
  return n > 40
})))
await look(first, 'storm')
for (const [size, lang] of [['1920x1080', 'en'], ['3840x2160', 'zh'], ['1440x900', 'zh'], ['1440x900', 'en'], ['390x844', 'zh'], ['390x844', 'en']]) {
  const s = await open(size, lang)
  await s.page.locator('.storm .touch').waitFor()
  await look(s, 'storm')
  await s.context.close()
}
await first.context.setOffline(true)
await first.page.locator('.fresh.stale').waitFor({ timeout: 40000 })
check('cut off it keeps the picture and says since when', (await first.page.locator('.fresh').textContent()).includes('数据停在') && (await first.page.locator('.incidents li').count()) === 3)
await look(first, 'cut')
await first.context.setOffline(false)
await first.page.locator('.fresh:not(.stale)').waitFor({ timeout: 60000 })
check('and comes back by itself', true)

const cdp = await first.context.newCDPSession(first.page)
const heap = async () => {
  await cdp.send('HeapProfiler.enable')
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage')
  return (await cdp.send('Runtime.getHeapUsage')).usedSize
}
const update = (i) => api('POST', '/api/r/timeline', { incident: made.slope.id, at: new Date().toISOString(), kind: 'action', text: `第${i}次更新` }, DUTY)
for (let i = 0; i < 50; i++) await update(i)
await first.page.waitForTimeout(2500)
const before = await heap()
for (let i = 50; i < UPDATES + 50; i++) {
  await update(i)
  if (i % 100 === 0) await first.page.waitForTimeout(1500)
}
await first.page.locator('.lines', { hasText: `第${UPDATES + 49}次更新` }).waitFor({ timeout: 20000 })
const grown = ((await heap()) - before) / 1e6
console.log(`${UPDATES} changes: heap ${(before / 1e6).toFixed(1)} MB, grown by ${grown.toFixed(2)} MB`)
check('a thousand changes leave no more than 10 MB', grown < 10, `${grown} MB`)
await api('PATCH', '/api/accounts/hall-left', { disabled: true })
await first.page.locator('.fresh.stale').waitFor({ timeout: 40000 })
check('switched off it hears nothing more', true)
await browser.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
