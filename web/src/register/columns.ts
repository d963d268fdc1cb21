// SPDX-License-Identifier: Apache-2.0
// Which columns a list shows: chosen by the user, else the first that say something short.
import type { Definition, Field } from '@/api/types';
import { readLocal, writeLocal } from '@/ui/local';

const LONG_TEXT = 300;
const DEFAULT_COLUMNS = 6;

export function columnFields(d: Definition): Field[] {
  return d.fields.filter((f) => f.type !== 'json' && f.type !== 'files' && f.type !== 'geometry' && f.key !== 'geometry');
}

export function defaultColumns(d: Definition): string[] {
  const titled = new Set(d.title ?? ['title', 'name']);
  const score = (f: Field) => (f.required ? 4 : 0) + (f.key === d.dated_by ? 5 : 0) + (f.type === 'code' ? 2 : 0) + (f.key === 'region' ? 3 : 0);
  const wanted = columnFields(d)
    .filter((f) => !titled.has(f.key) && f.key !== 'ref' && f.key !== 'lon' && f.key !== 'lat' && !(f.max_chars && f.max_chars >= LONG_TEXT))
    .map((f, i) => ({ key: f.key, rank: score(f) - i / 10 }))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, DEFAULT_COLUMNS)
    .map((x) => x.key);
  return d.fields.filter((f) => wanted.includes(f.key)).map((f) => f.key);
}

export function chosenColumns(d: Definition): string[] {
  const kept = readLocal<string[]>(`columns.${d.register}`);
  const known = new Set(d.fields.map((f) => f.key));
  const good = kept?.filter((k) => known.has(k)) ?? [];
  return good.length > 0 ? good : defaultColumns(d);
}

export const keepColumns = (d: Definition, keys: string[]): void => writeLocal(`columns.${d.register}`, keys);
