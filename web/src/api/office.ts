// SPDX-License-Identifier: Apache-2.0
// Where a document of a period and place is fetched: Word or a workbook.
import type { Ask } from './indicators'

export function officeFile(path: string, ask: Ask, format: 'docx' | 'xlsx'): string {
  const q = new URLSearchParams({ period: ask.period, format })
  if (ask.region) q.set('region', ask.region)
  if (ask.as_of) q.set('as_of', ask.as_of)
  return `${path}?${q}`
}
