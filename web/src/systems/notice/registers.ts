// SPDX-License-Identifier: Apache-2.0
// Registers whose records name somebody who can be reached: a person, or a number that is no fax.
import type { Definition } from '@/api/types'

export const filterable = (all: Definition[]): Definition[] =>
  all.filter((d) => d.access.includes('read') && !['receipt', 'notice', 'reminder'].includes(d.register) && d.fields.some((f) => (f.type === 'ref' && f.arg === 'person') || (f.type === 'phone' && !f.key.endsWith('fax'))))
