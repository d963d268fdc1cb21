// SPDX-License-Identifier: Apache-2.0
// Registers whose records have a page made by hand; all others have the general one.
import type { RouteLocationRaw } from 'vue-router'

const OWN: Record<string, string> = { incident: 'incident' }
export const ownPage = (register: string, id: string): RouteLocationRaw => (OWN[register] ? { name: OWN[register], params: { id } } : { name: 'full', params: { key: register, id } })
