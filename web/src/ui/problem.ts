// SPDX-License-Identifier: Apache-2.0
import { Problem } from '@/api/http'
import { t } from '@/i18n'

export const asProblem = (e: unknown): Problem => (e instanceof Problem ? e : new Problem(0, 'client', e instanceof Error ? e.message : String(e)))
export const isAbort = (e: unknown): boolean => e instanceof DOMException && e.name === 'AbortError'
export const problemText = (p: Problem): string => (p.code === 'network' ? t('error.network') : p.message || t('error.title'))
