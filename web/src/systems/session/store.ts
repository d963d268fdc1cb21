// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and where.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import * as api from '@/api'
import { Problem } from '@/api/http'
import type { Session, Site } from '@/api/types'
import { setServerTime } from '@/live/clock'
import { closeFeed } from '@/live/feed'
import { dropLocal } from '@/ui/local'

export const useSession = defineStore('session', () => {
  const site = ref<Site | null>(null)
  const session = ref<Session | null>(null)
  const asked = ref(false)
  const account = computed(() => session.value?.account ?? null)
  const isAdmin = computed(() => account.value?.role === 'admin')
  const seesAudit = computed(() => ['admin', 'auditor'].includes(account.value?.role ?? ''))

  /** A drill starts from a live city only (/api/drills). */
  const mayDrill = computed(() => !site.value?.sandbox && ['admin', 'commander', 'duty'].includes(account.value?.role ?? ''))

  async function loadSite() {
    site.value = await api.site()
    setServerTime(site.value.now, site.value.pace)
  }
  /** Asks the server once who we are; 401 is an answer, not an error. */
  async function load() {
    if (!site.value) await loadSite()
    try {
      session.value = await api.session()
    } catch (e) {
      if (!(e instanceof Problem) || e.status !== 401) throw e
      session.value = null
    }
    asked.value = true
  }
  async function signIn(name: string, password: string, totp: string) {
    session.value = await api.signIn(name, password, totp || undefined)
    asked.value = true
  }
  async function signOut() {
    /* the phone's page in this browser may hold reports that nobody else has (web/src/phone) */
    const phone = (await indexedDB.databases?.().catch(() => []))?.some((d) => d.name === 'anlan-m') ?? false
    await api.signOut(phone).catch(() => undefined)
    forget()
    dropLocal('draft:')
  }
  function forget() {
    session.value = null
    closeFeed()
  }
  return { site, session, asked, account, isAdmin, seesAudit, mayDrill, loadSite, load, signIn, signOut, forget }
})
