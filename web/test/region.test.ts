// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { regionPrefix } from '@/register/region'

test('zeros that belong to a code stay', () => {
  for (const [code, prefix] of [['330881100000', '330881100'], ['330881102201', '330881102201'], ['330881000000', '330881'], ['330800000000', '3308'], ['330810000000', '330810'], ['330000000000', '33']])
    expect(regionPrefix(code!)).toBe(prefix)
})
