// SPDX-License-Identifier: Apache-2.0
// The definitions: everything the client knows about registers.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '@/api'
import type { Code, Definition, Definitions, Field, Verb } from '@/api/types'

export const AREAS = ['duty', 'map', 'incidents', 'warnings', 'oversight', 'resources', 'admin'] as const
export type Area = (typeof AREAS)[number]

/** What stands first in an area; the rest follows in the server's order. */
const FIRST = ['incident', 'warning', 'enterprise', 'hazard', 'plan', 'team', 'shelter', 'duty_log', 'region']

export const useModel = defineStore('model', () => {
  const data = ref<Definitions | null>(null)
  const byKey = computed(() => new Map((data.value?.items ?? []).map((d) => [d.register, d])))
  let loading: Promise<void> | null = null

  async function refresh() {
    data.value = await api.definitions()
  }
  function load(): Promise<void> {
    if (data.value) return Promise.resolve()
    loading ??= refresh().finally(() => (loading = null))
    return loading
  }
  const rank = (d: Definition) => (FIRST.indexOf(d.register) + 1 || FIRST.length + 1)
  function inArea(area: string): Definition[] {
    return (data.value?.items ?? []).filter((d) => d.area === area).sort((a, b) => rank(a) - rank(b))
  }
  const withPlace = computed(() => (data.value?.items ?? []).filter((d) => d.geometry !== 'none'))
  const get = (key: string) => byKey.value.get(key)
  const field = (key: string, name: string): Field | undefined => get(key)?.fields.find((f) => f.key === name)
  const codes = (list: string | undefined): Code[] => (list && data.value?.codes[list]) || []
  const code = (list: string | undefined, value: unknown): Code | undefined => codes(list).find((c) => c.code === value)
  const may = (key: string, verb: Verb): boolean => get(key)?.access.includes(verb) ?? false
  /** Registers that point here, with the field that does. */
  function backReferences(key: string): { def: Definition; field: Field }[] {
    const found: { def: Definition; field: Field }[] = []
    for (const def of data.value?.items ?? [])
      for (const f of def.fields) if (f.type === 'ref' && f.arg === key && def.register !== key) found.push({ def, field: f })
    return found
  }
  return { data, byKey, load, refresh, inArea, withPlace, get, field, codes, code, may, backReferences }
})
