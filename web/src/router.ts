// SPDX-License-Identifier: Apache-2.0
// Addresses of the desk. A register has one address whatever the area it stands in.
import { createRouter, createWebHistory, type Router } from 'vue-router';
import { whenSignedOut } from './api/http';
import { useSession } from './api/session';
import { useDefinitions } from './api/definitions';
import ListPage from './register/list/ListPage.vue';
import ShellPage from './ui/ShellPage.vue';

const routes = [
  { path: '/signin', name: 'signin', component: () => import('./systems/session/SignInPage.vue'), meta: { open: true } },
  { path: '/password', name: 'password', component: () => import('./systems/session/PasswordPage.vue') },
  {
    path: '/', component: ShellPage, children: [
      { path: '', redirect: '/duty' },
      { path: 'duty', name: 'duty', component: () => import('./systems/desk/DeskPage.vue') },
      { path: 'map', name: 'map', component: () => import('./map/MapPage.vue') },
      { path: 'area/:area', name: 'area', component: () => import('./systems/area/AreaPage.vue') },
      { path: 'r/:key', name: 'list', component: ListPage },
      { path: 'r/:key/new', name: 'create', component: () => import('./register/form/FormPage.vue') },
      { path: 'r/:key/:id', name: 'detail', component: () => import('./register/detail/DetailPage.vue') },
      { path: 'r/:key/:id/edit', name: 'edit', component: () => import('./register/form/FormPage.vue') },
      { path: 'admin/accounts', name: 'accounts', component: () => import('./systems/admin/AccountsPage.vue') },
      { path: 'admin/audit', name: 'audit', component: () => import('./systems/admin/AuditPage.vue') },
      { path: 'admin/status', name: 'status', component: () => import('./systems/admin/StatusPage.vue') },
      { path: 'admin/definitions', name: 'definitions', component: () => import('./systems/admin/DefinitionsPage.vue') },
      { path: 'me', name: 'me', component: () => import('./systems/session/MePage.vue') },
      { path: ':rest(.*)*', name: 'lost', component: () => import('./ui/LostPage.vue') },
    ],
  },
];

export function makeRouter(): Router {
  const router = createRouter({ history: createWebHistory('/'), routes });
  whenSignedOut(() => {
    useSession().session = null;
    const here = router.currentRoute.value;
    if (here.name !== 'signin') void router.replace({ name: 'signin', query: { to: here.fullPath } });
  });
  router.beforeEach(async (to) => {
    if (to.meta['open']) return true;
    const session = useSession();
    if (!session.session && !(await session.load())) return { name: 'signin', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
    if (session.session?.must_change_password && to.name !== 'password') return { name: 'password' };
    if (to.name !== 'password') await useDefinitions().load();
    return true;
  });
  return router;
}
