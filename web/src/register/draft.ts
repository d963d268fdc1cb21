// SPDX-License-Identifier: Apache-2.0
// What is typed and not sent yet, kept on this device.
import { readLocal, writeLocal } from '@/ui/local'
import type { Value } from '@/api/types'

export interface Draft { at: number; values: Record<string, Value>; labels: Record<string, string>; idem: string }
const keyOf = (register: string, id: string | undefined) => `draft:${register}:${id ?? 'new'}`

export const readDraft = (register: string, id?: string): Draft | null => readLocal<Draft | null>(keyOf(register, id), null)
export const writeDraft = (register: string, id: string | undefined, draft: Draft): void => writeLocal(keyOf(register, id), draft)
export const dropDraft = (register: string, id?: string): void => writeLocal(keyOf(register, id), null)
