// SPDX-License-Identifier: Apache-2.0
// Who is signed in, and what site this is.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { ApiError, call } from './http';
import { setServerTime } from '@/live/clock';
import type { Account, Session, Site } from './types';

export const useSession = defineStore('session', () => {
  const site = ref<Site | null>(null);
  const session = ref<Session | null>(null);
  const account = computed<Account | null>(() => session.value?.account ?? null);
  const isAdmin = computed(() => account.value?.role === 'admin');

  async function loadSite(): Promise<void> {
    site.value = await call<Site>('/api/site', { quiet401: true });
    setServerTime(site.value.now);
  }

  async function load(): Promise<boolean> {
    try {
      session.value = await call<Session>('/api/session', { quiet401: true });
      return true;
    } catch (e) {
      if (e instanceof ApiError && e.status === 401) {
        session.value = null;
        return false;
      }
      throw e;
    }
  }

  async function signIn(name: string, password: string, totp: string): Promise<void> {
    const body = totp ? { name, password, totp } : { name, password };
    session.value = await call<Session>('/api/session', { method: 'POST', body, quiet401: true });
  }

  async function signOut(): Promise<void> {
    try {
      await call('/api/session', { method: 'DELETE', quiet401: true });
    } finally {
      session.value = null;
    }
  }

  async function changePassword(old: string, fresh: string): Promise<void> {
    await call('/api/session/password', { method: 'POST', body: { old, new: fresh }, quiet401: true });
    await load();
  }

  return { site, session, account, isAdmin, loadSite, load, signIn, signOut, changePassword };
});
