// SPDX-License-Identifier: Apache-2.0
// What both maps of the wall share.
import type { TrackLayer } from '@/systems/typhoon/trackLayer'
import type { Storm } from './storm'

export const rem = (): number => parseFloat(getComputedStyle(document.documentElement).fontSize)
/** Each storm into a layer of its own, as it is now; the layers that are left are empty. label: '' = none */
export function drawStorms(layers: TrackLayer[], storms: Storm[], label?: string): void {
  layers.forEach((l, i) => {
    const s = storms[i]
    l.show(s?.track ?? null, s?.here ? [s.here] : [], 0, label ?? s?.name ?? '')
  })
}
