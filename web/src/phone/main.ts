// SPDX-License-Identifier: Apache-2.0
// The phone's entry: tokens and native controls, no desk kit; the service worker keeps it startable without a network.
import { createApp } from 'vue'
import '../styles/tokens.css'
import './phone.css'
import { applyLang, i18n, lang } from '@/i18n'
import { readLocal } from '@/ui/local'
import App from './App.vue'
import en from './i18n/en'
import zh from './i18n/zh'
import { router } from './routes'
import { restore } from './session'
import { registerWorker } from './ui/update'

i18n.global.mergeLocaleMessage('zh', zh)
i18n.global.mergeLocaleMessage('en', en)
applyLang(lang())
document.documentElement.classList.toggle('large', readLocal('m.large', false))
const app = createApp(App)
app.use(i18n)
void restore().then(() => {
  app.use(router)
  app.mount('#app')
})
void registerWorker().catch(() => undefined)
