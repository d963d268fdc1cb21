// SPDX-License-Identifier: Apache-2.0
// The tools of the map: what is being drawn (by clicks or typed numbers, both write the same text) and the sketch kept on this device.
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { uuidv7 } from '@/api/uuid'
import { useSession } from '@/systems/session/store'
import { readLocal, writeLocal } from '@/ui/local'
import { distanceM, parsePoints, pointText, type LonLat } from './measure'
import { LEAST, type Shape, type ShapeKind } from './shape'

export type Tool = 'distance' | 'area' | 'circle' | 'sketch'
export const TOOLS: Tool[] = ['distance', 'area', 'circle', 'sketch']
export const RADIUS_MOST = 200_000
const UNDO_MOST = 50

export const useTools = defineStore('mapTools', () => {
  const session = useSession()
  const place = () => `sketch:${session.account?.name ?? ''}`
  const tool = ref<Tool | null>(null)
  const sketchKind = ref<ShapeKind>('point')
  const text = ref('')
  const radius = ref('')
  const note = ref('')
  const centre = ref<LonLat | null>(null) /* of the map: what the cross hair is on */
  const sketch = ref<Shape[]>([])
  const before = ref<Shape[][]>([])

  const parsed = computed(() => parsePoints(text.value))
  const kind = computed<ShapeKind>(() => (tool.value === 'distance' ? 'line' : tool.value === 'area' ? 'area' : tool.value === 'circle' ? 'circle' : sketchKind.value))
  const points = computed(() => (kind.value === 'point' || kind.value === 'circle' ? parsed.value.points.slice(-1) : parsed.value.points))
  const radiusM = computed(() => {
    const n = Number(radius.value.replaceAll(',', ''))
    return radius.value.trim() && Number.isFinite(n) && n >= 1 && n <= RADIUS_MOST ? n : null
  })
  const ready = computed(() => !parsed.value.bad && points.value.length >= LEAST[kind.value] && (kind.value !== 'circle' || radiusM.value !== null))
  const draft = computed<Shape | null>(() => (tool.value && points.value.length ? { id: 'draft', kind: kind.value, points: points.value, radius_m: radiusM.value ?? undefined, note: '', at: '' } : null))
  const shapes = computed(() => [...sketch.value, ...(draft.value ? [draft.value] : [])])

  watch(() => session.account?.name, () => {
    sketch.value = readLocal<Shape[]>(place(), [])
    before.value = []
  }, { immediate: true })

  function use(to: Tool | null) {
    if (tool.value !== to) clearDraft()
    tool.value = to
  }
  function clearDraft() {
    text.value = ''
    radius.value = ''
    note.value = ''
  }
  function add(p: LonLat) {
    const from = points.value[0]
    if (kind.value === 'circle' && from && radiusM.value === null) radius.value = String(Math.max(1, Math.min(RADIUS_MOST, Math.round(distanceM(from, p)))))
    else if (kind.value === 'circle' || kind.value === 'point') text.value = pointText(p)
    else text.value = [...text.value.split('\n').filter((l) => l.trim()), pointText(p)].join('\n')
  }
  function removeLast() {
    if (kind.value === 'circle' && radius.value) radius.value = ''
    else text.value = text.value.split('\n').filter((l) => l.trim()).slice(0, -1).join('\n')
  }
  function setSketch(to: Shape[]) {
    before.value = [...before.value, sketch.value].slice(-UNDO_MOST)
    sketch.value = to
    writeLocal(place(), to)
  }
  function keep() {
    if (!draft.value || !ready.value) return
    setSketch([...sketch.value, { ...draft.value, id: uuidv7(), note: note.value.trim(), at: new Date().toISOString() }])
    clearDraft()
  }
  function undo() {
    const was = before.value.at(-1)
    if (!was) return
    before.value = before.value.slice(0, -1)
    sketch.value = was
    writeLocal(place(), was)
  }
  const remove = (id: string) => setSketch(sketch.value.filter((s) => s.id !== id))
  const clear = () => setSketch([])
  return { tool, sketchKind, text, radius, note, centre, sketch, before, parsed, kind, points, radiusM, ready, draft, shapes, use, clearDraft, add, removeLast, keep, undo, remove, clear }
})
