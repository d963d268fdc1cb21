// SPDX-License-Identifier: Apache-2.0
// A reader of event streams (WHATWG HTML §9.2.6) that, unlike EventSource, also notices comments: they say that the line still stands.
import { credentialsMode, signedHeaders } from '@/api/http'

export class SseParser {
  private rest = ''
  private data: string[] = []

  /** The data of the events that end in this piece. */
  feed(piece: string): string[] {
    const events: string[] = []
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop()!
    for (const line of lines) {
      if (line === '') {
        if (this.data.length) events.push(this.data.join('\n'))
        this.data = []
      } else if (line.startsWith('data:')) this.data.push(line.slice(line[5] === ' ' ? 6 : 5))
    }
    return events
  }
}

export interface Stream { opened(): void; heard(): void; event(data: string): void }

/** Reads until the other side ends it or `signal` does. Answers the status when there was no stream. */
export async function readStream(url: string, to: Stream, signal: AbortSignal): Promise<number> {
  const res = await fetch(url, { headers: { Accept: 'text/event-stream', ...signedHeaders() }, credentials: credentialsMode(), cache: 'no-store', signal })
  if (!res.ok || !res.body) return res.status
  to.opened()
  const parser = new SseParser()
  const text = new TextDecoder()
  const reader = res.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return 200
    to.heard()
    for (const data of parser.feed(text.decode(value, { stream: true }))) to.event(data)
  }
}
