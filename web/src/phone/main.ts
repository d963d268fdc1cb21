// SPDX-License-Identifier: Apache-2.0
// The phone's entry: tokens and native controls, no desk kit; the service worker keeps it startable without a network.
import { createApp, h } from 'vue'
import '../styles/tokens.css'
import { applyLang, i18n, lang } from '@/i18n'

const app = createApp({ render: () => h('main') })
app.use(i18n)
applyLang(lang())
app.mount('#app')
if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/m/sw.js', { scope: '/m/' })
