// SPDX-License-Identifier: Apache-2.0
// A short tone for what is new and grave or overdue; always with a text twin on the screen. M mutes it for ten minutes.
import { computed, ref } from 'vue'
import { now } from '@/live/clock'
import { readLocal, writeLocal } from '@/ui/local'

export const MUTE_MS = 10 * 60_000
export const mutedUntil = ref(readLocal('mutedUntil', 0))
export const isMuted = computed(() => mutedUntil.value > now.value)
export function toggleMute(): void {
  mutedUntil.value = isMuted.value ? 0 : now.value + MUTE_MS
  writeLocal('mutedUntil', mutedUntil.value || null)
}
let context: AudioContext | null = null
export function tone(grave: boolean): void {
  if (isMuted.value || typeof AudioContext === 'undefined' || !navigator.userActivation?.hasBeenActive) return
  context ??= new AudioContext()
  const gain = context.createGain()
  gain.gain.value = 0.08
  gain.connect(context.destination)
  for (let i = 0; i < (grave ? 3 : 1); i++) {
    const o = context.createOscillator()
    o.frequency.value = grave ? 880 : 660
    o.connect(gain)
    o.start(context.currentTime + i * 0.25)
    o.stop(context.currentTime + i * 0.25 + 0.15)
  }
}
