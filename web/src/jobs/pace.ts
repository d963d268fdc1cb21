// SPDX-License-Identifier: Apache-2.0
// How fast a job goes and how long it will take, from what was seen of it lately.
export interface Sample { at: number; done: number }
export interface Pace { perSecond: number; leftS: number | null }

const WINDOW_MS = 10_000

/** The samples with a new one; those older than the window go, but two stay. */
export function addSample(samples: readonly Sample[], s: Sample): Sample[] {
  const all = [...samples, s]
  const from = all.findIndex((x) => x.at >= s.at - WINDOW_MS)
  return all.slice(Math.max(0, Math.min(from, all.length - 2)))
}
/** null while nothing can be said yet. */
export function paceOf(samples: readonly Sample[], total: number | null): Pace | null {
  const first = samples[0]
  const last = samples[samples.length - 1]
  if (!first || !last || last.at - first.at < 400 || last.done <= first.done) return null
  const perSecond = ((last.done - first.done) * 1000) / (last.at - first.at)
  return { perSecond, leftS: total === null ? null : Math.max(0, total - last.done) / perSecond }
}
