// SPDX-License-Identifier: Apache-2.0
// What the page shows stands in its address: period, place, moment, the indicator that is open.
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Ask, By } from '@/api/indicators'
import { serverNow } from '@/live/clock'
import { clockOf, fromLocalInput } from '@/register/format'
import { regionPrefix } from '@/register/region'
import { useSession } from '@/systems/session/store'
import { isPeriod } from './period'

const CITY = 4, COUNTY = 6
/** all: without a period everything is asked for, not this year. */
export function useAsk(all = false) {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const text = (key: string) => (typeof route.query[key] === 'string' ? (route.query[key] as string) : '')
  const go = (query: Record<string, string | undefined>) => router.replace({ query: { ...route.query, ...query } })
  const today = computed(() => clockOf(serverNow())!)
  const period = computed(() => (isPeriod(text('period')) ? text('period') : all ? '' : today.value.y))
  const own = computed(() => session.account?.region || session.site?.city || '')
  const region = computed(() => (/^\d{12}$/.test(text('region')) ? text('region') : own.value))
  const asOf = computed(() => (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text('as_of')) ? text('as_of') : ''))
  const ask = computed<Ask>(() => ({ period: period.value, region: region.value, as_of: fromLocalInput(asOf.value) ?? undefined }))
  /** Places one floor below; none below a township. */
  const below = computed<By | null>(() => {
    const n = regionPrefix(region.value).length
    return n <= CITY ? 'county' : n === COUNTY ? 'township' : null
  })
  const show = computed(() => text('show'))
  const compare = computed(() => text('compare') === '1')
  return { all, text, go, today, period, own, region, asOf, ask, below, show, compare }
}
export type BoardAsk = ReturnType<typeof useAsk>
