// SPDX-License-Identifier: Apache-2.0
import type { Site } from '@/api/types'
import { pick, t } from '@/i18n'

/** The platform's name: a site that is named after its city alone gets the rest. */
export function siteTitle(site: Site | null): string {
  const name = pick(site?.name)
  if (!name) return t('app.title')
  return /平台|系统|Management|Platform/i.test(name) ? name : t('app.titleOf', { name })
}
