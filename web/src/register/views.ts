// SPDX-License-Identifier: Apache-2.0
// Saved views: a name for a set of filters and a sort, kept on this machine.
import type { Filters } from '@/api/records';
import { readLocal, writeLocal } from '@/ui/local';

export interface SavedView { name: string; filters: Filters; sort: string }
const VIEWS_MAX = 30;

export const viewsOf = (register: string): SavedView[] => readLocal<SavedView[]>(`views.${register}`) ?? [];

export function saveView(register: string, view: SavedView): SavedView[] {
  const others = viewsOf(register).filter((v) => v.name !== view.name);
  const all = [...others, view].slice(-VIEWS_MAX);
  writeLocal(`views.${register}`, all);
  return all;
}

export function dropView(register: string, name: string): SavedView[] {
  const all = viewsOf(register).filter((v) => v.name !== name);
  writeLocal(`views.${register}`, all);
  return all;
}
