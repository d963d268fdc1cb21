// SPDX-License-Identifier: Apache-2.0
// Registers whose records have a page made by hand; all others have the general one.
import type { RouteLocationRaw } from 'vue-router'

const OWN: Record<string, string> = { incident: 'incident', notice: 'notice' }
export const ownPage = (register: string, id: string): RouteLocationRaw => (OWN[register] ? { name: OWN[register], params: { id } } : { name: 'full', params: { key: register, id } })

/** Where a new record is made; `query` fills fields in. */
const NEW: Record<string, string> = { notice: 'compose' }
export const newPage = (register: string, query: Record<string, string> = {}): RouteLocationRaw => (NEW[register] ? { name: NEW[register], query } : { name: 'new', params: { key: register }, query })
