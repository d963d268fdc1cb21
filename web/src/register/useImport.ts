// SPDX-License-Identifier: Apache-2.0
// The course of an import: file, columns, dry run, import. The work itself is a job of the server and goes on when the dialogue is left.
import { computed, onBeforeUnmount, ref } from 'vue'
import * as api from '@/api'
import type { Problem } from '@/api/http'
import type { Definition, ImportResult, Job } from '@/api/types'
import { isRunning, problemOfJob, useJobs } from '@/jobs/store'
import { asProblem } from '@/ui/problem'
import { columnFault, LEFT_OUT, mapText, readColumns, resolveColumn, unknownColumns, type ColumnChoice } from './columnMap'
import { inUtf8 } from './csvText'

export type Stage = 'file' | 'columns' | 'tried' | 'done'

export function useImport(def: Definition, done: () => void) {
  const jobs = useJobs()
  const file = ref<File | null>(null)
  const datum = ref('wgs84')
  const columns = ref<ColumnChoice[]>([])
  const partial = ref(false) /* only the columns that the server did not know */
  const recoded = ref(false)
  const sending = ref(false)
  const problem = ref<Problem | null>(null)
  const result = ref<ImportResult | null>(null)
  const dry = ref(true)
  const jobId = ref('')
  const ending = ref<Job['state'] | null>(null)
  const job = computed(() => (jobId.value ? jobs.get(jobId.value) : undefined))
  const busy = computed(() => sending.value || (!!job.value && isRunning(job.value)))
  const open = computed(() => columns.value.filter((c) => columnFault(def, columns.value, c)).length)
  const stage = computed<Stage>(() => (result.value ? (dry.value ? 'tried' : 'done') : columns.value.length ? 'columns' : 'file'))

  let chosenN = 0

  function reset() {
    result.value = null
    problem.value = null
    ending.value = null
  }
  async function choose(chosen: File | null) {
    reset()
    const mine = ++chosenN
    columns.value = []
    partial.value = recoded.value = false
    const csv = !!chosen && /\.csv$/i.test(chosen.name)
    file.value = csv ? null : chosen
    if (!csv) return
    const read = await inUtf8(chosen)
    const found = await readColumns(read, def)
    if (mine !== chosenN) return
    file.value = read
    recoded.value = read !== chosen
    columns.value = found.map((c) => ({ ...c, to: def.fields.find((f) => f.key === c.to)?.computed ? LEFT_OUT : c.to }))
  }
  function setColumn(name: string, to: string) {
    reset()
    columns.value = columns.value.map((c) => (c.name === name ? { ...c, to } : c))
  }
  /** A file whose header the browser does not read: the refusal names the columns to be mapped. */
  function takeUnknown(p: Problem): boolean {
    const names = unknownColumns(def, p.errors).filter((n) => !columns.value.some((c) => c.name === n))
    if (!names.length) return false
    partial.value = partial.value || !columns.value.length
    columns.value = [...columns.value, ...names.map((name) => ({ name, to: resolveColumn(def, name), example: '' }))]
    return true
  }
  function refused(p: Problem) {
    if (!takeUnknown(p)) problem.value = p
  }
  async function run(dryRun: boolean) {
    if (!file.value || open.value || busy.value) return
    reset()
    sending.value = true
    try {
      const started = await api.importFile(def.register, file.value, { dryRun, datum: def.geometry === 'none' ? '' : datum.value, map: mapText(def, columns.value) })
      jobs.watched.add(started.id)
      jobId.value = started.id
      jobs.put(started)
      sending.value = false
      finish(await jobs.ended(started.id), dryRun)
    } catch (e) {
      refused(asProblem(e))
    } finally {
      sending.value = false
    }
  }
  function finish(j: Job, dryRun: boolean) {
    const p = problemOfJob(j)
    if (p) return refused(p)
    ending.value = j.state
    if (j.state !== 'done' || !j.result) return
    result.value = j.result
    dry.value = dryRun
    if (!dryRun) done()
  }
  onBeforeUnmount(() => jobs.watched.delete(jobId.value))
  return { file, datum, columns, partial, recoded, sending, problem, result, dry, job, busy, open, stage, ending, choose, setColumn, run, reset }
}
