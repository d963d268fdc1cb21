// SPDX-License-Identifier: Apache-2.0
// The area that the present page belongs to, and the areas this role may enter.
import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { AREAS, useModel, type Area } from '@/register/store'
import { useSession } from '@/systems/session/store'

export function useArea() {
  const route = useRoute()
  const model = useModel()
  const session = useSession()
  const area = computed<Area | undefined>(() => {
    const named = (route.meta.area ?? route.params.area) as Area | undefined
    return named ?? (model.get(String(route.params.key ?? ''))?.area as Area | undefined)
  })
  const areas = computed(() => {
    const mine = session.account?.areas
    return AREAS.filter((a) => (mine ? mine.includes(a) : a !== 'admin' || session.seesAudit))
  })
  return { area, areas }
}
