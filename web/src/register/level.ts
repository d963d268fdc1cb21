// SPDX-License-Identifier: Apache-2.0
// Three scales, three looks: event level and warning are filled chips with bars, response is an outline.
import type { Code, Definition, Field } from '@/api/types'

export type Look = 'filled' | 'outline'
const BY_COLOUR: Record<string, 1 | 2 | 3 | 4> = { red: 1, orange: 2, yellow: 3, blue: 4 }

export function levelOf(code: Code | undefined): 1 | 2 | 3 | 4 | undefined {
  if (!code?.colour) return undefined /* a level without a colour is a rank of administration */
  const n = Number(code.level)
  if (n >= 1 && n <= 4) return n as 1 | 2 | 3 | 4
  return BY_COLOUR[code.colour]
}
export const lookOf = (list: string | undefined): Look => (list?.startsWith('response') ? 'outline' : 'filled')

/** The field that says how grave a record is, as the server's map layers choose it. */
export function levelField(def: Definition, codes: (list: string | undefined) => Code[]): Field | undefined {
  for (const key of ['grade', 'colour', 'level', 'current']) {
    const f = def.fields.find((x) => x.key === key && x.type === 'code')
    if (f && codes(f.arg).some((c) => levelOf(c))) return f
  }
  return undefined
}

/** 较大（Ⅲ级） → 较大, for narrow places. */
export const shortLevel = (text: string): string => text.replace(/\s*[（(,].*$/, '')
