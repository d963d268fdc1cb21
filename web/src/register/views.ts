// SPDX-License-Identifier: Apache-2.0
// Saved views of a list and the columns that somebody chose, kept on this device.
import { ref, watch, type Ref } from 'vue'
import type { LocationQueryRaw } from 'vue-router'
import { readLocal, writeLocal } from '@/ui/local'

export interface View { name: string; query: LocationQueryRaw; columns: string[] | null }
const MOST = 30

export function useViews(key: Ref<string>) {
  const views = ref<View[]>([])
  const columns = ref<string[] | null>(null)
  watch(
    key,
    (k) => {
      views.value = readLocal<View[]>(`views:${k}`, [])
      columns.value = readLocal<string[] | null>(`columns:${k}`, null)
    },
    { immediate: true },
  )
  const keep = (all: View[]) => {
    views.value = all
    writeLocal(`views:${key.value}`, all)
  }
  function setColumns(chosen: string[] | null) {
    columns.value = chosen
    writeLocal(`columns:${key.value}`, chosen)
  }
  const save = (view: View) => keep([...views.value.filter((v) => v.name !== view.name), view].slice(-MOST))
  const remove = (name: string) => keep(views.value.filter((v) => v.name !== name))
  return { views, columns, setColumns, save, remove }
}
