// SPDX-License-Identifier: Apache-2.0
// What the server answers (doc/api.md).
export type Label = { zh: string; en: string }

export type FieldType =
  | 'text' | 'int' | 'real' | 'bool' | 'money' | 'time' | 'date' | 'code' | 'codes' | 'ref' | 'object' | 'region'
  | 'phone' | 'id_number' | 'credit_code' | 'json' | 'files' | 'geometry'

export interface Field {
  key: string
  type: FieldType
  arg?: string
  required: boolean
  unit?: string
  min?: number
  max?: number
  default?: string
  max_chars?: number
  label: Label
  hint?: Label
  group?: Label
  source?: string
  sensitivity: 'open' | 'internal' | 'personal' | 'sensitive'
  computed: boolean
  loose?: boolean
  sortable: boolean
  masked: boolean
}

export type Tone = 'info' | 'warn' | 'ok' | 'muted'
export interface State { key: string; label: Label; tone: Tone; final: boolean }
export interface Action {
  key: string
  label: Label
  from?: string[]
  to?: string
  needs: string[]
  takes: string[]
  reason: 'required' | 'optional'
  persons?: number
  undoes?: string
  within?: number
  source?: string
}
export interface Lifecycle { initial: string; states: State[]; actions: Action[] }
export interface ClockDef { key: string; label: Label; ladder: { at: number; to: string }[]; source?: string }
export type Verb = 'read' | 'create' | 'update' | 'void' | 'import' | 'export' | 'reveal'

export interface Definition {
  register: string
  label: Label
  area: string
  geometry: 'none' | 'point' | 'line' | 'polygon' | 'any'
  title: string[]
  dated_by?: string
  source?: string
  count?: number
  fields: Field[]
  lifecycle: Lifecycle | null
  clocks: ClockDef[]
  access: Verb[]
  actions: string[]
  demo?: boolean
}
export interface Code { code: string; zh: string; en: string; parent?: string; colour?: string; level?: string }
export interface Definitions { items: Definition[]; codes: Record<string, Code[]>; version: string }

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value }
export interface Obligation {
  register: string
  record: string
  title: string
  clock: string
  label: Label
  owner: string
  region: string
  started_at?: string
  due_at: string
  state: string
  step: number
  late_s: number
}
export interface Rec {
  id: string
  version: number
  register: string
  state?: string
  state_label?: string
  region?: string
  region_name?: string
  created_at: string
  updated_at: string
  _title: string
  labels: Record<string, string>
  obligations?: Obligation[]
  actions?: Action[]
  masked?: string[]
  [field: string]: unknown
}
export interface Page<T> { items: T[]; next: string | null; total?: number }

export interface Account { name: string; role: string; role_label: Label; region: string; region_name: string; person?: string; areas?: string[]; totp?: boolean }
export interface Session { account: Account; expires_at: string; must_change_password: boolean }
export interface Site { name: Label; city: string; demo: boolean; sandbox: boolean; now: string; pace: number; version: string; boundary_note: Label }

export interface Change { field: string; old: Value; new: Value }
export interface JournalEntry {
  seq: number
  at: string
  actor: string
  door: string
  action: string
  reason?: string
  changes: Change[]
  /** A device's clock that was late, and what was made of it. */
  device?: { observed_at: string; sent_at: string; done_at: string; skew_s: number; trusted: boolean; skewed: boolean }
  register?: string
  id?: string
  region?: string
  subject?: string
  peer?: string
  field?: string
}
export interface FieldError { field: string; reason: string; value?: string; row?: number }
export interface ProblemBody { status?: number; code?: string; title?: string; detail?: string; errors?: FieldError[]; request?: string }
export interface ImportResult {
  rows: number
  created: number
  changed: number
  unchanged: number
  refused_rows: number
  refused: FieldError[]
  workbook?: string
}
export interface Job {
  id: string
  kind: 'import' | 'export'
  register: string
  file: string
  state: 'waiting' | 'running' | 'done' | 'refused' | 'cancelled' | 'interrupted'
  done: number
  total: number | null
  started_at: string | null
  finished_at: string | null
  dry_run?: boolean
  result?: ImportResult | null
  problem?: ProblemBody | null
}
export interface Hit { register: string; id: string; title: string; region_name: string; lon?: number; lat?: number }
export interface InsideGroup { register: string; label: Label; total: number; items: { id: string; title: string; region: string; state?: string; lon: number; lat: number; distance_m: number }[] }
export interface FeedEvent { seq: number; at: string; register: string; id?: string; action: string; region: string; fields: string[] }
export interface TileSet { name: string; format: string; minzoom: number; maxzoom: number; bounds?: number[] | string; attribution?: string }
export interface AccountRow { name: string; role: string; region: string; person?: string; disabled: boolean; totp?: boolean; created_at?: string }
