// SPDX-License-Identifier: Apache-2.0
import { onBeforeUnmount, ref, type Ref } from 'vue'

/** Whether the window is as the query says; follows it. */
export function useMedia(query: string): Ref<boolean> {
  const media = window.matchMedia(query)
  const is = ref(media.matches)
  const follow = () => (is.value = media.matches)
  media.addEventListener('change', follow)
  onBeforeUnmount(() => media.removeEventListener('change', follow))
  return is
}
