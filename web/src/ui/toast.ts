// SPDX-License-Identifier: Apache-2.0
// One polite line at the foot of the page: what was done.
import { ref } from 'vue';

export interface Toast { id: number; text: string; tone: 'ok' | 'warn' }
export const toasts = ref<Toast[]>([]);
let last = 0;
const SHOWN_MS = 5000;

export function toast(text: string, tone: Toast['tone'] = 'ok'): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  setTimeout(() => { toasts.value = toasts.value.filter((t) => t.id !== id) }, SHOWN_MS);
}
