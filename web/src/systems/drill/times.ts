// SPDX-License-Identifier: Apache-2.0
// Times of a drill: how far it is, T+H:MM, the steps of the review's slider.
export const HOUR_MS = 3_600_000
export const SPEEDS = [60, 300, 600, 3600] as const

/** T+2:05 */
export function sinceStart(at: number, start: number): string {
  const minutes = Math.max(0, Math.floor((at - start) / 60_000))
  return `T+${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
/** What somebody typed, as the server reads it; null = not a time. "2:30", "T+2:30", "t+2". */
export function typedTime(text: string): string | null {
  const m = /^(?:t\s*\+\s*)?(\d{1,4})(?:[:：](\d{2}))?$/i.exec(text.trim())
  return m && Number(m[2] ?? 0) < 60 ? `T+${Number(m[1])}:${m[2] ?? '00'}` : null
}
export const share = (at: number, start: number, end: number): number => (end > start ? Math.min(1, Math.max(0, (at - start) / (end - start))) : 0)

/** The instants at which something was done, oldest first, between both ends. */
export function momentsOf(lines: { at: string }[], start: number, end: number): number[] {
  const all = new Set([start, end])
  for (const l of lines) {
    const at = Date.parse(l.at)
    if (at > start && at < end) all.add(at)
  }
  return [...all].sort((a, b) => a - b)
}
/** Where a key of the slider leads; null = not one of its keys. Times stay within the moments. */
export function stepTo(key: string, at: number, moments: number[]): number | null {
  const first = moments[0] ?? at
  const last = moments[moments.length - 1] ?? at
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return moments.find((m) => m > at) ?? last
    case 'ArrowLeft':
    case 'ArrowDown':
      return [...moments].reverse().find((m) => m < at) ?? first
    case 'PageUp':
      return Math.min(last, at + HOUR_MS)
    case 'PageDown':
      return Math.max(first, at - HOUR_MS)
    case 'Home':
      return first
    case 'End':
      return last
    default:
      return null
  }
}
