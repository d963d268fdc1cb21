// SPDX-License-Identifier: Apache-2.0
// The pages of the duty room beside its desk.
export const DUTY_PAGES = [
  { to: '/duty/log', key: 'dutylog', text: 'log.title', register: 'duty_log' },
  { to: '/duty/roster', key: 'roster', text: 'roster.title', register: 'shift' },
  { to: '/duty/calls', key: 'calls', text: 'calls.title', register: 'receipt' },
  { to: '/duty/roll', key: 'roll', text: 'roll.title', register: 'roll_call' },
  { to: '/duty/contacts', key: 'contacts', text: 'contacts.title', register: 'person' },
  { to: '/duty/takeover', key: 'takeover', text: 'takeover.title', register: 'shift' },
] as const
