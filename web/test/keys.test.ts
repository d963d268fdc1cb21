// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test, vi } from 'vitest'
import { Keys } from '@/ui/keys'

const fired: string[] = []
const map = Object.fromEntries(['ctrl+k', 'n', 'g 1', '/', '?', 'Escape', 'j', 'F6'].map((k) => [k, () => void fired.push(k)]))
let off: () => void = () => undefined
const press = (key: string, more: KeyboardEventInit & { keyCode?: number } = {}, target: HTMLElement = document.body) => {
  const e = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  target.dispatchEvent(e)
  return e
}
beforeEach(() => {
  fired.length = 0
  document.body.innerHTML = '<input id="i"><input id="c" type="checkbox">'
  off()
  off = new Keys(() => [map]).attach(document)
})

test('single keys, also in capitals, and the two-key path', () => {
  press('n')
  press('J')
  press('g')
  press('1')
  expect(fired).toEqual(['n', 'j', 'g 1'])
})
test('no single key while typing, but Ctrl K and Esc', () => {
  const input = document.getElementById('i')!
  press('n', {}, input)
  press('/', {}, input)
  expect(fired).toEqual([])
  const e = press('k', { ctrlKey: true }, input)
  expect(e.defaultPrevented).toBe(true)
  expect(fired).toContain('ctrl+k')
})
test('a checkbox is no typing', () => {
  press('n', {}, document.getElementById('c')!)
  expect(fired).toContain('n')
})
test('nothing during composition, nor in the key that ends it', () => {
  vi.useFakeTimers()
  document.dispatchEvent(new Event('compositionstart'))
  press('n')
  document.dispatchEvent(new Event('compositionend'))
  press('n')
  expect(fired).toEqual([])
  vi.runAllTimers()
  press('n')
  expect(fired).toContain('n')
  vi.useRealTimers()
})
test('nothing with isComposing or key code 229', () => {
  press('n', { isComposing: true })
  press('n', { keyCode: 229 })
  expect(fired).toEqual([])
})
test('single keys can be switched off', () => {
  const all = new Keys(() => [map])
  all.singleKeys = false
  expect(all.handle(new KeyboardEvent('keydown', { key: 'n' }))).toBe(false)
  expect(all.handle(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))).toBe(true)
})
test('keys that write nothing work in a field too', () => {
  press('F6', {}, document.getElementById('i')!)
  press('F5', {}, document.getElementById('i')!)
  expect(fired).toEqual(['F6'])
})
