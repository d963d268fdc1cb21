// SPDX-License-Identifier: Apache-2.0
// 投到大屏: the incident on every screen that covers its place and is ours to set.
import * as api from '@/api'
import { t } from '@/i18n'
import { regionPrefix } from '@/register/region'
import { asProblem } from '@/ui/problem'
import { toast } from '@/ui/toast'

export async function putOnWall(id: string, region: string): Promise<void> {
  try {
    const screens = (await api.list('display', { state: 'shown', limit: 100 })).items.filter((d) => region.startsWith(regionPrefix(String(d.region ?? ''))))
    if (!screens.length) return void toast(t('inc.noWall'), 'info')
    await Promise.all(screens.map((d) => api.act('display', d.id, 'pin', { incident: id }, d.version)))
    toast(t('inc.onWall', { names: screens.map((d) => String(d.name)).join(t('inc.listComma')) }))
  } catch (e) {
    toast(asProblem(e).message, 'error')
  }
}
