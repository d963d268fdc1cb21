// SPDX-License-Identifier: Apache-2.0
// Starting a drill, from the desk or its own page: the tab is opened at the press, when the browser still allows it, and goes to the wall when the city stands.
import { onBeforeUnmount, reactive } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Problem } from '@/api/http'
import { asProblem } from '@/ui/problem'
import * as api from './api'

/** home: where this came from, for the review's way back to registers that stay. */
export const wallOf = (d: Pick<api.Running, 'port' | 'token'>, view = ''): string =>
  `${location.protocol}//${location.hostname}:${d.port}/wall.html${view ? `?view=${view}` : ''}#token=${d.token}&home=${encodeURIComponent(location.origin)}`

interface Starting { key: string; since: number; seconds: number; made: api.Running | null; isOpen: boolean; problem: Problem | null }
/* one at a time, and it goes on when the page changes */
const state = reactive<Starting>({ key: '', since: 0, seconds: 0, made: null, isOpen: false, problem: null })
let timer = 0

/** A drill that runs, in a tab of its own. False = the browser did not let us. */
export function openWall(d: api.Running, view = ''): boolean {
  const tab = window.open(wallOf(d, view), '_blank')
  if (tab) tab.opener = null
  return !!tab
}
function say(tab: Window | null, text: string) {
  if (!tab || tab.closed) return
  tab.document.title = text
  tab.document.body.textContent = text
}
export function useStart() {
  const { t } = useI18n()
  async function begin(key: string, speed: number): Promise<void> {
    if (state.key) return
    const tab = window.open('', '_blank')
    if (tab) tab.document.body.style.cssText = 'margin:0;height:100vh;display:grid;place-content:center;background:#0a131f;color:#e6edf5;font:20px/1.5 sans-serif;text-align:center;padding:0 10vw'
    const tick = () => {
      state.seconds = Math.floor((Date.now() - state.since) / 1000)
      say(tab, `${t('drill.mark')} ${t('drill.starting', { n: state.seconds })}`)
    }
    Object.assign(state, { key, since: Date.now(), seconds: 0, made: null, isOpen: false, problem: null })
    tick()
    timer = window.setInterval(tick, 500)
    try {
      const made = await api.start(key, speed)
      state.made = made
      state.isOpen = !!tab && !tab.closed
      if (tab && state.isOpen) {
        tab.opener = null
        tab.location.replace(wallOf(made))
      }
    } catch (e) {
      state.problem = asProblem(e)
      tab?.close()
    } finally {
      window.clearInterval(timer)
      state.key = ''
    }
  }
  return { state, begin }
}

/** Every few seconds what runs; a list that is as old as the last answer. */
export function useEvery(run: () => void, ms: number) {
  const t = window.setInterval(run, ms)
  onBeforeUnmount(() => window.clearInterval(t))
}
