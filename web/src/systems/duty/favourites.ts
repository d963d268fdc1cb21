// SPDX-License-Identifier: Apache-2.0
// Persons an officer calls often: which ones is kept on this device, never their numbers.
import { ref } from 'vue'
import { readLocal, writeLocal } from '@/ui/local'

const MOST = 50
export function useFavourites(account: string) {
  const key = `contacts:${account}`
  const ids = ref(readLocal<string[]>(key, []))
  function flip(id: string) {
    ids.value = ids.value.includes(id) ? ids.value.filter((x) => x !== id) : [id, ...ids.value].slice(0, MOST)
    writeLocal(key, ids.value)
  }
  return { ids, has: (id: string) => ids.value.includes(id), flip }
}
