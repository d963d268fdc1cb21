// SPDX-License-Identifier: Apache-2.0
// The service worker: makes the program startable without a network; a new version waits until the person agrees.
import { shallowRef } from 'vue'

export const waitingWorker = shallowRef<ServiceWorker | null>(null)
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const reg = await navigator.serviceWorker.register('/m/sw.js', { scope: '/m/', updateViaCache: 'none' })
  const look = () => (waitingWorker.value = navigator.serviceWorker.controller ? reg.waiting : null)
  look()
  reg.addEventListener('updatefound', () => reg.installing?.addEventListener('statechange', look))
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void reg.update().catch(() => undefined))
}
export function takeOver(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waitingWorker.value?.postMessage('take-over')
}
