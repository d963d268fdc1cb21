// SPDX-License-Identifier: Apache-2.0
// Shapes of doc/api.md. Nothing here is invented by the client.

export interface Label { zh: string; en: string }

export type FieldType =
  | 'text' | 'int' | 'real' | 'bool' | 'money' | 'time' | 'date' | 'code' | 'codes' | 'ref' | 'object'
  | 'region' | 'phone' | 'id_number' | 'credit_code' | 'json' | 'files' | 'geometry';

export interface Field {
  key: string;
  type: FieldType;
  arg?: string;
  required: boolean;
  unit?: string;
  min?: number;
  max?: number;
  default?: unknown;
  max_chars?: number;
  label: Label;
  hint?: Label;
  group?: Label;
  source?: string;
  sensitivity?: string;
  computed?: boolean;
  sortable?: boolean;
  masked?: boolean;
}

export type Tone = 'info' | 'warn' | 'ok' | 'muted';
export interface State { key: string; label: Label; tone?: Tone; final?: boolean }
export interface Action {
  key: string;
  label: Label;
  from?: string[];
  to?: string;
  needs?: string[];
  takes?: string[];
  reason?: 'required' | 'optional';
}
export interface Lifecycle { initial: string; states: State[]; actions: Action[] }
export interface Clock { key: string; label: Label; source?: string }

export type Area = 'duty' | 'map' | 'incidents' | 'warnings' | 'oversight' | 'resources' | 'admin';
export type Verb = 'read' | 'create' | 'update' | 'void' | 'import' | 'export' | 'reveal';
export type Geometry = 'none' | 'point' | 'line' | 'polygon' | 'any';

export interface Definition {
  register: string;
  label: Label;
  area: Area;
  geometry: Geometry;
  title?: string[];
  dated_by?: string;
  count?: number;
  source?: string;
  fields: Field[];
  lifecycle: Lifecycle | null;
  clocks?: Clock[];
  access?: Verb[];
  actions?: string[];
  demo?: boolean;
}

export interface Code { code: string; zh: string; en: string; parent?: string; colour?: string; level?: number | string }
export interface Definitions { items: Definition[]; codes?: Record<string, Code[]>; version?: string }

export interface Rec {
  id: string;
  version: number;
  register: string;
  state?: string;
  state_label?: Label | string;
  region?: string;
  region_name?: string;
  created_at: string;
  updated_at: string;
  title?: string;
  _title?: string;
  labels?: Record<string, string | Label>;
  obligations?: Obligation[];
  actions?: Action[];
  masked?: string[];
  void?: unknown;
  [field: string]: unknown;
}

export interface Page<T> { items: T[]; next: string | null; total?: number }

export interface Obligation {
  register?: string;
  record?: string;
  title?: string;
  clock: string;
  label: Label | string;
  owner?: string;
  due_at: string;
  started_at?: string;
  state: string;
  step?: number | string;
  late_s?: number;
  region?: string;
}

export interface Change { field: string; old?: unknown; new?: unknown }
export interface JournalEntry {
  seq: number;
  at: string;
  actor: string;
  door?: string;
  action: string;
  reason?: string;
  register?: string;
  record?: string;
  title?: string;
  changes?: Change[];
  cause?: string;
}

export interface Site {
  name: Label;
  city: string;
  demo: boolean;
  sandbox: boolean;
  now: string;
  version: string;
  boundary_note?: Label;
}
export interface Account { name: string; role: string; role_label?: Label; region: string; region_name?: string; person?: string; disabled?: boolean }
export interface Session { account: Account; expires_at: string; must_change_password: boolean }

export interface FieldError { field: string; reason: string; value?: unknown }
export interface Problem {
  title?: string;
  status: number;
  detail?: string;
  code?: string;
  errors?: FieldError[];
  request?: string;
}

export interface ImportResult {
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: { row: number; field: string; reason: string; value?: unknown }[];
  workbook?: string;
}
export interface Job { state: 'running' | 'done' | 'failed' | 'cancelled'; done: number; total: number; result?: ImportResult; detail?: string }

export interface FeedEvent { seq: number; at: string; register: string; id: string; action: string; region?: string; fields?: string[] }
export interface SearchHit { register: string; id: string; title: string; region_name?: string; lon?: number; lat?: number }
export interface TileSet { name: string; format: string; minzoom: number; maxzoom: number; bounds?: number[]; attribution?: string }
export interface Upload { sha256: string; size?: number; type?: string; name?: string }
