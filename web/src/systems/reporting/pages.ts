// SPDX-License-Identifier: Apache-2.0
// The pages of the incidents' area beside its registers.
export const INCIDENT_PAGES = [
  { to: '/incidents/reporting', key: 'reporting', text: 'rep.title', register: 'report_duty' },
  { to: '/incidents/disaster', key: 'disaster', text: 'dis.title', register: 'disaster_loss' },
] as const
