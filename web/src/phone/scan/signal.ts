// SPDX-License-Identifier: Apache-2.0
// What was said, also to ear and hand: one short high note, two, or a long low one, and the same by vibration. The words stand on the
// screen; these only spare the look.
export type Tone = 'ok' | 'warn' | 'bad'
const NOTES: Record<Tone, { hz: number; ms: number[] }> = { ok: { hz: 1320, ms: [80] }, warn: { hz: 880, ms: [110, 70, 110] }, bad: { hz: 220, ms: [450] } }

let audio: AudioContext | null = null
function sound(tone: Tone): void {
  audio ??= new AudioContext()
  void audio.resume()
  let at = audio.currentTime
  NOTES[tone].ms.forEach((ms, n) => {
    if (n % 2 === 0) note(audio!, NOTES[tone].hz, at, ms / 1000)
    at += ms / 1000
  })
}
function note(ctx: AudioContext, hz: number, at: number, s: number): void {
  const o = ctx.createOscillator()
  const gain = ctx.createGain()
  o.frequency.value = hz
  gain.gain.setValueAtTime(0.25, at)
  gain.gain.setValueAtTime(0, at + s)
  o.connect(gain).connect(ctx.destination)
  o.start(at)
  o.stop(at + s)
}
export function signal(tone: Tone): void {
  try {
    navigator.vibrate?.(NOTES[tone].ms)
    sound(tone)
  } catch {
    /* a phone without either still shows the words */
  }
}
