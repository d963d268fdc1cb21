// SPDX-License-Identifier: Apache-2.0
// What the walks of the phone share: a phone to hold, a server to ask, a look at everything that a person sees.
import { createRequire } from 'node:module'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
export const { BASE_URL: BASE, TOKEN, NAME, PASSWORD, SHOTS = '' } = process.env
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-3d-apis']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
const HERE = { latitude: 28.7213, longitude: 118.4956, accuracy: 8 }
const FROM = process.env.FROM ?? ''

let passed = 0
const failures = []
export const check = (name, ok, why = '') => {
  if (ok) return void passed++
  failures.push(name)
  console.log(`FAIL ${name}: ${why}`)
}
export const wait = (ms) => new Promise((r) => setTimeout(r, ms))
export async function api(method, path, body, token = TOKEN) {
  const res = await fetch(BASE + path, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Accept-Language': 'en' }, body: body && JSON.stringify(body) })
  return { status: res.status, json: await res.json().catch(() => null) }
}
export const listed = async (reg, query) => (await api('GET', `/api/r/${reg}?${query}&limit=100`)).json.items
export async function until(what, holds, ms = 15000) {
  for (const end = Date.now() + ms; Date.now() < end; await wait(100)) if (await holds().catch(() => false)) return check(what, true)
  check(what, false, 'did not come about')
}

export async function open(size, lang, { args = [], permissions = [], ...extra } = {}) {
  const [width, height] = size.split('x').map(Number)
  const profile = mkdtempSync(join(tmpdir(), 'anlan-phone-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...ARGS, ...args], viewport: { width, height }, hasTouch: true, isMobile: true, deviceScaleFactor: 2,
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', geolocation: HERE, permissions: ['geolocation', ...permissions], acceptDownloads: true, ...extra,
  })
  await context.addInitScript((l) => localStorage.getItem('anlan.lang') ?? localStorage.setItem('anlan.lang', JSON.stringify(l)), lang)
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(15000)
  const noise = []
  page.on('console', (m) => m.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/.test(m.text()) && noise.push(`${m.text()} ${m.location().url}`))
  page.on('pageerror', (e) => noise.push(String(e)))
  return { context, page, noise, size, lang, close: async () => { await context.close(); rmSync(profile, { recursive: true, force: true }) } }
}
export async function signIn(s, name = NAME) {
  await s.page.goto(`${BASE}/m`)
  await s.page.locator('input[autocomplete=username]').fill(name)
  await s.page.locator('input[autocomplete=current-password]').fill(PASSWORD)
  await s.page.locator('button[type=submit]').click()
  await s.page.locator('.tiles').waitFor()
}
export const pill = (s) => s.page.locator('header .pill')
export const ready = (s) => s.page.evaluate(async () => {
  const reg = await navigator.serviceWorker.ready
  for (let n = 0; n < 100 && (!reg.active || reg.active.state !== 'activated' || !navigator.serviceWorker.controller); n++) await new Promise((r) => setTimeout(r, 100))
  return !!navigator.serviceWorker.controller
})
/** Everything that a person sees: type of 16 px, room for a thumb, axe, nothing wider than the glass, no words cut. */
export async function look(s, name, shot = true) {
  await s.page.waitForTimeout(300)
  const title = `${s.size} ${s.lang} ${name}`
  if (SHOTS && shot) await s.page.screenshot({ path: join(SHOTS, `phone-${s.size}-${s.lang}-${name.replaceAll(' ', '-')}.png`) })
  if (!(await s.page.evaluate(() => 'axe' in window))) await s.page.evaluate(axeSource)
  const axe = await s.page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS)
  check(`${title} axe`, !axe.violations.length, axe.violations.map((v) => `${v.id} ×${v.nodes.length} ${v.nodes[0].target.join(' ')} ${v.nodes[0].any[0]?.message ?? ''} ${v.nodes[0].html.slice(0, 160)}`).join(' | '))
  const seen = await s.page.evaluate(() => {
    const shown = (e) => e.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) && !e.closest('.sr, .ol-control, [aria-hidden=true]')
    const box = (e) => e.getBoundingClientRect()
    const words = (e) => (e.textContent || e.getAttribute('aria-label') || e.tagName).trim().slice(0, 24)
    const small = [...document.querySelectorAll('#app *')].filter((e) => shown(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16)
    const tight = [...document.querySelectorAll('a, button, select, textarea, input:not([type=checkbox]):not([type=file]), label.check, summary')].filter((e) => shown(e) && (box(e).height < 43.5 || box(e).width < 43.5))
    const cut = [...document.querySelectorAll('.btn')].filter((b) => b.offsetParent && b.scrollWidth > b.clientWidth + 1)
    return { small: small.map(words), tight: tight.map((e) => `${words(e)} ${box(e).width.toFixed()}×${box(e).height.toFixed()}`), cut: cut.map(words), over: document.documentElement.scrollWidth - document.documentElement.clientWidth }
  })
  check(`${title} type of 16 px`, !seen.small.length, seen.small.join(' | '))
  check(`${title} room for a thumb`, !seen.tight.length, seen.tight.join(' | '))
  check(`${title} words`, !seen.cut.length, seen.cut.join(' | '))
  check(`${title} width`, seen.over <= 1, `${seen.over} px too wide`)
  check(`${title} console`, !s.noise.length, s.noise.join(' | '))
  s.noise.length = 0
}


/** What really lies in the database of the phone. */
export const raw = (s) => s.page.evaluate(async () => {
  const db = await new Promise((y, n) => { const r = indexedDB.open('anlan-m'); r.onsuccess = () => y(r.result); r.onerror = () => n(r.error) })
  const all = (store) => new Promise((y) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => y(r.result) })
  const text = (v) => (v instanceof ArrayBuffer || ArrayBuffer.isView(v) ? new TextDecoder('utf-8').decode(v) : typeof v === 'object' && v ? Object.values(v).map(text).join('\n') : String(v))
  const out = { n: {}, text: '', extractable: [] }
  for (const store of db.objectStoreNames) {
    const rows = await all(store)
    out.n[store] = rows.length
    if (store === 'keys') out.extractable = rows.map((k) => k.extractable)
    else out.text += rows.map(text).join('\n')
  }
  db.close()
  return out
})

/** Each part by itself; FROM=… begins one of them. Last line: `N passed, N failed`. */
export async function walk(parts) {
  for (const [name, run] of parts) {
    if (FROM && !name.startsWith(FROM)) continue
    try {
      await run()
    } catch (e) {
      check(name, false, String(e.stack ?? e).split('\n').slice(0, 6).join(' '))
    }
  }
  console.log(`${passed} passed, ${failures.length} failed`)
  process.exit(failures.length ? 1 : 0)
}
