// SPDX-License-Identifier: Apache-2.0
// Routes of one register. Keys are encoded here and nowhere else.
import { call, query } from './http';
import type { ImportResult, Job, JournalEntry, Obligation, Page, Rec, SearchHit, Upload } from './types';

export type Filters = Record<string, string>;
const at = (key: string, ...rest: string[]) => ['/api/r', key, ...rest].map((p, i) => (i ? encodeURIComponent(p) : p)).join('/');

export interface ListQuery { filters: Filters; sort?: string; limit?: number; after?: string; total?: boolean; signal?: AbortSignal }

export const listRecords = (key: string, q: ListQuery) =>
  call<Page<Rec>>(at(key) + query({
    ...q.filters, sort: q.sort, limit: q.limit ?? 50, after: q.after, total: q.total === false ? 0 : undefined,
  }), q.signal ? { signal: q.signal } : {});
export const getRecord = (key: string, id: string) => call<Rec>(at(key, id));
export const createRecord = (key: string, body: Record<string, unknown>, idempotency: string) =>
  call<Rec>(at(key), { method: 'POST', body, key: idempotency });
export const patchRecord = (key: string, id: string, version: number, body: Record<string, unknown>, idempotency: string) =>
  call<Rec>(at(key, id), { method: 'PATCH', body, version, key: idempotency });
export const actOnRecord = (key: string, id: string, action: string, body: Record<string, unknown>, idempotency: string) =>
  call<Rec>(at(key, id, action), { method: 'POST', body, key: idempotency });
export const voidRecord = (key: string, id: string, reason: string) =>
  call<unknown>(at(key, id, 'void'), { method: 'POST', body: { reason } });
export const revealField = (key: string, id: string, field: string, reason: string) =>
  call<{ field: string; value: unknown }>(at(key, id, 'reveal'), { method: 'POST', body: { field, reason } });
export const journalOf = (key: string, id: string, after?: string) =>
  call<Page<JournalEntry>>(at(key, id, 'journal') + query({ after }));

export const exportUrl = (key: string, format: string, filters: Filters, sort?: string) =>
  at(key) + `/export.${format}` + query({ ...filters, sort });
export const templateUrl = (key: string) => at(key) + '/template.xlsx';

export interface ImportOptions { datum: string; dryRun: boolean; map?: string; idempotency: string }
export function importFile(key: string, file: File, o: ImportOptions): Promise<ImportResult | { job: string }> {
  const form = new FormData();
  form.append('datum', o.datum);
  if (o.dryRun) form.append('dry_run', '1');
  if (o.map) form.append('map', o.map);
  form.append('file', file, file.name);
  return call(at(key) + '/import', { method: 'POST', body: form, key: o.idempotency });
}
export const getJob = (id: string) => call<Job>(`/api/jobs/${encodeURIComponent(id)}`);
export const cancelJob = (id: string) => call<unknown>(`/api/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const obligations = (state?: string) => call<Page<Obligation>>('/api/obligations' + query({ state }));
export const search = (q: string, signal?: AbortSignal) =>
  call<{ items: SearchHit[] }>('/api/search' + query({ q, limit: 30 }), signal ? { signal } : {});

export function upload(file: File): Promise<Upload> {
  const form = new FormData();
  form.append('file', file, file.name);
  return call<Upload>('/api/uploads', { method: 'POST', body: form });
}
export const uploadUrl = (sha256: string) => `/api/uploads/${encodeURIComponent(sha256)}`;
