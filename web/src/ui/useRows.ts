// SPDX-License-Identifier: Apache-2.0
// J and K walk over what is marked data-row in the page; Enter is the marked button's or link's own.
import { useKeys } from './useKeys'

export function useRows(): void {
  const move = (step: number) => {
    const all = [...document.querySelectorAll<HTMLElement>('main [data-row]')]
    const at = all.findIndex((e) => e === document.activeElement || e.closest('tr, li')?.contains(document.activeElement))
    all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))]?.focus()
  }
  useKeys({ j: () => move(1), k: () => move(-1) })
}
