// SPDX-License-Identifier: Apache-2.0
// From a stored value to the text a person reads. Absent is '' (the pages show 未填), zero is 0.
import type { Code, Definition, Field, Label, Rec } from '@/api/types';
import { shortTime } from './time';

export type Lang = 'zh' | 'en';
export type CodeOf = (list: string | undefined, value: unknown) => Code | undefined;

export const labelOf = (l: Label | string | undefined | null, lang: Lang): string =>
  l === undefined || l === null ? '' : typeof l === 'string' ? l : l[lang] || l.zh || l.en;

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const isAbsent = (v: unknown): boolean => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0);

function codesText(f: Field, value: unknown, lang: Lang, codeOf: CodeOf): string {
  const list = Array.isArray(value) ? value : String(value).split(' ');
  return list.map((c) => labelOf(codeOf(f.arg, c), lang) || String(c)).join(lang === 'zh' ? '、' : ', ');
}

const UNITS: Record<string, string> = { hm2: 'hm²', km2: 'km²', m2: 'm²', m3: 'm³' };
export function unitText(unit: string | undefined, lang: Lang): string {
  if (!unit) return '';
  const shown = UNITS[unit] ?? unit;
  return lang === 'en' && /^[人户个次辆处]/.test(shown) ? '' : shown;
}

export function valueText(f: Field, value: unknown, record: Rec | undefined, lang: Lang, codeOf: CodeOf): string {
  if (isAbsent(value)) return '';
  const named = record?.labels?.[f.key];
  switch (f.type) {
    case 'code': return labelOf(codeOf(f.arg, value), lang) || labelOf(named, lang) || String(value);
    case 'codes': return codesText(f, value, lang, codeOf);
    case 'ref': case 'object': case 'region':
      return labelOf(named, lang) || (f.key === 'region' ? record?.region_name : '') || String(value);
    case 'bool': return value === true || value === 1 ? (lang === 'zh' ? '是' : 'Yes') : (lang === 'zh' ? '否' : 'No');
    case 'money': return typeof value === 'number' ? money.format(value) : String(value);
    case 'int': case 'real': return f.key === 'year' || f.key === 'lon' || f.key === 'lat' || typeof value !== 'number' ? String(value) : number.format(value);
    case 'time': return shortTime(value);
    case 'json': case 'geometry': return typeof value === 'string' ? value : JSON.stringify(value);
    case 'files': return String(Array.isArray(value) ? value.length : 1);
    default: return String(value);
  }
}

/* What names a record in a list: the contract's own title wins, then the derived one, then the id. */
export const recordTitle = (r: Rec): string => String(r.title || r._title || r['name'] || r.ref || r.id);

export const isNumeric = (f: Field): boolean => f.type === 'int' || f.type === 'real' || f.type === 'money';

export type Level = 1 | 2 | 3 | 4;
const COLOURS: Record<string, Level> = { red: 1, orange: 2, yellow: 3, blue: 4 };
/* The severity of a code, when its list has one. */
export function levelOf(c: Code | undefined): Level | null {
  if (!c) return null;
  const n = c.level !== undefined && c.level !== '' ? Number(c.level) : NaN;
  if (n === 1 || n === 2 || n === 3 || n === 4) return n;
  return (c.colour && COLOURS[c.colour]) || null;
}

/* `较大（Ⅲ级）` → `较大 Ⅲ`; other labels stay. */
export function chipText(label: string): string {
  const m = /^(.+?)（([ⅠⅡⅢⅣ])级）$/.exec(label);
  return m ? `${m[1]} ${m[2]}` : label;
}

/* The first field of a register that carries a severity. */
export function levelField(d: Definition, codeList: (list: string | undefined) => Code[]): Field | undefined {
  return d.fields.find((f) => f.type === 'code' && codeList(f.arg).some((c) => levelOf(c) !== null));
}
