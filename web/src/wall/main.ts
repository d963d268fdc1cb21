// SPDX-License-Identifier: Apache-2.0
// The wall's entry: read only, no kit, no forms. Its token comes once in the address (after #, so that no server sees it) and stays in this browser.
// In a drill the same token opens its review (?view=review).
import { createApp } from 'vue'
import '../styles/tokens.css'
import { setBearer } from '@/api/http'
import { applyLang, i18n, lang } from '@/i18n'
import { readLocal, writeLocal } from '@/ui/local'
import en from './i18n/en'
import zh from './i18n/zh'

const asked = new URLSearchParams(location.search)
const given = new URLSearchParams(location.hash.slice(1))
const token = given.get('token')
if (token) {
  writeLocal('wall.token', token)
  writeLocal('wall.home', given.get('home'))
  history.replaceState(null, '', location.pathname + location.search)
}
i18n.global.mergeLocaleMessage('zh', zh)
i18n.global.mergeLocaleMessage('en', en)
const tongue = asked.get('lang')
applyLang(tongue === 'en' || tongue === 'zh' ? tongue : lang())
setBearer(readLocal('wall.token', ''))
const page = asked.get('view') === 'review' ? import('@/systems/drill/review') : import('./wall')
void page.then((m) => createApp(m.default).use(i18n).mount('#app'))
