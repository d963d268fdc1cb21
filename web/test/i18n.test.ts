// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import deskEn from '@/i18n/desk.en'
import deskZh from '@/i18n/desk.zh'
import en from '@/i18n/en'
import zh from '@/i18n/zh'
import phoneEn from '@/phone/i18n/en'
import phoneZh from '@/phone/i18n/zh'
import wallEn from '@/wall/i18n/en'
import wallZh from '@/wall/i18n/zh'
import drillEn from '@/systems/drill/i18n/en'
import drillZh from '@/systems/drill/i18n/zh'
import qualityEn from '@/systems/quality/i18n/en'
import qualityZh from '@/systems/quality/i18n/zh'
import assessmentEn from '@/systems/assessment/i18n/en'
import assessmentZh from '@/systems/assessment/i18n/zh'
import { unitText } from '@/i18n/units'

function flat(o: object, path = ''): [string, string][] {
  return Object.entries(o).flatMap(([k, v]) => (typeof v === 'string' ? [[path + k, v] as [string, string]] : flat(v as object, `${path}${k}.`)))
}
const files = (dir: string): string[] => readdirSync(dir).flatMap((f) => (statSync(join(dir, f)).isDirectory() ? files(join(dir, f)) : [join(dir, f)]))
const Z = new Map(flat({ ...zh, ...deskZh, ...phoneZh, ...wallZh, ...drillZh, ...qualityZh, ...assessmentZh }))
const E = new Map(flat({ ...en, ...deskEn, ...phoneEn, ...wallEn, ...drillEn, ...qualityEn, ...assessmentEn }))

test('both languages have the same keys and the same places to fill in', () => {
  expect([...E.keys()].sort()).toEqual([...Z.keys()].sort())
  const holes = (s: string) => (s.match(/\{\w+\}/g) ?? []).sort().join()
  for (const [k, v] of Z) expect(`${k} ${holes(E.get(k)!)}`).toBe(`${k} ${holes(v)}`)
})
test('Chinese is Chinese, English is English', () => {
  for (const [k, v] of E) expect(/[\u4e00-\u9fff]/.test(v), k).toBe(false)
})
test('every key that the code names exists', () => {
  for (const f of files('src')) {
    if (!/\.(vue|ts)$/.test(f)) continue
    for (const m of readFileSync(f, 'utf8').matchAll(/\bt\('([a-z]\w*(?:\.\w+)+)'/g)) expect(Z.has(m[1]!), `${f}: ${m[1]}`).toBe(true)
  }
})
test('no Chinese text outside the message files', () => {
  for (const f of files('src')) {
    if (f.includes('i18n')) continue
    const code = readFileSync(f, 'utf8').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/.*$/gm, '')
    const found = code.match(/[\u4e00-\u9fff]+/g)?.filter((w) => !['人', '元', '中文', '平台', '系统'].includes(w)) ?? []
    expect(found, f).toEqual([])
  }
})
test('units', () => {
  expect(unitText('人', 'en')).toBe('people')
  expect(unitText('m2', 'zh')).toBe('m²')
  expect(unitText('t', 'en')).toBe('t')
})
