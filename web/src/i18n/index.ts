// SPDX-License-Identifier: Apache-2.0
import { createI18n, useI18n } from 'vue-i18n';
import { computed } from 'vue';
import type { Lang } from '@/register/format';
import { readLocal, writeLocal } from '@/ui/local';
import { en } from './en';
import { zh } from './zh';

const first: Lang = readLocal<Lang>('lang') === 'en' ? 'en' : 'zh';

export const i18n = createI18n({ legacy: false, locale: first, fallbackLocale: 'zh', messages: { zh, en } });

/* Language of the page, the server's refusals (cookie) and the next visit. */
export function setLang(lang: Lang): void {
  i18n.global.locale.value = lang;
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  document.cookie = `lang=${lang}; path=/; max-age=31536000; samesite=strict`;
  writeLocal('lang', lang);
}

export function useLang() {
  const { t, te, locale } = useI18n();
  const lang = computed<Lang>(() => (locale.value === 'en' ? 'en' : 'zh'));
  return { t, te, lang };
}
