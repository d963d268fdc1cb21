// SPDX-License-Identifier: Apache-2.0
// A file whose columns have other names; a long job that is left, followed in the tray and cancelled.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialog, goto } from './page.mjs'

const UPLOAD = '.tools button:has(path[d="M12 16V5M7.5 9L12 4.5 16.5 9"])'
const LONG_ROWS = 600_000
const rows = (n, from) => Array.from({ length: n }, (_, i) => `W-${from + i},单位${from + i},department,${i % 10 === 9 ? 999999 : 330802},红`)
const csv = (name, n, from) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(['ref,单位叫什么,kind,region,颜色', ...rows(n, from)].join('\n') + '\n') })
/** On disk: the browser takes no 50 MB in one message. */
function longFile() {
  const folder = mkdtempSync(join(tmpdir(), 'anlan-e2e-'))
  const path = join(folder, 'big.csv')
  writeFileSync(path, csv('', LONG_ROWS, 0).buffer)
  return { path, drop: () => rmSync(folder, { recursive: true, force: true }) }
}
const selectOf = (s, i) => dialog(s.page).locator('.columns select').nth(i)
const tray = (s) => s.page.locator('header .popup-root:has(path[d^="M4 13l3-8h10l3 8v6H4z"])')
async function choose(s, file) {
  await s.page.setInputFiles('#import-file', file)
  await dialog(s.page).locator('.columns').waitFor()
}
async function mapBoth(s) {
  await selectOf(s, 1).selectOption('name')
  await selectOf(s, 4).selectOption('-')
}

export const importSteps = [
  ['import columns', async (s) => {
    await goto(s, '/r/org')
    await s.page.locator('.list .table tbody tr').first().waitFor()
    await s.page.locator(UPLOAD).click()
    await dialog(s.page).waitFor()
    s.from = 100000 * (1 + Number(s.lang === 'en')) + s.width
    await choose(s, csv('orgs.csv', 20, s.from))
    assert.deepEqual(await dialog(s.page).locator('.columns select').evaluateAll((all) => all.map((x) => x.value)), ['ref', '', 'kind', 'region', ''])
    assert.ok(await dialog(s.page).locator('footer button').nth(1).isDisabled(), 'no dry run before every column has its place')
  }],
  ['import tried', async (s) => {
    await mapBoth(s)
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('.figures').waitFor()
    assert.deepEqual(await dialog(s.page).locator('.figures dd').allInnerTexts(), ['20', '18', '0', '0', '2'])
  }],
  ['import done', async (s) => {
    await dialog(s.page).locator('footer button').nth(2).click()
    await dialog(s.page).locator('.steps li:nth-child(4).on').waitFor()
    const one = await s.page.evaluate(async (ref) => (await (await fetch(`/api/r/org?ref=${ref}`)).json()).items[0], `W-${s.from}`)
    assert.equal(one?.name, `单位${s.from}`)
  }],
  ['import by the server\'s refusal', async (s) => {
    const feature = { type: 'Feature', geometry: null, properties: { 单位叫什么: '甲', kind: 'department', region: '330802', ref: `G-${s.from}` } }
    await s.page.setInputFiles('#import-file', { name: 'orgs.geojson', mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features: [feature] })) })
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('.columns').waitFor()
    await selectOf(s, 0).selectOption('name')
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('.figures').waitFor()
    assert.equal(await dialog(s.page).locator('.figures dd').nth(1).innerText(), '1')
  }],
  ['import of GB18030', async (s) => {
    const gbk = Buffer.concat([Buffer.from([0xbb, 0xfa, 0xb9, 0xb9, 0xc3, 0xfb, 0xb3, 0xc6]), Buffer.from(',kind,region\n'), Buffer.from([0xd1, 0xdd, 0xca, 0xbe]), Buffer.from(',department,330802\n')])
    await choose(s, { name: 'gbk.csv', mimeType: 'text/csv', buffer: gbk })
    assert.equal(await selectOf(s, 0).inputValue(), 'name')
    assert.equal(await dialog(s.page).locator('td.example').first().textContent(), '演示')
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('.figures').waitFor()
    assert.equal(await dialog(s.page).locator('.figures dd').nth(1).innerText(), '1')
  }],
  ['job running', async (s) => {
    s.big = longFile()
    await choose(s, s.big.path)
    await mapBoth(s)
    await dialog(s.page).locator('footer button').nth(1).click()
    await dialog(s.page).locator('progress[max]').waitFor({ timeout: 90_000 }) /* the file goes up first */
    await s.page.keyboard.press('Escape')
    await dialog(s.page).waitFor({ state: 'detached' })
    await tray(s).locator('button').first().click()
    await s.page.locator('.tray .progress').waitFor()
  }],
  ['job cancelled', async (s) => {
    s.big.drop()
    const first = s.page.locator('.tray li').first()
    await first.locator('.progress button').click()
    await first.locator('.progress').waitFor({ state: 'detached' })
    const job = await s.page.evaluate(async () => (await (await fetch('/api/jobs')).json()).items[0])
    assert.deepEqual([job.file, job.state], ['big.csv', 'cancelled'])
    await s.page.keyboard.press('Escape')
    await s.page.locator('.tray').waitFor({ state: 'detached' })
  }],
  ['long export', async (s) => {
    await goto(s, '/r/resident')
    await s.page.locator('.list .table tbody tr').first().waitFor()
    await s.page.locator('.tools .popup-root').nth(2).locator('button').first().click()
    await s.page.locator('.popup .item').nth(1).click()
    await tray(s).locator('button').first().click()
    await s.page.locator('.tray li').first().locator('a[href$="/file"]').waitFor()
    const lines = await s.page.evaluate(async () => (await (await fetch(document.querySelector('.tray a[href$="/file"]').href)).text()).trim().split('\n').length)
    assert.ok(lines > 5000, `${lines} lines`)
  }],
]
