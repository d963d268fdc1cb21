// SPDX-License-Identifier: Apache-2.0
// What was just done can be taken back for some seconds: the newest offer stands, with its key U.
import { shallowRef } from 'vue'

export interface Undo { text: string; until: number; run: () => Promise<void> }
export const offered = shallowRef<Undo | null>(null)
let timer = 0

/** A moment less than the server's seconds: the way there takes its time too. */
const MARGIN_MS = 400
export function offerUndo(text: string, seconds: number, run: () => Promise<void>): void {
  const ms = seconds * 1000 - MARGIN_MS
  const mine: Undo = { text, until: Date.now() + ms, run }
  offered.value = mine
  window.clearTimeout(timer)
  timer = window.setTimeout(() => offered.value === mine && (offered.value = null), ms)
}
export async function takeBack(): Promise<void> {
  const mine = offered.value
  if (!mine) return
  offered.value = null
  await mine.run()
}
