// SPDX-License-Identifier: Apache-2.0
import { shallowRef } from 'vue'

export interface Note { text: string; act?: { text: string; run(): void }; until: number }
export const note = shallowRef<Note | null>(null)
let timer = 0
/** One sentence, and for so long as it stands a way back. */
export function say(text: string, act?: Note['act'], ms = act ? 10_000 : 5_000): void {
  window.clearTimeout(timer)
  note.value = { text, act, until: Date.now() + ms }
  timer = window.setTimeout(() => (note.value = null), ms)
}
export function hush(): void {
  window.clearTimeout(timer)
  note.value = null
}
