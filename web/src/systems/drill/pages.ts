// SPDX-License-Identifier: Apache-2.0
// The page of the resources' area beside its registers.
export const DRILL_PAGES = [{ to: '/resources/drills', key: 'drills', text: 'nav.drills', register: 'drill' }] as const
