// SPDX-License-Identifier: Apache-2.0
// A stand-in for the server while it is being written. node mock.mjs PORT
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'

const data = JSON.parse(readFileSync('/tmp/anlan-mock.json', 'utf8'))
const dist = new URL('../../web/dist', import.meta.url).pathname
const defs = new Map(data.items.map((d) => [d.register, d]))
const CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
let seq = 100, seed = 7, signed = false
const rnd = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff)
const int = (n) => Math.floor(rnd() * n)
const ABC = '0123456789abcdefghjkmnpqrstvwxyz'
const newId = () => Array.from({ length: 13 }, () => ABC[int(32)]).join('')
const iso = (ms) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 19) + '+08:00'
const NAMES = ['江山市贺村镇山体滑坡', '开化县华埠镇低洼处内涝', '智造新城某化工企业储罐泄漏', '龙游县詹家镇高速多车追尾', '柯城区石梁镇森林火情', '常山县辉埠镇石灰窑塌方', '衢江区湖南镇道路中断']
const rows = new Map()
const feeds = new Set()
const code = (f) => { const l = data.codes[f.arg] ?? []; return l.length ? l[int(Math.min(l.length, 12))].code : null }
function valueOf(def, f, i) {
  switch (f.type) {
    case 'text': return f.key === 'name' || f.key === 'title' ? NAMES[i % NAMES.length] + (i > 6 ? `（${i}）` : '') : f.max_chars > 300 ? '山体滑坡约 800 方，堵塞乡道，3 户房屋受威胁。已转移 16 户 46 人至贺村中学避灾点。' : `${f.label.zh}${i + 1}`
    case 'int': return int(40); case 'real': return Math.round(rnd() * 1e4) / 100; case 'bool': return int(2); case 'money': return Math.round(rnd() * 1e7) / 100
    case 'time': return iso(Date.now() - int(40) * 86400e3 / 8); case 'date': return iso(Date.now() - int(400) * 86400e3).slice(0, 10)
    case 'code': return code(f); case 'codes': return [...new Set([code(f), code(f)].filter(Boolean))]
    case 'region': return data.regions[int(data.regions.length)].code; case 'phone': return '138****' + (1000 + int(9000)); case 'id_number': return '3308**********1234'; case 'credit_code': return '91330800MA28F0000X'
    case 'ref': { const t = rows.get(f.arg); return t?.length ? t[int(t.length)].id : null }
    default: return null
  }
}
function make(def, i) {
  const r = { id: newId(), version: 1 + int(4), register: def.register, created_at: iso(Date.now() - 9e8), updated_at: iso(Date.now() - int(9e7)) }
  for (const f of def.fields) r[f.key] = rnd() < 0.25 && !def.title.includes(f.key) && f.key !== 'region' && f.key !== 'grade' ? null : valueOf(def, f, i)
  if (def.register === 'region') Object.assign(r, data.regions[i % data.regions.length], { region: data.regions[i % data.regions.length].code })
  if (def.geometry === 'point') { r.lon = 118.2 + rnd() * 0.9; r.lat = 28.6 + rnd() * 0.8 }
  if (def.lifecycle) r.state = def.lifecycle.states[int(def.lifecycle.states.length)].key
  return finish(def, r)
}
function finish(def, r) {
  r.region_name = data.regions.find((x) => x.code === r.region)?.name ?? ''
  r.labels = {}
  for (const f of def.fields) {
    const v = r[f.key]
    if (v === null || v === undefined) continue
    if (f.type === 'code') r.labels[f.key] = data.codes[f.arg]?.find((c) => c.code === v)?.zh ?? v
    if (f.type === 'region') r.labels[f.key] = data.regions.find((x) => x.code === v)?.name ?? v
    if (f.type === 'ref') r.labels[f.key] = rows.get(f.arg)?.find((x) => x.id === v)?._title ?? v
  }
  r._title = def.title.map((k) => r.labels[k] ?? r[k]).filter(Boolean).join(' ').slice(0, 60)
  if (!def.fields.some((f) => f.key === 'title')) r.title = r._title
  if (def.lifecycle) r.state_label = def.lifecycle.states.find((s) => s.key === r.state)?.label.zh
  return r
}
for (const d of data.items) { rows.set(d.register, []); const n = d.register === 'economy' ? 0 : d.register === 'shelter' ? 160 : d.register === 'enterprise' ? 120 : 30; for (let i = 0; i < n; i++) rows.get(d.register).push(make(d, i)) }
const obligations = () => ['incident', 'hazard', 'filing'].flatMap((k) => rows.get(k).slice(0, 5).map((r, i) => ({ register: k, record: r.id, title: r._title, clock: 'c', label: defs.get(k).clocks[0]?.label ?? { zh: '时限', en: 'Term' }, owner: 'duty', region: r.region, started_at: iso(Date.now() - 36e5), due_at: iso(Date.now() + (i - 2) * 31e5), state: i < 2 ? 'late' : 'running', step: 0, late_s: 0 })))
const session = { account: { name: 'admin', role: 'admin', role_label: { zh: '系统管理员', en: 'Administrator' }, region: '330800000000', region_name: '衢州市', areas: ['duty', 'map', 'incidents', 'warnings', 'oversight', 'resources', 'admin'], totp: false }, expires_at: iso(Date.now() + 36e6), must_change_password: false }
const GEO = { city: 'admin/quzhou_city.geojson', counties: 'admin/quzhou_counties.geojson', province: 'admin/zhejiang_cities.geojson', rivers: 'basemap/gshhg_rivers_quzhou.geojson', land: 'basemap/ne_10m_land_east_china.geojson' }
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
function fire(register, id, action) { const e = { seq: ++seq, at: iso(Date.now()), register, id, action, region: '', fields: [] }; for (const f of feeds) f.write(`id: ${e.seq}\ndata: ${JSON.stringify(e)}\n\n`) }
createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x'), p = url.pathname.split('/').filter(Boolean), q = url.searchParams
  const send = (status, body, type = 'application/json') => { res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : type, 'Content-Security-Policy': CSP }); res.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)) }
  const bad = (status, code, detail, errors = []) => send(status, { title: detail, status, detail, code, errors, request: 'r7Q2' })
  if (p[0] !== 'api' && p[0] !== 'tiles') {
    const file = dist + url.pathname
    if (extname(file) && existsSync(file)) return send(200, readFileSync(file), TYPES[extname(file)] ?? 'application/octet-stream')
    return send(200, readFileSync(`${dist}/index.html`), TYPES['.html'])
  }
  let body = {}
  if (req.method !== 'GET') { const chunks = []; for await (const c of req) chunks.push(c); try { body = JSON.parse(Buffer.concat(chunks).toString() || '{}') } catch { body = {} } if (!req.headers['x-anlan']) return bad(403, 'csrf', 'X-Anlan missing') }
  if (p[0] === 'tiles') return send(200, { items: [] })
  if (p[1] === 'site') return send(200, { name: { zh: '衢州市应急管理平台', en: 'Quzhou Emergency Management' }, city: '330800000000', demo: true, sandbox: false, now: iso(Date.now()), version: '0.1.0', boundary_note: { zh: '演示边界仅供开发演示，公开使用须换用取得审图号的标准地图', en: 'Demonstration boundaries; public use needs a map with an approval number' } })
  if (p[1] === 'base') { const g = JSON.parse(readFileSync(`/work/shared/data/${GEO[p[2].replace('.geojson', '')]}`)); g.source = 'DataV, GSHHG, Natural Earth'; return send(200, g) }
  if (p[1] === 'session') {
    if (req.method === 'POST' && p.length === 2) { if (body.password !== 'demo') return bad(401, 'wrong', '账号或密码不对'); signed = true; return send(200, session) }
    if (req.method === 'DELETE') { signed = false; return send(204, '') }
    return signed ? send(200, session) : bad(401, 'unauthorised', '请先登录')
  }
  if (!signed) return bad(401, 'unauthorised', '请先登录')
  if (p[1] === 'registers') return send(200, { items: data.items.map((d) => ({ ...d, count: rows.get(d.register).length })), codes: data.codes, version: '1' })
  if (p[1] === 'obligations') return send(200, { items: obligations(), next: null })
  if (p[1] === 'accounts') return req.method === 'GET' ? send(200, { items: ['admin', 'duty1', 'inspector1'].map((n, i) => ({ name: n, role: ['admin', 'duty', 'inspector'][i], region: '330800000000', disabled: i === 2, totp: false, created_at: iso(Date.now()) })), roles: data.roles }) : send(201, { name: body.name, password: 'k4f7-9xq2-mm31' })
  if (p[1] === 'audit') return send(200, { items: Array.from({ length: 50 }, (_, i) => ({ seq: 900 - i, at: iso(Date.now() - i * 6e4), actor: 'admin', door: 'web', register: 'incident', id: rows.get('incident')[i % 30].id, action: ['create', 'update', 'reveal'][i % 3], region: '', changes: [{ field: 'title', old: null, new: 'x' }] })), next: '850' })
  if (p[1] === 'status') return send(200, { version: '0.1.0', uptime_s: 93784, journal: { seq: 5120, hash: 'ab'.repeat(32) }, backup_age_s: null, clients: 3, listeners: 1, requests: 9120, queue: 0, db_bytes: 48213000, rss_bytes: 91000000, registers: data.items.length })
  if (p[1] === 'search') return send(200, { items: ['incident', 'enterprise', 'shelter'].flatMap((k) => rows.get(k).filter((r) => r._title.includes(q.get('q'))).slice(0, 4).map((r) => ({ register: k, id: r.id, title: r._title, region_name: r.region_name }))) })
  if (p[1] === 'feed') { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.write(': hello\n\n'); feeds.add(res); req.on('close', () => feeds.delete(res)); return }
  if (p[1] === 'uploads') return send(200, { sha256: 'a'.repeat(64), size: 3, type: 'text/plain' })
  if (p[1] === 'map') { const r = rows.get(p[2]); return send(200, { type: 'FeatureCollection', total: r.length, mode: 'features', features: r.filter((x) => x.lon).map((x) => ({ type: 'Feature', id: x.id, geometry: { type: 'Point', coordinates: [x.lon, x.lat] }, properties: { id: x.id, title: x._title, state: x.state, level: x.grade ?? x.colour ?? x.level } })) }) }
  if (p[1] !== 'r') return bad(404, 'not_found', '没有这个地址')
  const def = defs.get(p[2]), all = rows.get(p[2])
  if (!def) return bad(404, 'not_found', '没有这个台账')
  if (p.length === 3 && req.method === 'GET') {
    let r = all
    for (const [k, v] of q) { if (k === 'q' && v) r = r.filter((x) => x._title.includes(v)); if (k === 'state') r = r.filter((x) => x.state === v); if (def.fields.some((f) => f.key === k)) r = r.filter((x) => String(x[k]) === v) }
    const s = q.get('sort'); if (s) r = [...r].sort((a, b) => (String(a[s.replace('-', '')] ?? '') < String(b[s.replace('-', '')] ?? '') ? -1 : 1) * (s[0] === '-' ? -1 : 1))
    const from = Number(q.get('after') ?? 0), n = Number(q.get('limit') ?? 50)
    return send(200, { items: r.slice(from, from + n), next: from + n < r.length ? String(from + n) : null, total: r.length })
  }
  if (p[3] === 'import') return send(200, { rows: 12, created: 9, changed: 2, unchanged: 0, refused_rows: 1, refused: [{ row: 7, field: def.fields[0].key, reason: '不在代码表中', value: 'xx' }] })
  if (p.length === 3) { const miss = def.fields.filter((f) => f.required && !body[f.key]); if (miss.length) return bad(400, 'invalid', '有字段未填', miss.map((f) => ({ field: f.key, reason: '必填' }))); const r = finish(def, { id: newId(), version: 1, register: def.register, created_at: iso(Date.now()), updated_at: iso(Date.now()), ...(def.lifecycle ? { state: def.lifecycle.initial } : {}), region: '330800000000', ...body }); all.unshift(r); fire(p[2], r.id, 'create'); return send(201, r) }
  const r = all.find((x) => x.id === p[3])
  if (!r) return bad(404, 'not_found', '没有这条记录')
  if (p[4] === 'journal') return send(200, { items: [{ seq: 5, at: r.created_at, actor: 'admin', door: 'web', action: 'create', changes: def.fields.slice(0, 4).map((f) => ({ field: f.key, old: null, new: r[f.key] ?? null })) }, { seq: 9, at: r.updated_at, actor: 'duty1', door: 'web', action: 'update', reason: '核实后更正', changes: [{ field: def.fields[0].key, old: '旧名称', new: r[def.fields[0].key] }] }], next: null })
  if (p[4] === 'reveal') return send(200, { field: body.field, value: '13800001234' })
  if (p.length === 4 && req.method === 'GET') return send(200, { ...r, obligations: obligations().filter((o) => o.record === r.id), actions: (def.lifecycle?.actions ?? []).filter((a) => a.from.includes('*') || a.from.includes(r.state)), masked: def.fields.filter((f) => ['phone', 'id_number'].includes(f.type) && r[f.key]).map((f) => f.key) })
  if (req.method === 'PATCH') { if (req.headers['if-match'] && Number(req.headers['if-match']) !== r.version) return bad(412, 'stale', '版本已变'); Object.assign(r, body, { version: r.version + 1, updated_at: iso(Date.now()) }); finish(def, r); fire(p[2], r.id, 'update'); return send(200, r) }
  if (p[4] === 'void') { all.splice(all.indexOf(r), 1); fire(p[2], r.id, 'void'); return send(200, r) }
  const a = def.lifecycle?.actions.find((x) => x.key === p[4]); if (a?.to) r.state = a.to; Object.assign(r, body); r.version++; finish(def, r); fire(p[2], r.id, p[4]); send(200, r)
}).listen(Number(process.argv[2] ?? 8091), '127.0.0.1', () => console.log('mock on', process.argv[2] ?? 8091))
