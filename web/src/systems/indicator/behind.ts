// SPDX-License-Identifier: Apache-2.0
// From the records behind a figure to the list and the map of their register: the same place and time.
import type { Field } from '@/api/types'
import { firstDay, isPeriod, lastDay } from './period'

/** Filters of a list; null for a moment of the past. url: `records` of a figure. dated: what dates the records, none where they stand undated. */
export function spanQuery(url: string, dated: Field | undefined): Record<string, string> | null {
  const q = new URL(url, 'http://x').searchParams
  const period = q.get('period') ?? '', region = q.get('region') ?? ''
  if (q.has('as_of') || !isPeriod(period)) return null
  const edge = (day: string, time: string) => (dated?.type === 'date' ? day : `${day}T${time}+08:00`)
  return { region, ...(dated ? { [`${dated.key}>`]: edge(firstDay(period), '00:00:00'), [`${dated.key}<`]: edge(lastDay(period), '23:59:59') } : {}) }
}
