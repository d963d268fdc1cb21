// SPDX-License-Identifier: Apache-2.0
// The one way to talk to the server: JSON in and out, problems as ApiError, keys on every write.
import type { Problem } from './types';
import { uuid7 } from './uuid7';

export class ApiError extends Error {
  readonly at = new Date();
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title || `HTTP ${problem.status}`);
  }
  get status(): number { return this.problem.status }
  get code(): string { return this.problem.code ?? '' }
}

type Listener = () => void;
let onSignedOut: Listener = () => undefined;
/* What to do when the server no longer knows the session. */
export function whenSignedOut(listener: Listener): void { onSignedOut = listener }

export interface Options {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  body?: unknown;
  version?: number;
  key?: string;
  signal?: AbortSignal;
  quiet401?: boolean;
}

function headersOf(o: Options): Headers {
  const h = new Headers({ Accept: 'application/json' });
  const lang = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
  h.set('Accept-Language', lang);
  if (o.method && o.method !== 'GET') {
    h.set('X-Anlan', '1');
    h.set('Idempotency-Key', o.key ?? uuid7());
  }
  if (o.version !== undefined) h.set('If-Match', String(o.version));
  if (o.body !== undefined && !(o.body instanceof FormData) && !(o.body instanceof Blob)) h.set('Content-Type', 'application/json');
  return h;
}

function bodyOf(body: unknown): BodyInit | undefined {
  if (body === undefined) return undefined;
  return body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body);
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const p = (await answer.json()) as Problem;
    return { ...p, status: p.status || answer.status };
  } catch {
    return { status: answer.status, title: answer.statusText };
  }
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function send(path: string, o: Options): Promise<Response> {
  try {
    return await fetch(path, {
      method: o.method ?? 'GET', headers: headersOf(o), body: bodyOf(o.body), signal: o.signal ?? null, credentials: 'same-origin',
    });
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError({ status: 0, code: 'offline' });
  }
}

/* One call. A write keeps its key over the single retry after 429 and 503, so it is done once. */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const o = { ...options, key: options.key ?? uuid7() };
  let answer = await send(path, o);
  if (answer.status === 429 || answer.status === 503) {
    const wait = Number(answer.headers.get('Retry-After') ?? '1');
    if (wait <= 5) {
      await pause(wait * 1000);
      answer = await send(path, o);
    }
  }
  if (!answer.ok) {
    const problem = await problemOf(answer);
    if (answer.status === 401 && !o.quiet401) onSignedOut();
    throw new ApiError(problem);
  }
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/* Query text from pairs; the same operators as the list filters (`field>`, `field<`, `field!`). */
export function query(pairs: Record<string, string | number | undefined>): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(pairs)) if (v !== undefined && v !== '') q.append(k, String(v));
  const text = q.toString();
  return text ? `?${text}` : '';
}
