// SPDX-License-Identifier: Apache-2.0
// The outbox: one item is one request under an id of its own, which is its idempotency key. Oldest first, photos after everything else,
// stop at the first failure of the network, wait 2 s to 5 min. An item leaves only with the server's receipt; what was refused stays,
// with the reason. Check-ins of one event that follow each other travel in one request, each answered by itself. Knows neither the network
// nor the disk.
export type ItemState = 'waiting' | 'sending' | 'refused' | 'sent'
export interface Refusal { status: number; text: string; errors: { field: string; reason: string; value?: string }[]; at: number }
export interface Item {
  id: string
  key: string // the idempotency key: another one after an edit, since that is another request
  seq: number
  kind: 'request' | 'photo' | 'scan'
  made: number // the device's clock when it was done
  title: string
  method: string
  path: string
  body?: Record<string, unknown>
  /** Fields of the body that a person may mend after a refusal. */
  edits?: string[]
  photo?: { sha256: string; size: number; location?: string; offset?: number }
  state: ItemState
  tries: number
  refusal?: Refusal
  sentAt?: number
  result?: string // id of the record that came of it
  /** scan: the event, whose check-ins go together. */
  join?: string
  /** Taken, but a person has to look at it. */
  held?: string
  /** Part of this phone's own log (who came, who got what): stays for LOG_MS after it was sent. */
  log?: boolean
}
export type End = { kind: 'done'; result?: string; held?: string } | { kind: 'refused'; refusal: Refusal }
export type Outcome =
  | End
  | { kind: 'each'; ends: Map<string, End> } // a row of scans; all of them are in it
  | { kind: 'wait'; why: Why; afterMs?: number }
  | { kind: 'yield' } // a photo makes room for a report
export type Why = 'network' | 'busy' | 'signin'

export interface Disk { save(item: Item): Promise<void>; drop(item: Item): Promise<void> }
export interface Env {
  now(): number
  random(): number
  later(ms: number, fn: () => void): () => void
  changed(): void
  /** One tab sends at a time. */
  alone(run: () => Promise<void>): Promise<void>
}
/** row: the item and those that go with it. */
export type Send = (item: Item, urgent: () => boolean, row: Item[]) => Promise<Outcome>

export const FIRST_MS = 2_000
export const MOST_MS = 300_000
export const KEEP_SENT = 50
/** The server takes 1,000 at a time; a row that breaks off on a weak line is sent again whole, so it is shorter. */
export const ROW = 200
/** As old as a check-in may be when it comes (checkin.trust_h, 96 h). */
export const LOG_MS = 96 * 3_600_000

/** 2 s, 4 s, … 5 min, of which a random half: ten thousand phones that come back together do not knock together. */
export const pauseMs = (failures: number, random: number): number => Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failures, 12)) * (0.5 + random / 2)
const isPhoto = (i: Item) => Number(i.kind === 'photo')
const order = (a: Item, b: Item) => isPhoto(a) - isPhoto(b) || a.seq - b.seq
export const nextOf = (items: Item[]): Item | undefined => items.filter((i) => i.state === 'waiting').sort(order)[0]
/** What goes out together: scans of one event with nothing else between them, so that the order stands. */
export function rowOf(items: Item[], first: Item): Item[] {
  if (first.kind !== 'scan') return [first]
  const waiting = items.filter((i) => i.state === 'waiting' && i.kind !== 'photo').sort(order)
  const end = waiting.findIndex((i) => i.kind !== 'scan' || i.join !== first.join)
  return waiting.slice(0, Math.min(ROW, end < 0 ? waiting.length : end))
}
export const unsent = (items: Item[]): Item[] => items.filter((i) => i.state !== 'sent')

export class Outbox {
  items: Item[] = []
  why: Why | null = null
  nextAt = 0
  private failures = 0
  private running = false
  private again = false
  private cancel: (() => void) | null = null
  private lastSeq = 0

  constructor(
    private readonly disk: Disk,
    private readonly send: Send,
    private readonly env: Env,
  ) {}

