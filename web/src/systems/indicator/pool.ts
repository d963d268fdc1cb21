// SPDX-License-Identifier: Apache-2.0
// At most so many at a time, first come first served; what is dropped before its turn is never asked.
export class Pool {
  private waiting: (() => Promise<void>)[] = []
  private running = 0
  constructor(private readonly most: number) {}

  add(work: () => Promise<void>): void {
    this.waiting.push(work)
    this.next()
  }
  clear(): void {
    this.waiting = []
  }
  private next(): void {
    while (this.running < this.most && this.waiting.length) {
      this.running++
      void this.waiting.shift()!().catch(() => undefined).finally(() => {
        this.running--
        this.next()
      })
    }
  }
}
