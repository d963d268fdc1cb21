// SPDX-License-Identifier: Apache-2.0
// Filters live in the address: the same names and operators as the server's list route.
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { Filters } from '@/api/records';
import type { Definition } from '@/api/types';

const OWN = new Set(['state', 'q', 'region', 'bbox', 'as_of']);
const OPERATOR = /[<>!]$/;

export const baseName = (name: string): string => name.replace(OPERATOR, '');

export function filtersOf(query: LocationQuery, d: Definition): Filters {
  const known = new Set(d.fields.map((f) => f.key));
  const out: Filters = {};
  for (const [name, raw] of Object.entries(query)) {
    const value = Array.isArray(raw) ? raw[0] : raw;
    if (value === null || value === undefined || value === '') continue;
    if (OWN.has(name) || known.has(baseName(name))) out[name] = value;
  }
  return out;
}

export function sortOf(query: LocationQuery, d: Definition): string {
  const raw = query['sort'];
  const sort = typeof raw === 'string' ? raw : '';
  const key = sort.replace(/^-/, '');
  if (key && (d.fields.some((f) => f.key === key) || key === 'updated_at' || key === 'created_at')) return sort;
  return d.dated_by ? `-${d.dated_by}` : '';
}

/* The address of a list with these filters; empty ones leave it. */
export function toQuery(filters: Filters, rest: Record<string, string | undefined> = {}): LocationQueryRaw {
  const out: LocationQueryRaw = {};
  for (const [k, v] of Object.entries({ ...filters, ...rest })) if (v) out[k] = v;
  return out;
}

export const nextSort = (current: string, key: string): string => (current === key ? `-${key}` : key);
