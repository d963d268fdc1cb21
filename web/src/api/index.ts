// SPDX-License-Identifier: Apache-2.0
// Every route that the client uses, by name.
import { call, get, type Query } from './http'
import type { AccountRow, Definitions, Hit, InsideGroup, Job, JournalEntry, Label, Obligation, Page, Rec, Session, Site, TileSet, Value } from './types'

export const site = () => get<Site>('/api/site')
export const session = () => call<Session>('GET', '/api/session', { quiet401: true })
export const signIn = (name: string, password: string, totp?: string) =>
  call<Session>('POST', '/api/session', { body: totp ? { name, password, totp } : { name, password }, quiet401: true })
/** keepStorage: what lies in this browser for the phone's page must not go with the desk's session. */
export const signOut = (keepStorage = false) => call<void>('DELETE', '/api/session', { quiet401: true, headers: keepStorage ? { 'X-Keep-Storage': '1' } : {} })
export interface Device { id: string; label: string; kind: 'device' | 'script'; created_at: string; expires_at?: string }
export const devices = () => get<{ items: Device[] }>('/api/session/devices')
export const revokeDevice = (id: string) => call<void>('DELETE', `/api/session/devices/${id}`)
export const changePassword = (old: string, fresh: string) => call<void>('POST', '/api/session/password', { body: { old, new: fresh }, quiet401: true })
export const beginTotp = () => call<{ secret: string; uri: string }>('POST', '/api/session/totp', { body: {} })
export const confirmTotp = (code: string) => call<void>('PUT', '/api/session/totp', { body: { code } })
export const removeTotp = (password: string) => call<void>('DELETE', '/api/session/totp', { body: { password } })

export const definitions = () => get<Definitions>('/api/registers')
export const list = (key: string, query: Query, signal?: AbortSignal) => get<Page<Rec>>(`/api/r/${key}`, query, signal)
export const record = (key: string, id: string, signal?: AbortSignal) => get<Rec>(`/api/r/${key}/${id}`, undefined, signal)
export const create = (key: string, body: Record<string, Value>, idem: string) => call<Rec>('POST', `/api/r/${key}`, { body, idem })
export const patch = (key: string, id: string, body: Record<string, Value>, version: number, idem?: string) =>
  call<Rec>('PATCH', `/api/r/${key}/${id}`, { body, ifMatch: version, idem })
export const act = (key: string, id: string, action: string, body: Record<string, Value>, version?: number, idem?: string) =>
  call<Rec>('POST', `/api/r/${key}/${id}/${action}`, { body, ifMatch: version, idem })
export const reveal = (key: string, id: string, field: string, reason: string) =>
  call<{ field: string; value: Value }>('POST', `/api/r/${key}/${id}/reveal`, { body: { field, reason } })
export const history = (key: string, id: string, after?: string) => get<Page<JournalEntry>>(`/api/r/${key}/${id}/journal`, { after })

export const obligations = (query: Query = {}) => get<Page<Obligation>>('/api/obligations', query)
export const search = (q: string, limit = 20, signal?: AbortSignal) => get<{ items: Hit[] }>('/api/search', { q, limit }, signal)
export const mapLayer = (key: string, query: Query, signal?: AbortSignal) => get<MapAnswer>(`/api/map/${key}`, query, signal)
export const near = (query: Query, signal?: AbortSignal) => get<{ items: InsideGroup[] }>('/api/near', query, signal)
export const within = (geometry: object, kinds: string, signal?: AbortSignal) => call<{ items: InsideGroup[] }>('POST', '/api/within', { body: geometry, query: { kinds }, signal })
export const base = (layer: string) => get<GeoJson>(`/api/base/${layer}.geojson`)
export const tileSets = () => get<{ items: TileSet[] }>('/tiles')

export interface GeoJson { type: 'FeatureCollection'; source?: string; features: object[] }
export interface MapAnswer extends GeoJson { mode: 'features' | 'aggregates'; total?: number; cell_deg?: number }

export const upload = async (file: File) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return call<{ sha256: string; size: number; type: string }>('POST', '/api/uploads', { form })
}
/** Long work: the answer is the job, which `job(id)` follows. */
export const importFile = (key: string, file: File, o: { dryRun: boolean; datum: string; map: string }) => {
  const form = new FormData()
  if (o.dryRun) form.append('dry_run', '1')
  if (o.datum) form.append('datum', o.datum)
  if (o.map) form.append('map', o.map)
  form.append('file', file, file.name)
  return call<Job>('POST', `/api/r/${key}/import`, { form, query: { background: 1 } })
}
export const exportFile = (key: string, format: string, query: Query) => call<Job>('POST', `/api/r/${key}/export.${format}`, { query })
export const jobs = () => get<{ items: Job[] }>('/api/jobs')
export const job = (id: string) => get<Job>(`/api/jobs/${id}`)
export const cancelJob = (id: string) => call<Job>('POST', `/api/jobs/${id}/cancel`)

export const accounts = () => get<{ items: AccountRow[]; roles?: { key: string; label: Label }[] }>('/api/accounts')
export const addAccount = (body: { name: string; role: string; region: string }) => call<{ name: string; password?: string; token?: string }>('POST', '/api/accounts', { body })
export const changeAccount = (name: string, body: Record<string, Value>) =>
  call<{ password?: string } | undefined>('PATCH', `/api/accounts/${encodeURIComponent(name)}`, { body })
export const audit = (query: Query) => get<Page<JournalEntry>>('/api/audit', query)
export const status = () => get<Record<string, unknown>>('/api/status')
