// SPDX-License-Identifier: Apache-2.0
// Small parts of the screen as a person reads them.
import { mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import { i18n } from '@/i18n'
import { now, setServerTime } from '@/live/clock'
import Countdown from '@/register/Countdown.vue'
import LevelChip from '@/ui/LevelChip.vue'

const T = '2026-06-20T14:00:00+08:00'
const show = (due: string) => mount(Countdown, { props: { due }, global: { plugins: [i18n] } })
beforeEach(() => setServerTime(T))

test('a term counts down by the server\'s clock, and at nought it is overdue and counts up', async () => {
  const w = show('2026-06-20T14:02:41+08:00')
  expect(w.text()).toBe('剩 02:41')
  now.value = Date.parse('2026-06-20T14:02:42+08:00')
  await nextTick()
  expect(w.text()).toBe('逾期 00:01')
  expect(w.classes()).toContain('late')
  now.value = Date.parse('2026-06-20T14:06:53+08:00')
  await nextTick()
  expect(w.text()).toBe('逾期 04:12')
})
test('a level is text and bars, not colour alone', () => {
  const w = mount(LevelChip, { props: { level: 3, text: '较大' } })
  expect(w.text()).toBe('较大')
  expect(w.findAll('rect').filter((r) => r.attributes('opacity') === '1')).toHaveLength(2)
})
