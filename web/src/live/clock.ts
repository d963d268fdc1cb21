// SPDX-License-Identifier: Apache-2.0
// The server's time, ticking here once a second. The clock of a drill goes faster than ours, or stands.
import { ref } from 'vue'

let base = Date.now() /* the server's clock … */
let heard = base /* … when ours said this */
let pace = 1
export const now = ref(base)
export const serverNow = (): number => base + (Date.now() - heard) * pace
/** Seconds of the server's clock a second of ours. */
export const serverPace = (): number => pace

/** as: seconds of that clock a second of ours; as before when not said. at: when ours heard it, for one that was kept. */
export function setServerTime(iso: string, as: number = pace, at: number = Date.now()): void {
  const ms = Date.parse(iso)
  base = Number.isFinite(ms) ? ms : serverNow()
  heard = at
  pace = as
  now.value = serverNow()
}
setInterval(() => (now.value = serverNow()), 1000)
