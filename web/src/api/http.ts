// SPDX-License-Identifier: Apache-2.0
// One way to the server: headers, refusals, retries.
import type { FieldError, ProblemBody } from './types'
import { uuidv7 } from './uuid'

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: FieldError[] = [],
    readonly request = '',
    readonly at = new Date(),
  ) {
    super(message)
  }
}

export type Query = Record<string, string | number | undefined> | [string, string][]
export interface CallOptions {
  body?: unknown
  form?: FormData
  query?: Query
  ifMatch?: number
  idem?: string
  signal?: AbortSignal
  quiet401?: boolean
  /** The answer signs this browser in, also when a token asks. */
  keepCookie?: boolean
  headers?: Record<string, string>
}

let language = 'zh'
let bearer = ''
/** A phone signs in with a token of its own instead of a cookie. '' = none */
export const setBearer = (token: string) => (bearer = token)
export const signedHeaders = (): Record<string, string> => (bearer ? { Authorization: `Bearer ${bearer}` } : {})
/** With a token no cookie of the desk may speak for us. */
export const credentialsMode = (): RequestCredentials => (bearer ? 'omit' : 'same-origin')
let signedOut: () => void = () => undefined
export const setLanguage = (lang: string) => (language = lang)
export const signOutNow = () => signedOut()
export const onSignedOut = (fn: () => void) => (signedOut = fn)

export function queryText(query: Query | undefined): string {
  if (!query) return ''
  const pairs = Array.isArray(query) ? query : Object.entries(query).filter((p) => p[1] !== undefined && p[1] !== '')
  const text = pairs.map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(String(v))}`).join('&')
  return text ? `?${text}` : ''
}

function headersOf(method: string, o: CallOptions, idem: string): Headers {
  const h = new Headers({ Accept: 'application/json', 'Accept-Language': language, ...signedHeaders(), ...o.headers })
  if (method !== 'GET') {
    h.set('X-Anlan', '1')
    h.set('Idempotency-Key', idem)
  }
  if (o.body !== undefined) h.set('Content-Type', 'application/json')
  if (o.ifMatch !== undefined) h.set('If-Match', String(o.ifMatch))
  return h
}

export const problemFrom = (p: ProblemBody, status: number): Problem => new Problem(status, p.code ?? '', p.detail || p.title || '', p.errors ?? [], p.request ?? '')
const problemOf = async (res: Response): Promise<Problem> => problemFrom((await res.json().catch(() => ({}))) as ProblemBody, res.status)

const wait = (ms: number) => new Promise((r) => setTimeout(r, ms))

/** Busy answers (429, 503) are repeated twice: every write carries its idempotency key, so none is done twice. */
export async function call<T>(method: string, path: string, o: CallOptions = {}): Promise<T> {
  const idem = o.idem ?? uuidv7()
  for (let turn = 0; ; turn++) {
    let res: Response
    try {
      res = await fetch(path + queryText(o.query), {
        method,
        headers: headersOf(method, o, idem),
        body: o.form ?? (o.body === undefined ? undefined : JSON.stringify(o.body)),
        signal: o.signal,
        credentials: o.keepCookie ? 'same-origin' : credentialsMode(),
      })
    } catch (e) {
      if (o.signal?.aborted) throw e
      throw new Problem(0, 'network', '')
    }
    if (res.ok) return (res.status === 204 ? undefined : await res.json()) as T
    if ((res.status === 429 || res.status === 503) && turn < 2) {
      await wait(Math.min(5, Number(res.headers.get('Retry-After')) || 1) * 1000)
      continue
    }
    if (res.status === 401 && !o.quiet401) signedOut()
    throw await problemOf(res)
  }
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal })
