// SPDX-License-Identifier: Apache-2.0
import { createRouter, createWebHistory } from 'vue-router'
import Home from './pages/Home.vue'

export const router = createRouter({
  history: createWebHistory('/m/'),
  routes: [
    { path: '/', name: 'home', component: Home, meta: { tab: true } },
    { path: '/tasks', name: 'tasks', component: () => import('./pages/Tasks.vue'), meta: { tab: true } },
    { path: '/map', name: 'map', component: () => import('./pages/MapTab.vue'), meta: { tab: true } },
    { path: '/me', name: 'me', component: () => import('./pages/Me.vue'), meta: { tab: true } },
    { path: '/report/:draft?', name: 'report', component: () => import('./pages/Report.vue') },
    { path: '/hazard/:draft?', name: 'hazard', component: () => import('./pages/Hazard.vue') },
    { path: '/near', name: 'near', component: () => import('./pages/Near.vue') },
    { path: '/contacts', name: 'contacts', component: () => import('./pages/Contacts.vue') },
    { path: '/checkin', name: 'checkin', component: () => import('./pages/CheckIn.vue') },
    { path: '/give', name: 'give', component: () => import('./pages/Give.vue') },
    { path: '/moving', name: 'moving', component: () => import('./pages/Moving.vue') },
    { path: '/signin', name: 'signin', component: () => import('./pages/SignIn.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
