// SPDX-License-Identifier: Apache-2.0
// One keyboard listener; pages say what a meaning does while they stand.
import { onScopeDispose } from 'vue';
import { readLocal } from './local';
import { isControl, isField, meaningOf, type Meaning } from './keys';

type Deed = () => void;
const deeds = new Map<Meaning, Deed[]>();
let composing = false;
let gAt = 0;
const G_WAIT_MS = 1500;

const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]:not([hidden])') !== null
  && [...document.querySelectorAll<HTMLElement>('[role="dialog"][aria-modal="true"]')].some((d) => d.offsetParent !== null || d.getClientRects().length > 0);

function press(e: KeyboardEvent): void {
  const m = meaningOf(e, {
    inField: isField(e.target), onControl: isControl(e.target), composing, dialogOpen: dialogOpen(),
    singleKeys: readLocal<boolean>('singleKeys') !== false, afterG: Date.now() - gAt < G_WAIT_MS,
  });
  if (m === 'g') { gAt = Date.now(); return }
  gAt = 0;
  const deed = m ? deeds.get(m)?.at(-1) : undefined;
  if (!deed) return;
  e.preventDefault();
  deed();
}

export function installKeys(): void {
  addEventListener('keydown', press);
  addEventListener('compositionstart', () => { composing = true });
  addEventListener('compositionend', () => { setTimeout(() => { composing = false }) });
}

/* The newest page that names a meaning has it; it gives it back when it goes. */
export function onKeys(map: Partial<Record<Meaning, Deed>>): void {
  const mine = Object.entries(map) as [Meaning, Deed][];
  for (const [m, deed] of mine) deeds.set(m, [...(deeds.get(m) ?? []), deed]);
  onScopeDispose(() => { for (const [m, deed] of mine) deeds.set(m, (deeds.get(m) ?? []).filter((d) => d !== deed)) });
}
