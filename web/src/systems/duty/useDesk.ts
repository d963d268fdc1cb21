// SPDX-License-Identifier: Apache-2.0
// What the desk shows: the chosen record, where it is, and the incident that it belongs to; without a choice the gravest open one.
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import * as api from '@/api'
import type { Rec } from '@/api/types'
import { useFeed } from '@/live/feed'
import { firstPoint, parseSel } from '@/map/address'
import { useModel } from '@/register/store'

const gravity = (r: Rec) => Number(r.grade ?? r.grade_proposed ?? 5)

export function useDesk() {
  const route = useRoute()
  const router = useRouter()
  const model = useModel()
  const sel = computed(() => (route.name === 'duty' ? parseSel(route.query.sel) : null))
  const focus = shallowRef<{ lon: number; lat: number } | null>(null)
  const belongs = ref('')
  const gravest = ref('')
  const final = (r: Rec) => model.get('incident')?.lifecycle?.states.find((s) => s.key === r.state)?.final ?? false

  function place(r: Rec | null) {
    const p = r && typeof r.lon === 'number' && typeof r.lat === 'number' ? [r.lon, r.lat] : firstPoint(r?.geometry)
    return p ? { lon: p[0]!, lat: p[1]! } : null
  }
  watch(sel, async (s) => {
    belongs.value = s?.register === 'incident' ? s.id : ''
    if (!s) return void (focus.value = null)
    const rec = await api.record(s.register, s.id).catch(() => null)
    if (sel.value?.id !== s.id) return
    const parent = rec && s.register !== 'incident' && typeof rec.incident === 'string' && model.get('incident') ? rec.incident : ''
    if (parent) belongs.value = parent
    focus.value = place(rec) ?? place(parent ? await api.record('incident', parent).catch(() => null) : null)
  }, { immediate: true })
  async function readGravest() {
    if (!model.get('incident')) return
    const page = await api.list('incident', { sort: '-occurred_at', limit: 100, total: 0 }).catch(() => null)
    const open = (page?.items ?? []).filter((r) => !final(r))
    if (page) gravest.value = open.sort((a, b) => gravity(a) - gravity(b))[0]?.id ?? ''
  }
  void readGravest()
  useFeed((e) => e.register === 'incident', readGravest, 1000)

  /** The incident of the right part; nothing when the chosen record belongs to none. */
  const incident = computed(() => (sel.value ? belongs.value : gravest.value))
  const select = (register: string, id: string) => router.replace({ name: 'duty', query: { sel: `${register}:${id}` } })
  const clear = () => router.replace({ name: 'duty' })
  return { sel, focus, incident, select, clear }
}
