// SPDX-License-Identifier: Apache-2.0
// Every page has an address. A record opens beside its list first, on a page of its own on demand.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { openFeed } from '@/live/feed'
import { useModel } from '@/register/store'
import { useSession } from '@/systems/session/store'

const ID = ':id([0-9A-Za-z]{13})'
const list = () => import('@/register/ListPage.vue')
const form = () => import('@/register/FormPage.vue')
const quality = () => import('@/systems/quality/QualityPage.vue')

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/duty' },
  { path: '/signin', name: 'signin', component: () => import('@/systems/session/SignIn.vue'), meta: { bare: true } },
  { path: '/password', name: 'password', component: () => import('@/systems/session/PasswordPage.vue'), meta: { bare: true } },
  { path: '/duty', name: 'duty', component: () => import('@/systems/duty/Workbench.vue'), meta: { area: 'duty' } },
  { path: '/duty/log', name: 'dutylog', component: () => import('@/systems/duty/DutyLog.vue'), meta: { area: 'duty' } },
  { path: '/duty/roster', name: 'roster', component: () => import('@/systems/duty/Roster.vue'), meta: { area: 'duty' } },
  { path: '/duty/calls', name: 'calls', component: () => import('@/systems/notice/Calls.vue'), meta: { area: 'duty' } },
  { path: '/duty/roll', name: 'roll', component: () => import('@/systems/roll/RollPage.vue'), meta: { area: 'duty' } },
  { path: '/duty/contacts', name: 'contacts', component: () => import('@/systems/duty/Contacts.vue'), meta: { area: 'duty' } },
  { path: '/duty/takeover', name: 'takeover', component: () => import('@/systems/duty/Takeover.vue'), meta: { area: 'duty' } },
  { path: '/incidents/reporting', name: 'reporting', component: () => import('@/systems/reporting/ReportingPage.vue'), meta: { area: 'incidents' } },
  { path: '/incidents/disaster', name: 'disaster', component: () => import('@/systems/disaster/DisasterPage.vue'), meta: { area: 'incidents' } },
  { path: `/incidents/${ID}/:tab(timeline|tasks|forces|files|filings|review|around)?`, name: 'incident', component: () => import('@/systems/incident/IncidentPage.vue'), meta: { area: 'incidents' } },
  { path: '/warnings/notice/new', name: 'compose', component: () => import('@/systems/notice/Composer.vue'), meta: { area: 'warnings' } },
  { path: `/warnings/notice/${ID}`, name: 'notice', component: () => import('@/systems/notice/NoticePage.vue'), meta: { area: 'warnings' } },
  { path: '/oversight/indicators', name: 'indicators', component: () => import('@/systems/indicator/IndicatorsPage.vue'), meta: { area: 'oversight' } },
  { path: '/oversight/reports', name: 'reports', component: () => import('@/systems/report/ReportsPage.vue'), meta: { area: 'oversight' } },
  { path: '/oversight/assessment', name: 'assessment', component: () => import('@/systems/assessment/AssessmentPage.vue'), meta: { area: 'oversight' } },
  { path: '/resources/moving', name: 'moving', component: () => import('@/systems/evacuation/MovingPage.vue'), meta: { area: 'resources' } },
  { path: '/resources/shelters', name: 'shelters', component: () => import('@/systems/evacuation/SheltersPage.vue'), meta: { area: 'resources' } },
  { path: '/resources/cards', name: 'cards', component: () => import('@/systems/evacuation/CardsPage.vue'), meta: { area: 'resources' } },
  { path: '/resources/drills', name: 'drills', component: () => import('@/systems/drill/DrillsPage.vue'), meta: { area: 'resources' } },
  { path: '/oversight/quality', name: 'quality', component: quality, meta: { area: 'oversight' } },
  { path: '/resources/quality', name: 'quality-resources', component: quality, meta: { area: 'resources' } },
  { path: '/map', name: 'map', component: () => import('@/map/MapPage.vue'), meta: { area: 'map' } },
  { path: '/map/flood', name: 'flood', component: () => import('@/systems/typhoon/FloodPage.vue'), meta: { area: 'map' } },
  { path: '/area/:area(incidents|warnings|oversight|resources|admin)', name: 'area', component: () => import('@/systems/shell/AreaHome.vue') },
  { path: '/admin/accounts', name: 'accounts', component: () => import('@/systems/admin/Accounts.vue'), meta: { area: 'admin' } },
  { path: '/admin/audit', name: 'audit', component: () => import('@/systems/admin/Audit.vue'), meta: { area: 'admin' } },
  { path: '/admin/status', name: 'status', component: () => import('@/systems/admin/Status.vue'), meta: { area: 'admin' } },
  { path: '/admin/definitions', name: 'definitions', component: () => import('@/systems/admin/DefinitionsPage.vue'), meta: { area: 'admin' } },
  { path: '/me', name: 'me', component: () => import('@/systems/session/Me.vue') },
  { path: '/r/:key/new', name: 'new', component: form },
  { path: `/r/:key/${ID}/edit`, name: 'edit', component: form },
  { path: `/r/:key/${ID}/full`, name: 'full', component: () => import('@/register/DetailPage.vue') },
  { path: `/r/:key/${ID}`, name: 'record', component: list },
  { path: '/r/:key', name: 'list', component: list },
  { path: '/:rest(.*)*', name: 'lost', component: () => import('@/systems/shell/NotFound.vue') },
]

export function makeRouter() {
  const router = createRouter({ history: createWebHistory(), routes })
  router.beforeEach(async (to) => {
    const session = useSession()
    if (!session.asked) await session.load().catch(() => undefined)
    if (to.name === 'signin') return session.session ? String(to.query.next ?? '/') : true
    if (!session.session) return { name: 'signin', query: to.fullPath === '/duty' || to.fullPath === '/' ? {} : { next: to.fullPath } }
    if (session.session.must_change_password && to.name !== 'password') return { name: 'password' }
    if (to.name === 'password') return true
    await useModel().load()
    openFeed()
    return true
  })
  return router
}
