// SPDX-License-Identifier: Apache-2.0
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import 'element-plus/theme-chalk/el-overlay.css';
import 'element-plus/theme-chalk/el-dialog.css';
import './ui/tokens.css';
import './ui/base.css';
import App from './ui/App.vue';
import { i18n, setLang } from './i18n';
import { startClock } from './live/clock';
import { makeRouter } from './router';
import { installKeys } from './ui/useKeys';

const app = createApp(App);
app.use(createPinia());
app.use(i18n);
setLang(i18n.global.locale.value === 'en' ? 'en' : 'zh');
app.use(makeRouter());
installKeys();
startClock();
app.mount('#app');
