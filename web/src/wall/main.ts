// SPDX-License-Identifier: Apache-2.0
// The wall's entry: read only, no kit, no forms. Its token comes once in the address (after #, so that no server sees it) and stays in this browser.
import { createApp } from 'vue'
import '../styles/tokens.css'
import './wall.css'
import { setBearer } from '@/api/http'
import { applyLang, i18n, lang } from '@/i18n'
import { readLocal, writeLocal } from '@/ui/local'
import App from './App.vue'
import en from './i18n/en'
import zh from './i18n/zh'

const asked = new URLSearchParams(location.search).get('lang')
const given = new URLSearchParams(location.hash.slice(1)).get('token')
if (given) {
  writeLocal('wall.token', given)
  history.replaceState(null, '', location.pathname + location.search)
}
i18n.global.mergeLocaleMessage('zh', zh)
i18n.global.mergeLocaleMessage('en', en)
applyLang(asked === 'en' || asked === 'zh' ? asked : lang())
setBearer(readLocal('wall.token', ''))
createApp(App).use(i18n).mount('#app')
