// SPDX-License-Identifier: Apache-2.0
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-dialog.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-badge.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'
import App from './App.vue'
import { onSignedOut } from './api/http'
import { applyLang, i18n, lang } from './i18n'
import './i18n/desk'
import { makeRouter } from './router'
import { useSession } from './systems/session/store'

const app = createApp(App)
app.use(createPinia())
app.use(i18n)
applyLang(lang())
const router = makeRouter()
app.use(router)
onSignedOut(() => {
  useSession().forget()
  const to = router.currentRoute.value
  if (to.name !== 'signin') void router.replace({ name: 'signin', query: { next: to.fullPath } })
})
app.mount('#app')
