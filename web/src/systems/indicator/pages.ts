// SPDX-License-Identifier: Apache-2.0
// The pages of oversight beside its registers.
export const OVERSIGHT_PAGES = [{ to: '/oversight/indicators', key: 'indicators', text: 'ind.title' }, { to: '/oversight/reports', key: 'reports', text: 'rpt.title' }, { to: '/oversight/assessment', key: 'assessment', text: 'nav.assessment' }] as const
