// SPDX-License-Identifier: Apache-2.0
// The state of a form: values, draft, sending, refusals, conflict.
import { computed, onBeforeUnmount, onMounted, reactive, ref, shallowRef } from 'vue'
import * as api from '@/api'
import { Problem } from '@/api/http'
import type { Definition, Field, Rec, Value } from '@/api/types'
import { uuidv7 } from '@/api/uuid'
import { pick, t } from '@/i18n'
import { asProblem } from '@/ui/problem'
import { dropDraft, readDraft, writeDraft, type Draft } from './draft'
import { collect, toInput } from './values'

export function useForm(def: Definition, id: string | undefined, prefill: Record<string, Value>) {
  const values = reactive<Record<string, Value>>({})
  const labels = reactive<Record<string, string>>({})
  const errors = ref<Record<string, string>>({})
  const problem = ref<Problem | null>(null)
  const rec = shallowRef<Rec | null>(null)
  const conflict = shallowRef<{ latest: Rec; mine: Record<string, Value> } | null>(null)
  const draft = ref<Draft | null>(readDraft(def.register, id))
  const savedAt = ref(0)
  const ready = ref(!id)
  const busy = ref(false)
  const turn = ref(0)
  let before: Record<string, Value> = {}
  let idem = uuidv7()
  let sent = ''
  let dirty = false
  const fields = computed<Field[]>(() => def.fields.filter((f) => !f.computed && !f.masked))

  function fill(from: Record<string, unknown>, texts: Record<string, string>) {
    for (const f of fields.value) values[f.key] = toInput(f, from[f.key])
    Object.assign(labels, texts)
    before = JSON.parse(JSON.stringify(values)) as Record<string, Value>
  }
  async function start() {
    if (!id) {
      fill(Object.fromEntries(fields.value.filter((f) => f.default !== undefined).map((f) => [f.key, f.default])), {})
      before = {}
      for (const f of fields.value) if (prefill[f.key] !== undefined) await prefillOne(f, String(prefill[f.key]))
      return
    }
    try {
      rec.value = await api.record(def.register, id)
      fill(rec.value, rec.value.labels)
      ready.value = true
    } catch (e) {
      problem.value = asProblem(e)
    }
  }
  async function prefillOne(f: Field, value: string) {
    values[f.key] = value
    if (f.type === 'ref' && f.arg) labels[f.key] = (await api.record(f.arg, value).catch(() => null))?._title ?? value
  }
  function set(key: string, value: Value) {
    values[key] = value
    dirty = true
    if (errors.value[key]) errors.value = Object.fromEntries(Object.entries(errors.value).filter(([k]) => k !== key))
  }
  function keep() {
    if (!dirty || busy.value) return
    dirty = false
    savedAt.value = Date.now()
    writeDraft(def.register, id, { at: savedAt.value, values: { ...values }, labels: { ...labels }, idem })
  }
  function restore() {
    if (!draft.value) return
    Object.assign(values, draft.value.values)
    Object.assign(labels, draft.value.labels)
    idem = draft.value.idem
    draft.value = null
    dirty = true
  }
  function discard() {
    dropDraft(def.register, id)
    draft.value = null
  }
  const nameOf = (key: string) => pick(def.fields.find((f) => f.key === key)?.label)
  const items = computed(() => Object.entries(errors.value).map(([field, text]) => ({ field, text, name: nameOf(field) })))

  async function send(only?: Record<string, Value>, version?: number): Promise<Rec | null> {
    const { body, faults } = collect(fields.value, values, id ? before : null)
    errors.value = Object.fromEntries(faults.map((f) => [f.field, t(`form.${f.fault}`, { name: nameOf(f.field), n: def.fields.find((x) => x.key === f.field)?.max_chars ?? '' })]))
    problem.value = null
    if (faults.length) return void turn.value++, null
    const write = only ?? body
    if (id && !Object.keys(write).length) return rec.value
    const text = JSON.stringify(write)
    if (sent && sent !== text) idem = uuidv7() /* another request, another key */
    sent = text
    busy.value = true
    try {
      const saved = id ? await api.patch(def.register, id, write, version ?? rec.value!.version, idem) : await api.create(def.register, write, idem)
      dirty = false
      dropDraft(def.register, id)
      return saved
    } catch (e) {
      await refused(asProblem(e), write)
      return null
    } finally {
      busy.value = false
    }
  }
  async function refused(p: Problem, write: Record<string, Value>) {
    dirty = true
    if (p.status === 412 && id) {
      const latest = await api.record(def.register, id).catch(() => null)
      if (latest) return void (conflict.value = { latest, mine: write })
    }
    problem.value = p
    errors.value = Object.fromEntries(p.errors.filter((x) => x.field).map((x) => [x.field, x.reason]))
    turn.value++
  }
  let timer = 0
  onMounted(() => (timer = window.setInterval(keep, 2000)))
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    keep()
  })
  void start()
  return { values, labels, errors, problem, rec, conflict, draft, savedAt, ready, busy, turn, fields, items, before: () => before, set, restore, discard, send }
}
