// SPDX-License-Identifier: Apache-2.0
// One clock for the whole client, set by the server: a device whose clock is wrong does no harm.
import { ref } from 'vue'

let offset = 0
export const now = ref(Date.now())

export function setServerTime(rfc3339: string): void {
  const time = Date.parse(rfc3339)
  if (!Number.isNaN(time)) offset = time - Date.now()
  now.value = Date.now() + offset
}

setInterval(() => (now.value = Date.now() + offset), 1000)