  /** What the disk kept: what was being sent may or may not have arrived, so it is sent again under its key. */
  restore(items: Item[]): void {
    this.items = items.map((i) => (i.state === 'sending' ? { ...i, state: 'waiting' as const } : i)).sort((a, b) => a.seq - b.seq)
    this.lastSeq = this.items.reduce((n, i) => Math.max(n, i.seq), 0)
    this.env.changed()
  }
  /** Resolves when the item is on the disk; only then may the person be told that it is kept. */
  async add(item: Omit<Item, 'seq' | 'state' | 'tries'>): Promise<Item> {
    this.lastSeq = Math.max(this.lastSeq + 1, this.env.now() * 1000)
    const whole: Item = { ...item, seq: this.lastSeq, state: 'waiting', tries: 0 }
    await this.disk.save(whole)
    this.items.push(whole)
    this.env.changed()
    void this.run()
    return whole
  }
  /** A refused item with other contents is another request. */
  async mend(id: string, body: Record<string, unknown>, key: string): Promise<void> {
    const item = this.find(id)
    if (!item || item.state !== 'refused') return
    Object.assign(item, { body, key, state: 'waiting', refusal: undefined })
    await this.disk.save(item)
    this.env.changed()
    void this.run()
  }
  /** Only what is not on its way. false: it is. */
  async drop(id: string): Promise<boolean> {
    const item = this.find(id)
    if (!item || item.state === 'sending') return false
    this.items = this.items.filter((i) => i !== item)
    await this.disk.drop(item)
    this.env.changed()
    return true
  }
  find(id: string): Item | undefined {
    return this.items.find((i) => i.id === id)
  }
  /** The network came back, or a person asks: no more waiting. */
  poke(): void {
    this.failures = 0
    void this.run()
  }
  stop(): void {
    this.cancel?.()
    this.cancel = null
  }
  async run(): Promise<void> {
    if (this.running) return void (this.again = true)
    this.running = true
    this.stop()
    try {
      do {
        this.again = false
        await this.env.alone(() => this.drain())
      } while (this.again && !this.why)
    } finally {
      this.running = false
      this.env.changed()
    }
  }
  private async drain(): Promise<void> {
    this.why = null
    for (let item = nextOf(this.items); item; item = nextOf(this.items)) if (!(await this.one(item))) return
    await this.forgetOld()
  }
  private async one(first: Item): Promise<boolean> {
    const row = rowOf(this.items, first)
    for (const i of row) i.state = 'sending'
    this.env.changed()
    const urgent = () => first.kind === 'photo' && (nextOf(this.items)?.kind ?? 'photo') !== 'photo'
    const end = await this.send(first, urgent, row)
    for (const i of row) this.settle(i, end)
    if (end.kind === 'wait') this.wait(row, end.why, end.afterMs ?? 0)
    else if (end.kind !== 'yield') this.failures = 0
    for (const i of row) await this.disk.save(i)
    this.env.changed()
    return end.kind !== 'wait'
  }
  private settle(item: Item, outcome: Outcome): void {
    const end = outcome.kind === 'each' ? outcome.ends.get(item.id)! : outcome
    if (end.kind === 'done') Object.assign(item, { state: 'sent', sentAt: this.env.now(), result: end.result, held: end.held, refusal: undefined })
    else if (end.kind === 'refused') Object.assign(item, { state: 'refused', refusal: end.refusal })
    else item.state = 'waiting'
  }
  private wait(row: Item[], why: Why, afterMs: number): void {
    for (const i of row) i.tries++
    this.why = why
    const ms = Math.max(afterMs, pauseMs(this.failures++, this.env.random()))
    this.nextAt = this.env.now() + ms
    this.cancel = this.env.later(ms, () => void this.run())
  }
  private async forgetOld(): Promise<void> {
    const sent = this.items.filter((i) => i.state === 'sent')
    const old = sent.filter((i) => !i.log).sort((a, b) => b.seq - a.seq).slice(KEEP_SENT)
    const stale = sent.filter((i) => i.log && this.env.now() - i.made > LOG_MS)
    for (const i of [...old, ...stale]) await this.drop(i.id)
  }
}
