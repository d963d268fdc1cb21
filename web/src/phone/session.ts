// SPDX-License-Identifier: Apache-2.0
// Who holds this phone: signed in once with a password, since then with a token that lies sealed on it.
import { reactive } from 'vue'
import { call, onSignedOut, setBearer } from '@/api/http'
import type { Session, Site } from '@/api/types'
import { closeFeed, openFeed } from '@/live/feed'
import { serverNow, serverPace, setServerTime } from '@/live/clock'
import { setDrill } from './clock'
import { dropLocal, readLocal, writeLocal } from '@/ui/local'
import { closeOutbox, left, openOutbox } from './outbox/box'
import { forgetModel, loadModel } from './model'
import { seal, unseal, wipe } from './store/vault'

interface Kept { token: string; session: Session; site: Site | null; heard?: number /* when the device's clock heard the site's */ }
export const me = reactive({
  session: null as Session | null,
  site: null as Site | null,
  /** The token was taken back: what is on the phone stays, but nothing goes out until somebody signs in again. */
  ended: false,
  ready: false,
})
const KEY = 'session'
const BEAT_MS = 2_000 /* a drill is sped up and held at any time */
let token = ''
let heard = 0
let beat = 0

async function keep(): Promise<void> {
  if (me.session) await seal('cache', KEY, { token, session: me.session, site: me.site, heard } satisfies Kept)
}
function begin(): void {
  setBearer(token)
  me.ended = false
  void loadModel()
  void openOutbox()
  openFeed()
}
export async function restore(): Promise<void> {
  onSignedOut(() => {
    if (!me.session) return
    me.ended = true
    closeFeed()
  })
  const kept = await unseal<Kept>('cache', KEY).catch(() => undefined)
  if (kept) {
    token = kept.token
    me.session = kept.session
    if (kept.site) hear(kept.site, kept.heard ?? Date.now())
    begin()
  }
  me.ready = true
  void loadSite()
}
export async function loadSite(): Promise<void> {
  const site = await call<Site>('GET', '/api/site').catch(() => null)
  if (!site) return
  const same = me.site?.version === site.version && site.pace === serverPace() && Math.abs(Date.parse(site.now) - serverNow()) < BEAT_MS * Math.max(1, site.pace)
  hear(site, Date.now())
  if (!same) await keep()
}
/** The time of the site goes on from when it was heard, with or without a network, at the pace it had then. */
function hear(site: Site, at: number): void {
  me.site = site
  heard = at
  setServerTime(site.now, site.pace, at)
  setDrill(site.sandbox)
  if (site.sandbox) beat ||= window.setInterval(() => document.visibilityState === 'visible' && void loadSite(), BEAT_MS)
}
const label = () => `${/iPhone|iPad|Android|HarmonyOS|Windows|Mac|Linux/.exec(navigator.userAgent)?.[0] ?? 'phone'} ${new Date().toISOString().slice(0, 10)}`

/** Another person's items wait on this phone: they must not go out under this name. */
export class SomebodyElse extends Error {}
export async function signIn(name: string, password: string, totp: string): Promise<void> {
  const other = me.session && me.session.account.name !== name
  if (other && left.value.length) throw new SomebodyElse(me.session!.account.name)
  if (other) await signOut()
  const made = await call<Session & { token: string }>('POST', '/api/session', { body: { name, password, device: label(), ...(totp ? { totp } : {}) }, quiet401: true })
  token = made.token
  me.session = { account: made.account, expires_at: made.expires_at, must_change_password: made.must_change_password }
  await keep()
  await loadSite()
  begin()
}
export async function changePassword(old: string, fresh: string): Promise<void> {
  await call<void>('POST', '/api/session/password', { body: { old, new: fresh }, quiet401: true })
  if (me.session) me.session = { ...me.session, must_change_password: false }
  await keep()
}
/** The caller has seen to it that nothing waits. Without a network the token lives on until it is revoked at the desk; here it is gone. */
export async function signOut(): Promise<void> {
  closeFeed()
  await call<void>('DELETE', '/api/session', { quiet401: true }).catch(() => undefined)
  const lang = readLocal('lang', 'zh')
  closeOutbox()
  await wipe()
  dropLocal('')
  writeLocal('lang', lang)
  setBearer('')
  token = ''
  forgetModel()
  me.session = null
  me.ended = false
}
