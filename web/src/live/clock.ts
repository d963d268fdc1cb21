// SPDX-License-Identifier: Apache-2.0
// One clock for the whole client, set by the server; a client clock that is wrong does no harm.
import { ref } from 'vue';

let offset = 0;
export const now = ref(Date.now());

export function setServerTime(rfc3339: string): void {
  const t = Date.parse(rfc3339);
  if (!Number.isNaN(t)) offset = t - Date.now();
  now.value = Date.now() + offset;
}

export function startClock(): () => void {
  const id = setInterval(() => { now.value = Date.now() + offset }, 1000);
  return () => clearInterval(id);
}
