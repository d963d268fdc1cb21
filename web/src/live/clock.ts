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

/** as: seconds of that clock a second of ours; as before when not said */
export function setServerTime(iso: string, as: number = pace): void {
  const at = Date.parse(iso)
  base = Number.isFinite(at) ? at : serverNow()
  heard = Date.now()
  pace = as
  now.value = base
}
setInterval(() => (now.value = serverNow()), 1000)
