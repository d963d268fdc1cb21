// SPDX-License-Identifier: Apache-2.0
// Saved views and chosen columns of a register, on this device.
import { ref, watch, type Ref } from 'vue'
import { readLocal, writeLocal } from '@/ui/local'

export interface View { name: string; query: Record<string, string>; columns: string[] | null }

export function useViews(key: Ref<string>) {
  const views = ref<View[]>([])
  const columns = ref<string[] | null>(null)
  watch(key, (k) => {
    views.value = readLocal<View[]>(`views:${k}`, [])
    columns.value = readLocal<string[] | null>(`columns:${k}`, null)
  }, { immediate: true })
  function setColumns(to: string[] | null) {
    columns.value = to
    writeLocal(`columns:${key.value}`, to)
  }
  function save(view: View) {
    views.value = [...views.value.filter((v) => v.name !== view.name), view]
    writeLocal(`views:${key.value}`, views.value)
  }
  function remove(name: string) {
    views.value = views.value.filter((v) => v.name !== name)
    writeLocal(`views:${key.value}`, views.value)
  }
  return { views, columns, setColumns, save, remove }
}
