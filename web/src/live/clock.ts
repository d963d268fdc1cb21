// SPDX-License-Identifier: Apache-2.0
// The server's time, ticking here once a second.
import { ref } from 'vue'

let offset = 0
export const now = ref(Date.now())
export const serverNow = (): number => Date.now() + offset

export function setServerTime(iso: string): void {
  const at = Date.parse(iso)
  if (Number.isFinite(at)) offset = at - Date.now()
  now.value = Date.now() + offset
}
setInterval(() => (now.value = Date.now() + offset), 1000)
