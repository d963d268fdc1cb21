// SPDX-License-Identifier: Apache-2.0
// The drill that runs at this address: asked every second, and the clock of the page goes as fast as it does. Without one here nothing is asked again.
import { onBeforeUnmount, ref, shallowRef } from 'vue'
import { Problem } from '@/api/http'
import { setServerTime } from '@/live/clock'
import { drill as readDrill, type Drill } from './api'

const BEAT_MS = 1_000
const SLOW_MS = 5_000 /* over, or no answer */

export const paceOf = (d: Drill): number => (d.paused || d.over || d.jumping ? 0 : d.speed)

/** lines: of what was done only the last so many; undefined = all */
export function useDrill(lines?: number, beatMs = BEAT_MS) {
  const drill = shallowRef<Drill | null>(null)
  const isAbsent = ref(false) /* no drill here, or none of ours to see */
  const isLost = ref(false)
  let timer = 0
  let gone = false
  let turn = 0
  function keep(d: Drill) {
    turn++ /* an older answer under way is not heard any more */
    setServerTime(d.now, paceOf(d))
    drill.value = d
  }
  async function read() {
    window.clearTimeout(timer)
    const mine = ++turn
    try {
      const d = await readDrill(lines)
      if (mine === turn) keep(d)
      isLost.value = false
    } catch (e) {
      isAbsent.value = e instanceof Problem && [401, 403, 404].includes(e.status)
      isLost.value = !isAbsent.value
      if (isLost.value) setServerTime(drill.value?.now ?? '', 0)
    }
    window.clearTimeout(timer)
    if (!gone && !isAbsent.value) timer = window.setTimeout(read, isLost.value || drill.value?.over ? SLOW_MS : beatMs)
  }
  void read()
  onBeforeUnmount(() => {
    gone = true
    window.clearTimeout(timer)
  })
  return { drill, isAbsent, isLost, read, keep }
}
