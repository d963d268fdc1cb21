// SPDX-License-Identifier: Apache-2.0
// Walks the client in a real browser: every page, both languages, three sizes; axe and the console must be silent. Each part is
// walked at two sizes, once in each language; WHOLE=1: every part at every size in both. FROM=a step: from there on; UNTIL=a step: up to it.
// BASE_URL, ADMIN, PASSWORD, SHOTS (folder for pictures) come from the environment. Last line: `N passed, N failed`.
import { createRequire } from 'node:module'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stepsOf } from './steps.mjs'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const BASE = process.env.BASE_URL ?? 'http://127.0.0.1:8080'
const SHOTS = process.env.SHOTS ?? ''
const ONLY = (process.env.SIZES ?? '1920x1080,1440x900,390x844').split(',')
const WHOLE = process.env.WHOLE === '1' || !!process.env.FROM
const LANGS = (process.env.LANGS ?? 'zh,en').split(',')
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

let passed = 0
const failures = []
const check = (name, ok, why = '') => {
  if (ok) passed++
  else {
    failures.push(`${name}: ${why}`)
    console.log(`FAIL ${name}: ${why}`)
  }
}

async function axe(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const found = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), TAGS)
  return found.violations.map((v) => `${v.id} ×${v.nodes.length} at ${v.nodes[0]?.target.join(' ')} (${(v.nodes[0]?.any[0]?.message ?? v.help).slice(0, 140)})`)
}

async function walk(size, lang) {
  const [width, height] = size.split('x').map(Number)
  const profile = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
  const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGS, viewport: { width, height }, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' })
  await context.addInitScript((l) => localStorage.getItem('anlan.lang') ?? localStorage.setItem('anlan.lang', JSON.stringify(l)), lang)
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(20000)
  const noise = []
  page.on('console', (m) => m.type() === 'error' && !/\/api\/session\b.*|401 \(Unauthorized\)/.test(m.text() + m.location().url) && noise.push(`${m.text()} ${m.location().url}`))
  let leftAt = 0 /* leaving a page ends what it was asking: no fault of the next one */
  page.on('framenavigated', () => (leftAt = Date.now()))
  page.on('pageerror', (e) => (/Failed to fetch/.test(String(e)) && Date.now() - leftAt < 1500) || noise.push(String(e)))
  const shared = { page, base: BASE, admin: process.env.ADMIN ?? 'admin', password: process.env.PASSWORD ?? '', duty: process.env.DUTY ?? '', second: process.env.SECOND ?? '', leader: process.env.LEADER ?? '', town: process.env.TOWN ?? '', keeper: process.env.KEEPER ?? '', size, lang, width, made: '' }
  for (const [name, step, tolerated] of stepsOf(size, lang, WHOLE)) {
    const title = `${size} ${lang} ${name}`
    noise.length = 0
    try {
      await step(shared)
      await page.waitForTimeout(200) /* motion lasts at most 150 ms */
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${size}-${lang}-${name.replaceAll(' ', '-')}.png`) })
      await page.waitForFunction(() => !document.querySelector('.el-message-fade-enter-active, .el-message-fade-leave-active')) /* half faded text has no contrast */
      const faults = await axe(page)
      check(`${title} axe`, faults.length === 0, faults.join(' | '))
      check(`${title} console`, noise.every((n) => tolerated?.test(n)), noise.join(' | '))
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      check(`${title} width`, over <= 1, `page is ${over} px wider than the window`)
      const cut = await page.evaluate(() => [...document.querySelectorAll('.btn')].filter((b) => b.offsetParent && b.scrollWidth > b.clientWidth + 1).map((b) => b.textContent.trim().slice(0, 30)))
      check(`${title} buttons`, cut.length === 0, `words cut off: ${cut.join(', ')}`)
      check(title, true)
    } catch (e) {
      check(title, false, String(e).split('\n').slice(0, 3).join(' '))
      if (SHOTS) await page.screenshot({ path: join(SHOTS, `${size}-${lang}-${name.replaceAll(' ', '-')}-FAILED.png`) }).catch(() => undefined)
    }
  }
  await context.close()
  rmSync(profile, { recursive: true, force: true })
}

if (SHOTS) mkdirSync(SHOTS, { recursive: true })
for (const size of ONLY) for (const lang of LANGS) await walk(size, lang)
console.log(`${passed} passed, ${failures.length} failed`)
process.exit(failures.length ? 1 : 0)
