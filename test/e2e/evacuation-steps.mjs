// SPDX-License-Identifier: Apache-2.0
// Moving people without a mouse: lists of a village made and ordered, somebody refuses, people are assigned to shelters, a card is scanned wrongly and
// another at two places, who is missing is seen by name, a shelter is checked, cards are printed and one is made anew.
import assert from 'node:assert/strict'
import { api, rest } from './desk-steps.mjs'
import { dialog, goto } from './page.mjs'

const key = (s, k) => s.page.keyboard.press(k)
const type = (s, text) => s.page.keyboard.type(text)
const focused = (s, id) => s.page.waitForFunction((x) => document.activeElement?.id === x, id)
const gone = (s) => dialog(s.page).waitFor({ state: 'detached' })
async function press(s, locator) {
  await locator.focus()
  await key(s, 'Enter')
}
async function choose(s, id, text) {
  await s.page.locator(`#${id}`).focus()
  await key(s, 'Control+a')
  await type(s, text)
  await s.page.locator('[role=option][aria-selected=true]', { hasText: text }).first().waitFor()
  await key(s, 'Enter')
}
async function signIn(s, name, password) {
  await api(s, 'DELETE', '/api/session')
  await goto(s, '/signin')
  await s.page.fill('#name', name)
  await s.page.fill('#password', password)
  await s.page.click('button[type=submit]')
  await s.page.locator('.queue .card, .bench').first().waitFor()
}
const OFF = /api\/feed|请登录|please sign in/ /* signing out ends the stream */
const walkNo = (s) => ['1920x1080', '1440x900', '390x844'].indexOf(s.size) * 2 + (s.lang === 'en' ? 1 : 0)
const local = (ms) => new Date(ms + 8 * 3600000).toISOString().slice(0, 16)
const moving = (s, view) => goto(s, `/resources/moving?event=${s.moveEvent}${view ? `&view=${view}` : ''}`)
const people = async (s) => (await api(s, 'GET', `/api/evacuation/roster?event=${s.moveEvent}&region=${s.village}`)).items
const figures = async (s) => (await api(s, 'GET', `/api/evacuation/reconcile?event=${s.moveEvent}`)).total
const scan = (s, items) => api(s, 'POST', '/api/evacuation/checkins', { event: s.moveEvent, device: `walk ${s.size} ${s.lang}`, items })

