// SPDX-License-Identifier: Apache-2.0
// From a key press to what is meant. Pure, so that it can be tested; `useKeys` wires it to the window.
export type Meaning = 'search' | 'new' | 'next' | 'previous' | 'open' | 'filter' | 'help' | 'close' | 'full' | 'pane' | `area${1 | 2 | 3 | 4 | 5 | 6 | 7}`;

export interface Press {
  key: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  isComposing?: boolean;
  keyCode?: number;
}
export interface Situation { inField: boolean; onControl: boolean; composing: boolean; singleKeys: boolean; dialogOpen: boolean; afterG: boolean }

const SINGLE: Record<string, Meaning> = { n: 'new', j: 'next', k: 'previous', '/': 'filter', '?': 'help', f: 'full' };

export function meaningOf(p: Press, s: Situation): Meaning | 'g' | null {
  if (s.composing || p.isComposing || p.keyCode === 229) return null;
  if ((p.ctrlKey || p.metaKey) && p.key.toLowerCase() === 'k') return 'search';
  if (p.key === 'Escape') return s.dialogOpen ? null : 'close';
  if (p.key === 'F6') return 'pane';
  if (p.ctrlKey || p.metaKey || p.altKey || s.inField || s.dialogOpen || !s.singleKeys) return null;
  const key = p.key.toLowerCase();
  if (s.afterG && /^[1-7]$/.test(key)) return `area${Number(key) as 1}`;
  if (key === 'g') return 'g';
  if (key === 'enter') return s.onControl ? null : 'open';
  return SINGLE[key] ?? null;
}

export const isField = (el: EventTarget | null): boolean =>
  el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
export const isControl = (el: EventTarget | null): boolean => el instanceof HTMLElement && /^(BUTTON|A|SUMMARY)$/.test(el.tagName);
