// SPDX-License-Identifier: Apache-2.0
// The phone's service worker: the program itself without a network. VERSION and FILES stand in front of it (build.ts).
// It keeps no data of the city but the public base map: records lie encrypted in the page's own store.
/* global VERSION, FILES */
const SHELL = `anlan-m-${VERSION}`
const BASE = 'anlan-m-base'

self.addEventListener('install', (e) => {
  e.waitUntil(caches.open(SHELL).then((c) => c.addAll(['/m/', ...FILES].map((f) => new Request(f, { cache: 'reload', credentials: 'omit', headers: { Accept: 'text/html, */*' } })))))
})
self.addEventListener('activate', (e) => {
  const old = (keys) => keys.filter((k) => k.startsWith('anlan-m-') && k !== SHELL && k !== BASE)
  e.waitUntil(caches.keys().then((keys) => Promise.all(old(keys).map((k) => caches.delete(k)))).then(() => self.clients.claim()))
})
// An open page may still want pieces of the old version: the new one waits until the page asks for it.
self.addEventListener('message', (e) => {
  if (e.data === 'take-over') void self.skipWaiting()
})

async function baseMap(request) {
  const cache = await caches.open(BASE)
  try {
    const res = await fetch(request)
    if (res.ok) await cache.put(request, res.clone())
    return res
  } catch (e) {
    const kept = await cache.match(request)
    if (kept) return kept
    throw e
  }
}
const fromShell = (key, request) => caches.open(SHELL).then((c) => c.match(key)).then((kept) => kept || fetch(request))

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== self.location.origin) return
  if (e.request.mode === 'navigate') e.respondWith(fromShell('/m/', e.request))
  else if (FILES.includes(url.pathname)) e.respondWith(fromShell(url.pathname, e.request))
  else if (url.pathname.startsWith('/api/base/')) e.respondWith(baseMap(e.request))
})