export const evacuationSteps = [
  ['moving prepared', async (s) => {
    await goto(s, '/signin')
    await signIn(s, 'town', s.town)
    const houses = (await api(s, 'GET', '/api/r/household?limit=500&total=0&danger=geology')).items
    const many = new Map()
    for (const h of houses) many.set(h.region, (many.get(h.region) ?? 0) + 1)
    const villages = [...many].filter(([, n]) => n > 2).map(([v]) => v).sort()
    s.village = villages[walkNo(s)]
    assert.ok(s.village, `${villages.length} villages with households in geological danger`)
    s.villageName = (await api(s, 'GET', `/api/r/region?code=${s.village}`)).items[0]._title
    const kind = (await api(s, 'GET', '/api/codes/event_type')).items.find((c) => c.code.length > 3).code
    const made = await api(s, 'POST', '/api/r/incident', { title: `台风转移 ${s.size} ${s.lang}`, kind, occurred_at: new Date().toISOString(), known_at: new Date().toISOString(), region: '330800000000' })
    assert.ok(made.id, JSON.stringify(made))
    s.moveEvent = made.id
  }, OFF],
  ['moving no event', async (s) => {
    await goto(s, '/resources/moving')
    await s.page.evaluate(() => localStorage.removeItem('anlan.moving:event'))
    await goto(s, '/resources/moving')
    await s.page.locator('.moving .empty button').first().waitFor()
  }],
  ['moving no lists', async (s) => {
    await moving(s)
    await s.page.locator('.moving .empty').waitFor()
  }],
  ['moving make refused', async (s) => {
    await press(s, s.page.locator('.moving .btn.primary').first())
    await focused(s, 'make-hit_at')
    await key(s, 'Control+Enter')
    await s.page.locator('#make-hit_at[aria-invalid]').waitFor()
    await s.page.fill('#make-hit_at', local(Date.now() - 3600000))
    await s.page.fill('#make-trigger', '24小时雨量超过150毫米')
    await key(s, 'Control+Enter')
    await dialog(s.page).locator('[role=alert]').waitFor() /* it hit already */
  }, /evacuation\/lists/],
  ['moving area', async (s) => {
    await press(s, s.page.locator('#make-area'))
    await focused(s, 'area-points')
    const at = (await api(s, 'GET', `/api/r/household?region=${s.village}&limit=500&total=0`)).items
    const [w, e, south, n] = [Math.min(...at.map((h) => h.lon)), Math.max(...at.map((h) => h.lon)), Math.min(...at.map((h) => h.lat)), Math.max(...at.map((h) => h.lat))]
    await type(s, [[w, south], [e, south], [e, n], [w, n]].map(([x, y], i) => `${(x + (i === 1 || i === 2 ? 0.001 : -0.001)).toFixed(5)}, ${(y + (i > 1 ? 0.001 : -0.001)).toFixed(5)}`).join('\n'))
    await s.page.locator('.side .size').waitFor()
    await s.page.waitForTimeout(900)
  }, /evacuation\/lists/],
  ['moving area taken', async (s) => {
    await key(s, 'Control+Enter')
    await s.page.locator('#area-points').waitFor({ state: 'detached' })
    await s.page.waitForFunction((word) => document.querySelector('#make-area')?.textContent === word, s.lang === 'zh' ? '重画范围' : 'Draw again')
  }],
  ['moving preview', async (s) => {
    await s.page.fill('#make-hit_at', local(Date.now() + 6 * 3600000))
    await choose(s, 'make-region', s.villageName)
    await s.page.locator('fieldset input[value=geology]').focus()
    await key(s, 'Space')
    await key(s, 'Control+Enter')
    await focused(s, 'make-seen')
    assert.equal(await dialog(s.page).locator('tbody tr').count(), 1)
    assert.equal((await api(s, 'GET', `/api/r/transfer_list?event=${s.moveEvent}`)).items.length, 0, 'a preview writes nothing')
  }],
  ['moving lists', async (s) => {
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.locator('.decide .left').waitFor()
    assert.equal(await s.page.locator('.lists tbody tr').count(), 1)
  }],
  ['moving village', async (s) => {
    await s.page.locator('.moving h1').click()
    await rest(s)
    await key(s, 'j')
    await key(s, 'Enter')
    await focused(s, 'village-head')
    await s.page.locator('.village .family').first().waitFor()
    assert.match(s.page.url(), /list=/)
  }],
  ['moving order', async (s) => {
    await press(s, s.page.locator('.village .btn.primary').first())
    await dialog(s.page).locator('#act-reason').waitFor()
  }],
  ['moving ordered', async (s) => {
    await press(s, dialog(s.page).locator('button[type=submit]'))
    await gone(s)
    await s.page.locator('.village .family ul li').first().waitFor()
    s.moved = await people(s)
    assert.ok(s.moved.length > 3, `${s.moved.length} people`)
    const [row, panel] = await s.page.evaluate(() => ['.village .family ul li', '.village'].map((q) => document.querySelector(q).clientWidth))
    assert.ok(row > 0.8 * panel, `a person's row takes ${row} of ${panel} px`)
    await s.page.waitForFunction((n) => [...document.querySelectorAll('.strip dd')][0]?.textContent === String(n), (await figures(s)).listed)
  }],
  ['moving declined to go', async (s) => {
    await api(s, 'POST', `/api/r/transfer/${s.moved[1].transfer}/refuse`, { refusal: '不愿离家，要看管牲畜' })
    await s.page.locator('.village .log').first().waitFor() /* by the feed alone */
    assert.match(await s.page.locator('.village .log').first().innerText(), /看管牲畜/)
  }],
  ['moving forced', async (s) => {
    await press(s, s.page.locator('.village .family ul li', { has: s.page.locator('.log') }).locator('button', { hasText: s.lang === 'zh' ? '强制转移' : 'Move by force' }))
    await s.page.locator('#act-reason').waitFor()
    await s.page.locator('#act-reason').focus()
    await type(s, '滑坡险情迫近，劝导无效')
    await press(s, dialog(s.page).locator('button[type=submit]'))
    await gone(s)
    await s.page.locator('.village .log', { hasText: s.lang === 'zh' ? '强制转移' : 'by force' }).waitFor()
    assert.equal((await people(s)).find((p) => p.transfer === s.moved[1].transfer).state, 'moving')
  }],
  ['moving household', async (s) => {
    const before = await figures(s)
    await press(s, s.page.locator('.village .family').last().locator('p .btn').first())
    await s.page.waitForFunction((n) => [...document.querySelectorAll('.strip dd')][2]?.textContent !== String(n), before.moving)
    const after = await figures(s)
    assert.ok(after.moving >= before.moving + 2, `${before.moving} → ${after.moving} on the way`)
  }],
  ['moving plan', async (s) => {
    await rest(s)
    await key(s, 'Escape')
    await s.page.locator('.moving h1').click()
    await rest(s)
    await key(s, '2')
    await s.page.locator('.proof').waitFor()
    await s.page.locator('.map canvas').first().waitFor()
    await s.page.waitForTimeout(1200)
    assert.ok((await s.page.locator('.tables tbody tr').count()) > 1)
  }],
  ['moving plan thought closed', async (s) => {
    const first = await s.page.locator('.tables section').filter({ has: s.page.locator('.occ') }).locator('tbody tr').first().locator('td').first().innerText()
    await press(s, s.page.locator('.tables section').filter({ has: s.page.locator('.occ') }).locator('tbody button').first())
    await s.page.locator('.part .chip').waitFor()
    await s.page.waitForFunction((name) => ![...document.querySelectorAll('.tables .occ')].some((o) => o.closest('tr').cells[0].textContent === name), first)
  }],
  ['moving what if', async (s) => {
    await press(s, s.page.locator('.part .chip button'))
    await s.page.locator('.part .chip').waitFor({ state: 'detached' })
    await s.page.waitForFunction(() => document.querySelector('.part .btn.primary:not(:disabled)'))
    await press(s, s.page.locator('#plan-if'))
    await s.page.locator('#if-shelter option').nth(1).waitFor({ state: 'attached' })
    s.before = (await people(s)).map((p) => p.shelter)
    const plan = await api(s, 'POST', '/api/evacuation/plan', { event: s.moveEvent })
    const most = [...plan.shelters].sort((a, b) => b.assigned - a.assigned)[0]
    await s.page.locator('#if-shelter').selectOption(most.shelter)
    await s.page.locator('#if-elsewhere').waitFor()
    const other = await api(s, 'POST', '/api/evacuation/plan', { event: s.moveEvent, without: [most.shelter] })
    const gone = Number((await s.page.locator('#if-elsewhere').innerText()).split('/')[0].replace(/\D/g, ''))
    assert.ok(gone >= most.assigned - other.unassigned_people, `${gone} of ${most.assigned} go elsewhere`)
    assert.match(await s.page.locator('#if-none').innerText(), new RegExp(`^${other.unassigned_people}\\b`))
    assert.match(await s.page.locator('#if-later').innerText(), /^\+\d+/)
    assert.ok(await s.page.locator('.gains li').count(), 'somewhere they go')
    s.thought = most.shelter
  }],
  ['moving what if dropped', async (s) => {
    await press(s, dialog(s.page).locator('.chips button').first())
    await s.page.locator('#if-elsewhere').waitFor({ state: 'detached' })
    assert.ok(await dialog(s.page).locator('.btn.primary').isDisabled(), 'nothing to adopt')
    assert.deepEqual((await people(s)).map((p) => p.shelter), s.before, 'and nothing was written')
  }],
  ['moving what if a road', async (s) => {
    await press(s, dialog(s.page).locator('.ask .btn'))
    const picker = s.page.locator('.el-dialog').last()
    await picker.locator('.mapbox canvas').first().waitFor()
    await press(s, picker.locator('footer .btn:not(.primary), .foot .btn:not(.primary)').first())
    await s.page.waitForFunction(() => [...document.querySelectorAll('.el-dialog .foot .btn.primary')].at(-1)?.disabled === false)
  }],
  ['moving what if the road is cut', async (s) => {
    await press(s, s.page.locator('.el-dialog').last().locator('.foot .btn.primary'))
    await s.page.locator('.chips .chip').waitFor()
    assert.match(await s.page.locator('.chips .chip').innerText(), s.lang === 'zh' ? /假定中断/ : /Thought cut/)
    await s.page.locator('#if-elsewhere').waitFor()
    assert.match(await s.page.locator('#if-elsewhere').innerText(), /^0/, 'nobody is moved along that valley')
    await press(s, s.page.locator('.chips .chip button'))
    await s.page.locator('.chips').waitFor({ state: 'detached' })
  }],
  ['moving what if adopted', async (s) => {
    await s.page.locator('#if-shelter').focus()
    await s.page.locator('#if-shelter').selectOption(s.thought)
    await s.page.locator('#if-elsewhere').waitFor()
    assert.deepEqual((await people(s)).map((p) => p.shelter), s.before, 'nothing is written before')
    await press(s, dialog(s.page).locator('.btn.primary'))
    await gone(s)
    const now = await people(s)
    assert.ok(now.some((p) => p.shelter) && now.every((p) => p.state === 'refused' || p.shelter !== s.thought), 'nobody goes to the one that was thought closed')
  }],
  ['moving plan apply', async (s) => {
    await s.page.waitForFunction(() => document.querySelector('.part .btn.primary:not(:disabled)'))
    await press(s, s.page.locator('.part .btn.primary').first())
    await dialog(s.page).locator('.btn.primary').waitFor()
  }],
  ['moving plan applied', async (s) => {
    await press(s, dialog(s.page).locator('.btn.primary'))
    await gone(s)
    await s.page.locator('section table td a[href*="move_plan"]').first().waitFor()
    s.moved = await people(s)
    assert.ok(s.moved.filter((p) => p.shelter).length > 2, JSON.stringify(s.moved.slice(0, 2)))
  }],
  ['moving plan proposed', async (s) => {
    const closed = await api(s, 'POST', '/api/r/road_closure', { road: `G320 ${s.size} ${s.lang}`, reason: '积水', geometry: { type: 'Point', coordinates: [118.9, 28.98] }, since: new Date().toISOString() })
    assert.ok(closed.id, JSON.stringify(closed))
    await s.page.locator('.wait li', { hasText: 'G320' }).waitFor()
  }],
  ['moving plan refused', async (s) => {
    await press(s, s.page.locator('.wait .btn').last())
    await s.page.locator('#act-reason').focus()
    await type(s, '绕行可达，维持原方案')
    await press(s, dialog(s.page).locator('button[type=submit]'))
    await gone(s)
    await s.page.locator('.wait').waitFor({ state: 'detached' })
  }],
  ['reconcile', async (s) => {
    await signIn(s, 'duty', s.duty)
    await api(s, 'POST', '/api/evacuation/cards', { region: s.village })
    s.sheet = (await api(s, 'GET', `/api/evacuation/cards?region=${s.village}&limit=200`)).items
    const qr = (p) => s.sheet.find((c) => c.resident === p.resident).qr
    const places = [...new Set(s.moved.map((p) => p.shelter).filter(Boolean))]
    const other = (await api(s, 'GET', '/api/evacuation/shelters')).items.find((x) => x.id !== places[0]).id
    const at = (min) => new Date(Date.now() - min * 60000).toISOString()
    const mark = `${s.size}-${s.lang}`
    const done = await scan(s, [{ id: `${mark}-1`, qr: qr(s.moved[0]), shelter: places[0], at: at(20) }, { id: `${mark}-2`, qr: qr(s.moved[2]), shelter: places[0], at: at(15) }, { id: `${mark}-3`, qr: qr(s.moved[2]), shelter: other, at: at(5) },
      { id: `${mark}-4`, qr: `${s.sheet[0].qr.slice(0, -1)}${s.sheet[0].qr.endsWith('0') ? '1' : '0'}`, shelter: places[0] }, { id: `${mark}-5`, name: '路过者', shelter: places[0], people: 2 }])
    assert.deepEqual(done.items.map((i) => i.status), ['taken', 'taken', 'taken', 'held', 'taken'])
    await moving(s, 'check')
    await s.page.locator('#check-conflicts').waitFor()
    const seen = await figures(s)
    assert.match(await s.page.locator('#check-missing b').innerText(), new RegExp(`^${seen.missing}$`))
    assert.equal(await s.page.locator('section[aria-labelledby=check-missing] tbody tr').count(), Math.min(50, seen.missing))
    assert.ok(await s.page.locator('a[href*="reconcile.csv"]').count())
  }, OFF],
  ['reconcile settle', async (s) => {
    await press(s, s.page.locator('section[aria-labelledby=check-conflicts] button').first())
    await s.page.locator('#act-note').focus()
    await type(s, '电话核实，本人在后到场所')
    await press(s, dialog(s.page).locator('button[type=submit]'))
    await gone(s)
    await s.page.waitForFunction(() => document.querySelector('#check-conflicts b')?.textContent === '0')
  }],
  ['reconcile held', async (s) => {
    await press(s, s.page.locator('section[aria-labelledby=check-held] button').last())
    await s.page.locator('#act-reason').focus()
    await type(s, '伪造卡片，不予采用')
    await press(s, dialog(s.page).locator('button[type=submit]'))
    await gone(s)
    await s.page.locator('#check-held').waitFor({ state: 'detached' })
  }],
  ['shelters', async (s) => {
    await goto(s, '/resources/shelters')
    await s.page.locator('.shelters tbody tr').first().waitFor()
    assert.ok((await s.page.locator('.shelters tbody tr').count()) <= 50)
  }],
  ['shelters by fault', async (s) => {
    await s.page.locator('.shelters h1').click()
    await rest(s)
    await key(s, '/')
    await focused(s, 'shel-q')
    await type(s, 'zzzz')
    await s.page.locator('.shelters .empty button').waitFor()
    await press(s, s.page.locator('.shelters .empty button'))
    await s.page.locator('.shelters tbody tr').first().waitFor()
  }],
  ['shelter', async (s) => {
    await s.page.locator('.shelters h1').click()
    await rest(s)
    await key(s, 'j')
    await key(s, 'Enter')
    await focused(s, 'shelter-head')
    await s.page.locator('.place ul.rows').first().waitFor({ state: 'attached' })
    await press(s, s.page.locator('.place section:last-of-type button').first())
    await s.page.locator('.place ol.rows li').first().waitFor()
    s.place = new URL(s.page.url()).searchParams.get('sel')
  }],
  ['shelter check', async (s) => {
    const item = (await api(s, 'GET', '/api/codes/supply_item')).items.find((c) => c.code.length > 4).code
    assert.ok((await api(s, 'POST', '/api/r/shelter_kit', { shelter: s.place, item, quantity: 3, needed: 10, expires_on: '2019-08-01', unit: '份' })).id)
    await goto(s, `/resources/shelters?sel=${s.place}`)
    await s.page.locator('.place .rows .grave').first().waitFor() /* out of date, and short */
    await press(s, s.page.locator('.place section button', { hasText: s.lang === 'zh' ? '登记核查' : 'Enter a check' }))
    await focused(s, 'check-site')
    await key(s, 'Control+Enter')
    await s.page.locator('#check-missing').waitFor()
  }],
  ['shelter checked', async (s) => {
    await press(s, dialog(s.page).locator('form .btn.small'))
    await s.page.locator('input[name=check-kit][value="0"]').focus()
    await key(s, 'Space')
    assert.equal(await s.page.inputValue('#check-check_result'), 'conditional')
    await s.page.locator('#check-hazards').focus()
    await type(s, '补足矿泉水和应急灯')
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.locator('.place .rows .soon').first().waitFor()
    assert.equal((await api(s, 'GET', `/api/r/shelter/${s.place}`)).check_result, 'conditional')
  }],
  ['cards choose', async (s) => {
    await goto(s, '/resources/cards')
    await s.page.locator('.cardpage .empty').waitFor()
  }],
  ['cards', async (s) => {
    await choose(s, 'cards-region', s.villageName)
    await s.page.locator('.sheet article').first().waitFor()
    assert.equal(await s.page.locator('.sheet article').count(), s.sheet.length)
    const one = await s.page.locator('.sheet article').first().innerText()
    assert.match(one, new RegExp(s.sheet[0].name))
    assert.match(one, /1\d{10}/, 'the number of the helper')
    assert.ok(await s.page.locator('.sheet article .qr svg').count())
  }],
  ['cards reissue', async (s) => {
    await press(s, s.page.locator('.sheet article button').first())
    await focused(s, 'reason-text')
    await type(s, '遗失')
    await key(s, 'Control+Enter')
    await gone(s)
    await s.page.waitForFunction((code) => ![...document.querySelectorAll('figcaption')].some((f) => f.textContent.replaceAll(' ', '') === code), s.sheet[0].code)
  }],
  ['cards large', async (s) => {
    await press(s, s.page.locator('.pick [aria-pressed=false]'))
    await s.page.locator('.sheet.large').first().waitFor()
    assert.equal(await s.page.locator('.sheet').count(), Math.ceil(s.sheet.length / 2))
  }],
  ['cards printed', async (s) => {
    await press(s, s.page.locator('.pick [aria-pressed=false]'))
    await s.page.locator('.sheet.small').first().waitFor()
    await s.page.emulateMedia({ media: 'print' })
    const pdf = await s.page.pdf({ preferCSSPageSize: true })
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length
    assert.equal(pages, Math.ceil(s.sheet.length / 8), 'eight on a page')
    await s.page.emulateMedia({ media: null })
  }],
  ['keeper moving', async (s) => {
    await api(s, 'DELETE', '/api/session')
    await goto(s, '/resources/moving')
    await s.page.fill('#name', 'keeper')
    await s.page.fill('#password', s.keeper)
    await s.page.click('button[type=submit]')
    await s.page.locator('.moving h1').waitFor()
    await s.page.evaluate(() => localStorage.removeItem('anlan.moving:event'))
    await goto(s, '/resources/moving')
    await press(s, s.page.locator('.moving .empty button', { hasText: s.size }).filter({ hasText: s.lang }))
    await s.page.locator('.moving .strip, .moving .part').first().waitFor()
    assert.equal(await s.page.locator('.views button').count(), 2, 'no lists for who keeps shelters')
    await s.page.locator('.proof').waitFor()
    assert.equal(await s.page.locator('.part .btn.primary').count(), 0, 'nor may he apply a plan')
  }, OFF],
  ['keeper reconcile', async (s) => {
    await rest(s)
    await key(s, '2')
    await s.page.locator('#check-missing').waitFor()
    assert.equal(await s.page.locator('a[href*="reconcile.csv"]').count(), 0, 'nor their export')
  }],
  ['keeper shelter', async (s) => {
    await goto(s, `/resources/shelters?sel=${s.place}`)
    await s.page.locator('.place .btn.primary').waitFor()
    const was = (await api(s, 'GET', `/api/r/shelter/${s.place}`)).state
    const label = await s.page.locator('.place .btn.primary').textContent()
    await press(s, s.page.locator('.place .btn.primary'))
    await s.page.waitForFunction((old) => document.querySelector('.place .btn.primary')?.textContent !== old, label)
    assert.notEqual((await api(s, 'GET', `/api/r/shelter/${s.place}`)).state, was)
  }],
]
