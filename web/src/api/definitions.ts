// SPDX-License-Identifier: Apache-2.0
// The definitions that draw every list, form, detail and layer.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { call } from './http';
import type { Area, Code, Definition, Definitions, Field, Verb } from './types';

export const AREAS: Area[] = ['duty', 'map', 'incidents', 'warnings', 'oversight', 'resources', 'admin'];

export const useDefinitions = defineStore('definitions', () => {
  const items = shallowRef<Definition[]>([]);
  const codes = shallowRef<Record<string, Code[]>>({});
  const version = ref('');
  const loaded = ref(false);
  let pending: Promise<void> | null = null;

  const byKey = computed(() => new Map(items.value.map((d) => [d.register, d])));
  const codeMaps = computed(() => new Map(Object.entries(codes.value).map(([k, l]) => [k, new Map(l.map((c) => [c.code, c]))])));

  async function fetchAll(): Promise<void> {
    const answer = await call<Definitions>('/api/registers');
    items.value = answer.items;
    codes.value = answer.codes ?? {};
    version.value = answer.version ?? '';
    loaded.value = true;
  }
  function load(again: 'once' | 'again' = 'once'): Promise<void> {
    if (loaded.value && again === 'once') return Promise.resolve();
    pending ??= fetchAll().finally(() => { pending = null });
    return pending;
  }

  const get = (key: string) => byKey.value.get(key);
  const inArea = (area: Area) => items.value.filter((d) => d.area === area && may(d, 'read'));
  const withPlace = computed(() => items.value.filter((d) => d.geometry && d.geometry !== 'none' && may(d, 'read')));
  const code = (list: string | undefined, value: unknown): Code | undefined =>
    list === undefined ? undefined : codeMaps.value.get(list)?.get(String(value));
  const codeList = (list: string | undefined): Code[] => (list ? codes.value[list] ?? [] : []);

  return { items, codes, version, loaded, byKey, load, get, inArea, withPlace, code, codeList };
});

export const may = (d: Definition, verb: Verb): boolean => d.access === undefined || d.access.includes(verb);
export const fieldOf = (d: Definition, key: string): Field | undefined => d.fields.find((f) => f.key === key);
