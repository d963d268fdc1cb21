// SPDX-License-Identifier: Apache-2.0
import { createI18n } from 'vue-i18n'
import { setLanguage } from '@/api/http'
import type { Label } from '@/api/types'
import { readLocal, writeLocal } from '@/ui/local'
import { setUnitLanguage } from '@/register/format'
import en from './en'
import zh from './zh'

export type Lang = 'zh' | 'en'
const first: Lang = readLocal<Lang>('lang', 'zh') === 'en' ? 'en' : 'zh'

export const i18n = createI18n({ legacy: false, locale: first as string, fallbackLocale: 'zh', messages: { zh, en } })
export const t = i18n.global.t as (key: string, values?: Record<string, unknown>) => string

export const lang = (): Lang => i18n.global.locale.value as Lang
export const pick = (label: Label | undefined): string => (label ? label[lang()] || label.zh || label.en : '')

export function applyLang(to: Lang): void {
  i18n.global.locale.value = to
  writeLocal('lang', to)
  setLanguage(to)
  setUnitLanguage(to)
  document.documentElement.lang = to === 'zh' ? 'zh-CN' : 'en'
  document.cookie = `lang=${to}; path=/; SameSite=Lax; max-age=31536000`
}
