// SPDX-License-Identifier: Apache-2.0
// The pages of the resources' area beside its registers.
export const RESOURCE_PAGES = [
  { to: '/resources/moving', key: 'moving', text: 'move.title', register: 'transfer' },
  { to: '/resources/shelters', key: 'shelters', text: 'shel.title', register: 'shelter_check' },
  { to: '/resources/cards', key: 'cards', text: 'cards.title', register: 'card' },
] as const
