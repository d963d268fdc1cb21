// SPDX-License-Identifier: Apache-2.0
// The phones of a shelter: a camera that sees real cards, no network, a second phone, a helper in the village; then every page in both
// languages and two sizes. Last line: `N passed, N failed`.
import { createRequire } from 'node:module'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { api, BASE, check, listed, look, open, pill, raw, ready, signIn, until, walk } from './phone-page.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const SET = JSON.parse(process.env.SET)
const MAIN = SET.shelters?.['贺村中学']
const SECOND = SET.shelters?.['贺村小学']
const HALL = SET.shelters?.['贺村体育馆']
const FPS = 30 // the pace at which Chromium plays it

/** What the camera sees: each card for two seconds, then an empty table. A film of JPEGs, as Chromium's own camera for tests takes it. */
async function film(names, emptyAfter) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } })
  const shot = async (body) => {
    await page.setContent(`<body style="margin:0;display:grid;place-items:center;height:100vh;background:#8a7f72">${body}`)
    return page.screenshot({ type: 'jpeg', quality: 70 })
  }
  const empty = await shot('')
  const frames = []
  for (const n of names) {
    const card = await shot(`<div style="background:#fff;padding:24px;transform:rotate(7deg)"><div style="width:230px">${SET.svg[n].replace('<svg ', '<svg style="width:230px;height:230px" ')}</div><b>转移卡</b></div>`)
    frames.push(...Array(2 * FPS).fill(card), ...Array(FPS).fill(empty))
  }
  frames.push(...Array(emptyAfter * FPS).fill(empty))
  await browser.close()
  const dir = mkdtempSync(join(tmpdir(), 'anlan-film-'))
  writeFileSync(join(dir, 'cards.mjpeg'), Buffer.concat(frames))
  return { file: join(dir, 'cards.mjpeg'), drop: () => rmSync(dir, { recursive: true, force: true }) }
}
const CAMERA = (file) => ({ permissions: ['camera'], args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`] })

const said = (s) => s.page.locator('.said')
const says = (s, what, words) => until(what, async () => words.test((await said(s).innerText()).replace(/\s+/g, ' ')), 20000).then(async () => words.test((await said(s).innerText()).replace(/\s+/g, ' ')) || console.log(`  it says: ${await said(s).innerText()}`))
const count = (s) => s.page.locator('.count b').innerText()
const counts = (s, what, n) => until(`${what}: ${n}`, async () => (await count(s)) === n).then(async () => (await count(s)) === n || console.log(`  it counts ${await count(s)}`))
async function type(s, code) {
  const field = s.page.locator('.code')
  await field.fill(code)
  await field.press('Enter')
}
const direction = (s, word) => s.page.locator('.dirs .btn', { hasText: word }).tap()
const unsent = async (s) => Number(/待上传 (\d+)/.exec(await pill(s).innerText())?.[1] ?? 0)
const present = async (shelter) => (await api('GET', `/api/r/shelter/${shelter}`)).json.present ?? 0
const state = async (name) => (await api('GET', `/api/r/transfer/${SET.transfers[name]}`)).json
/** Another phone, by its requests alone. */
const elsewhere = async (id, name, shelter) => {
  const res = await api('POST', '/api/evacuation/checkins', { event: SET.event, device: 'phone-2', items: [{ id, qr: SET.qr[name], direction: 'in', shelter }] })
  check(`another phone takes ${name}`, res.json?.taken === 1, JSON.stringify(res.json))
}

async function keeper() {
  const { file, drop } = await film(['毛大爷', '毛大妈'], 300)
  const s = await open('390x844', 'zh', CAMERA(file))
  const { page, context } = s
  await signIn(s)
  check('the service worker governs', await ready(s))
  await page.locator('.tiles a', { hasText: '扫码签到' }).waitFor()
  await page.getByRole('link', { name: /任务/ }).last().tap()
  const task = page.locator('.card', { hasText: '安置签到：贺村中学' })
  await task.waitFor()
  await until('the keeper\'s own shelter, its list read', async () => /0\/4/.test(await task.innerText()))
  await look(s, 'shelter task')

  const keys = () => page.evaluate(() => new Promise((y) => { indexedDB.open('anlan-m').onsuccess = (e) => (e.target.result.transaction('cache').objectStore('cache').getAllKeys().onsuccess = (k) => { e.target.result.close(); y(k.target.result.join(' ')) }) }))
  await until('lists, neighbours and goods are kept', async () => /around\//.test(await keys()) && /kit\//.test(await keys()) && /supply_item/.test(await keys()))

  /* cut off and started anew: the list is on the phone, sealed */
  await context.setOffline(true)
  await page.reload()
  await until('known without a network', async () => /0\/4/.test(await task.innerText()))
  const at = await raw(s)
  check('no name lies readable on the phone', !/毛大爷|耕读村|AL1:/.test(at.text) && at.n.cache > 5, JSON.stringify(at.n))

  /* the camera, offline, with the decoder that we bring */
  await task.getByRole('link').tap()
  await page.locator('.view.on').waitFor()
  console.log(`camera: ${await page.evaluate(() => ('BarcodeDetector' in window ? 'the reader of the browser' : 'our own reader'))}`)
  await says(s, 'the first card', /毛大爷 到达/)
  const first = Date.now()
  await look(s, 'checkin camera offline')
  await says(s, 'the next card', /毛大妈 到达/)
  console.log(`camera: the next card was said ${((Date.now() - first) / 1000).toFixed(1)} s after the first (the film shows them 3 s apart, axe ran in between)`)
  await counts(s, 'both count', '2/4')
  await until('two wait', async () => (await unsent(s)) === 2)

  /* the same by keyboard: number, scanner that types, wrong ones */
  const code = (n) => SET.qr[n].split(':')[1]
  await type(s, code('毛小宝').toLowerCase().replace(/(.{4})/g, '$1 '))
  await says(s, 'a typed number', /毛小宝 到达/)
  const quick = await page.evaluate(async (qr) => {
    const input = document.querySelector('.code')
    const t0 = performance.now()
    input.value = qr
    input.dispatchEvent(new Event('input'))
    input.form.requestSubmit()
    const before = document.querySelector('.said').textContent
    while (document.querySelector('.said').textContent === before && performance.now() - t0 < 5000) await new Promise((r) => requestAnimationFrame(r))
    return performance.now() - t0
  }, SET.qr['毛小宝'])
  console.log(`a card is answered ${quick.toFixed(0)} ms after it was read`)
  check('answered far under 3 s', quick < 1000, `${quick} ms`)
  await says(s, 'the same card again', /重复：\d\d:\d\d 已登记到达.*毛小宝/)
  await look(s, 'checkin again')
  await type(s, 'https://weixin.qq.com/r/abc')
  await says(s, 'no card of ours', /不是转移卡/)
  await look(s, 'checkin wrong card')
  await type(s, 'ZZZZ0000ZZZZ0000')
  await says(s, 'a typed number that is on no list', /名册外的卡.*未登记/)
  await type(s, 'AL1:ZZZZ0000ZZZZ0000:AAAAAAAAAA')
  await says(s, 'a scanned card that is on no list', /名册外的卡.*已登记/)
  await type(s, SET.qr['周奶奶'])
  await says(s, 'of another shelter', /周奶奶 到达.*名册在“贺村小学”/)
  await counts(s, 'four here, one missing', '4/5')

  /* by name, by hand */
  await page.getByLabel('姓名查找').fill('阿姨')
  await page.getByRole('button', { name: '到达 毛阿姨' }).tap()
  await says(s, 'by name', /毛阿姨 到达/)
  await page.getByLabel('姓名查找').fill('')
  await page.getByRole('button', { name: '手工登记' }).tap()
  await page.locator('dialog .btn.primary').tap()
  check('a name is asked for', /姓名/.test(await page.locator('dialog [role=alert]').innerText()))
  await page.locator('dialog').getByLabel('姓名').fill('路过者')
  await page.locator('dialog').getByLabel('人数').fill('2')
  await page.locator('dialog summary').tap()
  await page.locator('dialog .btn', { hasText: '轮椅' }).tap()
  await look(s, 'manual')
  await page.locator('dialog .btn.primary').tap()
  await says(s, 'written in', /路过者 到达/)
  await counts(s, 'seven of seven', '7/7')
  await direction(s, '离开')
  await type(s, SET.qr['毛大妈'])
  await says(s, 'out again', /毛大妈 离开/)
  await counts(s, 'six here', '6/7')

  /* moved on, without a network: where to is asked once, by name, from the list on the phone */
  await direction(s, '转往')
  await page.locator('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await type(s, SET.qr['毛阿姨'])
  await page.locator('dialog').waitFor()
  check('nobody is moved before it is said where to', (await unsent(s)) === 8, await pill(s).innerText())
  check('the one that is left is not among them', !/贺村中学/.test(await page.locator('dialog ul').innerText()))
  await look(s, 'moved on')
  await page.locator('dialog').getByLabel('场所名称').fill('贺村小')
  await until('found by name', async () => (await page.locator('dialog .place').count()) === 1)
  await page.locator('dialog .place').focus()
  await page.keyboard.press('Enter')
  await says(s, 'moved on to it', /毛阿姨 转往贺村小学/)
  await counts(s, 'one less here and one less expected', '5/6')
  await page.getByLabel('姓名查找').fill('阿姨')
  await until('she is on the way there', async () => /途中 · 去向：贺村小学/.test(await page.locator('.person').first().innerText()))
  await page.getByLabel('姓名查找').fill('')
  await look(s, 'moved on said')
  await direction(s, '到达')
  const waiting = await unsent(s)
  check('every act is one item', waiting === 9, String(waiting))
  await page.getByText('离线 · 本机 9 条待上传').waitFor()

  /* goods */
  await page.getByRole('link', { name: '物资发放' }).tap()
  await page.locator('select').first().waitFor()
  await says(s, 'the camera begins anew: given to the first, then to the second', /毛大妈 大米 1袋/)
  await type(s, SET.qr['毛大爷'])
  await says(s, 'not twice', /重复：\d\d:\d\d 已领取.*毛大爷/)
  await look(s, 'give again')
  await page.getByRole('button', { name: '发放 毛小宝' }).tap()
  await says(s, 'by name', /毛小宝 大米/)
  await page.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')))) /* from here on the camera is forbidden: cards by number */
  await page.locator('header .back').tap()
  await page.getByText('未授权使用摄像头').waitFor()

  /* meanwhile another phone; then the network comes back */
  check('nothing has arrived yet', (await present(MAIN)) === 0)
  await elsewhere('p2-1', '毛大爷', MAIN)
  await elsewhere('p2-2', '周爷爷', SECOND)
  await context.setOffline(false)
  await until('all is sent', async () => (await unsent(s)) === 0, 30000)
  await until('the server counts five people at the shelter', async () => (await present(MAIN)) === 5)
  check('and one at the other', (await present(SECOND)) === 1)
  const scans = await listed('checkin', `event=${SET.event}&shelter=${MAIN}`)
  check('each act once: nine of this phone, one of the other', scans.length === 10 && new Set(scans.map((x) => x.scan)).size === 10, String(scans.length))
  const bound = (await api('GET', `/api/evacuation/reconcile?event=${SET.event}&shelter=${SECOND}`)).json.missing.find((m) => m.last?.to_name === '贺村小学')
  check('expected at the other shelter', bound?.shelter === SECOND && bound.state === 'moving' && (await state('毛阿姨')).shelter === SECOND, JSON.stringify(bound))
  check('left', (await state('毛大妈')).state === 'moving')
  check('the act has the time of the thumb', scans.every((x) => Date.parse(x.at) <= Date.parse(x.created_at) + 1000))
  const all = (await api('GET', `/api/evacuation/reconcile?event=${SET.event}`)).json
  check('one waits for a person, with its reason', all.held.length === 1 && all.held[0].held === 'signature', JSON.stringify(all.held))
  check('two on no list', all.total.unlisted === 2, JSON.stringify(all.total))
  check('nobody at two places', all.conflicts.length === 0, JSON.stringify(all.conflicts))
  const rice = await listed('distribution', `event=${SET.event}`)
  check('given once to each', rice.length === 3 && new Set(rice.map((x) => x.resident)).size === 3, JSON.stringify(rice.map((x) => x.labels.resident)))
  await until('the answer came back to the item', async () => /待核实：卡码签名不符/.test(await page.locator('.last').innerText()))
  await counts(s, 'the phone counts the same', '5/6')
  await look(s, 'checkin after')
  await type(s, SET.qr['周爷爷'])
  await says(s, 'checked in elsewhere: said at once', /周爷爷 到达.*已在“贺村小学”签到/)
  await until('a conflict on both', async () => (await listed('checkin_conflict', `event=${SET.event}&state=open`)).length === 1)
  await look(s, 'checkin elsewhere')

  await page.goto(`${BASE}/m/me`)
  await page.getByRole('button', { name: '退出登录' }).tap()
  await page.locator('dialog .btn.danger').tap()
  await page.locator('input[autocomplete=username]').waitFor()
  const left = await raw(s)
  check('signing out wipes list and log', Object.values(left.n).every((n) => n === 0), JSON.stringify(left.n))
  check('the walk made no noise', !s.noise.length, s.noise.join(' | '))
  await s.close()
  drop()
}

async function helper() {
  const s = await open('390x844', 'zh')
  const { page, context } = s
  await signIn(s, '吴敏')
  check('the service worker governs', await ready(s))
  await page.locator('.tiles a', { hasText: '转移任务' }).tap()
  const house = (n) => page.locator('.house', { hasText: `${n} 户` })
  await house('丙一').waitFor()
  await look(s, 'moving')
  await context.setOffline(true)
  await page.reload()
  await house('丙一').getByRole('button', { name: '已离家（2 人）' }).tap()
  await house('丙一').getByText('途中').first().waitFor()
  await house('丁一').getByRole('button', { name: '拒绝转移' }).tap()
  await page.locator('dialog .btn.primary').tap()
  check('a refusal needs its reason', /原因/.test(await page.locator('dialog [role=alert]').innerText()))
  await look(s, 'moving refuse')
  await page.locator('dialog textarea').fill('要看护牲畜')
  await page.locator('dialog .btn.primary').tap()
  await house('丁一').getByText('拒绝转移').first().waitFor()
  await house('戊一').locator('input[type=checkbox]').last().uncheck()
  await house('戊一').getByRole('button', { name: '已到亲友家' }).tap()
  await house('戊一').getByText('已投亲靠友').waitFor()
  check('all of it waits', (await unsent(s)) === 4, await pill(s).innerText())
  await context.setOffline(false)
  await until('all is sent', async () => (await unsent(s)) === 0, 30000)
  await until('left home', async () => (await state('丙一')).state === 'moving' && (await state('丙二')).state === 'moving')
  const d = await state('丁一')
  check('refused, with the reason', d.state === 'refused' && d.refusal === '要看护牲畜', JSON.stringify([d.state, d.refusal]))
  const w = await Promise.all(['戊一', '戊二'].map(state))
  check('one with relatives, the other still to be moved', w.filter((x) => x.state === 'arrived' && x.placement === 'relatives').length === 1 && w.filter((x) => x.state === 'listed').length === 1, JSON.stringify(w.map((x) => [x.state, x.placement])))
  check('no noise', !s.noise.length, s.noise.join(' | '))
  await s.close()
}

/** Five hundred people without a network, one card after the other. */
async function crowd() {
  const s = await open('390x844', 'zh')
  const { page, context } = s
  await signIn(s, '管理员丙')
  await ready(s)
  await page.goto(`${BASE}/m/checkin`)
  await until('the list of the hall', async () => (await count(s)) === '0/500', 30000)
  await context.setOffline(true)
  const cards = Object.entries(SET.qr).filter(([n]) => n.startsWith('众')).map(([, qr]) => qr)
  const times = await page.evaluate(async (list) => {
    const input = document.querySelector('.code')
    const out = []
    for (const qr of list) {
      const before = document.querySelector('.said').textContent
      const t0 = performance.now()
      input.value = qr
      input.dispatchEvent(new Event('input'))
      input.form.requestSubmit()
      while (document.querySelector('.said').textContent === before && performance.now() - t0 < 5000) await new Promise((r) => setTimeout(r))
      out.push(performance.now() - t0)
    }
    return out
  }, cards)
  const sorted = [...times].sort((a, b) => a - b)
  console.log(`crowd: ${times.length} cards offline, answered in ${sorted[250].toFixed(0)} ms (median), ${sorted[494].toFixed(0)} ms (99 %), ${sorted.at(-1).toFixed(0)} ms (worst)`)
  check('each within a second', sorted[494] < 1000, String(sorted[494]))
  await counts(s, 'all are counted', '500/500')
  await until('all wait', async () => (await unsent(s)) === 500)
  await page.reload()
  await counts(s, 'also after a new start', '500/500')
  await look(s, 'crowd offline')
  const t0 = Date.now()
  await context.setOffline(false)
  await until('all is sent', async () => (await unsent(s)) === 0, 60000)
  console.log(`crowd: 500 check-ins sent in ${((Date.now() - t0) / 1000).toFixed(1)} s`)
  check('the server counts 500', (await present(HALL)) === 500, String(await present(HALL)))
  await s.close()
}

async function pages(size, lang) {
  const s = await open(size, lang)
  await signIn(s, '管理员乙')
  for (const [name, path, sure] of [['checkin', 'checkin', '.person'], ['give', 'give', 'select'], ['tasks', 'tasks', '.card']]) {
    await s.page.goto(`${BASE}/m/${path}`)
    await s.page.locator(sure).first().waitFor()
    await s.page.waitForTimeout(600)
    await look(s, `shelter ${name}`)
  }
  await s.page.goto(`${BASE}/m/checkin`)
  await s.page.locator('.dirs .btn').nth(3).tap()
  await s.page.locator('dialog .place').first().waitFor()
  await look(s, 'shelter target')
  await s.page.keyboard.press('Escape')
  await s.page.locator('.target').waitFor()
  await look(s, 'shelter moving on')
  await s.page.locator('.acts .btn').first().tap()
  await look(s, 'shelter manual')
  await s.page.keyboard.press('Escape')
  await s.page.locator('.bar .btn').tap()
  await look(s, 'shelter place')
  await s.page.keyboard.press('Escape')
  await s.page.locator('.code').focus()
  await s.page.keyboard.type('0000')
  await s.page.keyboard.press('Enter')
  await s.page.locator('.said.bad').waitFor()
  check(`${size} ${lang} a number by keys alone`, true)
  await s.close()
  const h = await open(size, lang)
  await signIn(h, '吴敏')
  await h.page.goto(`${BASE}/m/moving`)
  await h.page.locator('.house').first().waitFor()
  await look(h, 'shelter moving')
  await h.close()
}

/** A drill at ×60: what the phone shows and what it stamps is the drill's time, without a network too. */
async function drill() {
  const s = await open('390x844', 'zh')
  const { page, context } = s
  await signIn(s)
  await ready(s)
  const flag = page.locator('.flag time')
  const minute = async () => Date.parse(`2019-${(await flag.innerText()).replace(' ', 'T')}:00+08:00`)
  const server = async () => Date.parse((await api('GET', '/api/site')).json.now)
  check('the pace is told', /×60/.test(await page.locator('.flag').innerText()), await page.locator('.flag').innerText())
  await until('the clock of the phone is the drill\'s', async () => Math.abs((await minute()) - (await server())) <= 120_000)
  await page.locator('.tiles a', { hasText: '转移任务' }).tap()
  const house = page.locator('.house', { hasText: '己一 户' })
  await house.waitFor()
  check('how fresh it is, by the drill\'s clock', /08-09 1[4-9]:\d\d 更新/.test(await page.locator('.age').innerText()), await page.locator('.age').innerText())
  await look(s, 'drill moving')
  await context.setOffline(true)
  await page.reload()
  await house.waitFor()
  const before = await server()
  check('it goes on without a network', Math.abs((await minute()) - before) <= 120_000, `${await flag.innerText()} ${new Date(before).toISOString()}`)
  await house.getByRole('button', { name: '已离家（3 人）' }).tap()
  await house.getByText('途中').first().waitFor()
  const after = await server()
  await page.waitForTimeout(6000) /* six minutes there */
  await context.setOffline(false)
  await until('sent', async () => (await unsent(s)) === 0, 30000)
  const t = (await api('GET', `/api/r/transfer/${SET.drill}`)).json
  const at = Date.parse(t.at)
  check('the act has the time of the drill at which it was done, not that at which it came', t.state === 'moving' && at >= before - 60_000 && at <= after + 60_000, JSON.stringify([t.state, t.at, new Date(before).toISOString(), new Date(after).toISOString()]))
  await page.goto(`${BASE}/m/me`)
  await until('so it stands in the outbox', async () => /08-09 1[4-9]:\d\d/.test(await page.locator('main').innerText()))
  await look(s, 'drill me')
  check('no noise', !s.noise.length, s.noise.join(' | '))
  await s.close()
}

if (SET.drill) await walk([['drill', drill]])
else await walk([['keeper', keeper], ['helper', helper], ['crowd', crowd], ...[['390x844', 'zh'], ['390x844', 'en'], ['360x640', 'zh'], ['360x640', 'en'], ['320x640', 'en']].map(([z, l]) => [`pages ${z} ${l}`, () => pages(z, l)])])
