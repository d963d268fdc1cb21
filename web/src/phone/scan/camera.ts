// SPDX-License-Identifier: Apache-2.0
// The camera at the back, looked at eight times a second; the browser's own reader where it has one. A code that stays in the picture is
// told once.
import { onBeforeUnmount, onMounted, ref } from 'vue'

export type CameraState = 'off' | 'starting' | 'on' | 'denied' | 'none'
const EVERY_MS = 120
const GONE_MS = 2_000 // out of the picture for so long: it may be told again
const SIDE = 640 // px; a card held in the hand fills a third of the picture

interface Detector { detect(source: HTMLCanvasElement): Promise<{ rawValue: string }[]> }
interface DetectorClass { new (o: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }
type Reader = (canvas: HTMLCanvasElement, ctx: CanvasRenderingContext2D) => Promise<string | null>

async function makeReader(): Promise<Reader> {
  const Native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (Native && (await Native.getSupportedFormats().catch(() => [] as string[])).includes('qr_code')) {
    const detector = new Native({ formats: ['qr_code'] })
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null
  }
  const { readPicture } = await import('./decode')
  return async (canvas, ctx) => readPicture(ctx.getImageData(0, 0, canvas.width, canvas.height))
}

/** seen: a code came into the picture. The camera runs from `start` until the page is left or hidden. */
export function useCamera(seen: (text: string) => void) {
  const video = ref<HTMLVideoElement>()
  const state = ref<CameraState>('off')
  const torch = ref<boolean | null>(null) // null: it has none
  const canvas = document.createElement('canvas')
  let stream: MediaStream | null = null
  let timer = 0
  let reader: Reader | null = null
  let last = { text: '', at: 0 }

  async function look() {
    const v = video.value
    const ctx = canvas.getContext('2d', { willReadFrequently: true })
    if (!v || !ctx || !reader || !stream) return
    if (v.videoWidth && !document.hidden) {
      const scale = Math.min(1, SIDE / Math.min(v.videoWidth, v.videoHeight))
      canvas.width = Math.round(v.videoWidth * scale)
      canvas.height = Math.round(v.videoHeight * scale)
      ctx.drawImage(v, 0, 0, canvas.width, canvas.height)
      tell(await reader(canvas, ctx).catch(() => null))
    }
    if (stream) timer = window.setTimeout(() => void look(), EVERY_MS)
  }
  function tell(text: string | null) {
    if (!text) return
    const now = Date.now()
    const fresh = text !== last.text || now - last.at > GONE_MS
    last = { text, at: now }
    if (fresh) seen(text)
  }
  async function start() {
    if (stream || state.value === 'starting') return
    if (!navigator.mediaDevices?.getUserMedia) return void (state.value = 'none')
    state.value = 'starting'
    try {
      const made = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } })
      if (!video.value) return made.getTracks().forEach((x) => x.stop()) // left meanwhile
      stream = made
      reader ??= await makeReader()
      video.value.srcObject = made
      await video.value.play()
      const track = made.getVideoTracks()[0]
      torch.value = track && 'torch' in (track.getCapabilities?.() ?? {}) ? false : null
      state.value = 'on'
      void look()
    } catch (e) {
      stop()
      state.value = e instanceof DOMException && (e.name === 'NotAllowedError' || e.name === 'SecurityError') ? 'denied' : 'none'
    }
  }
  function stop() {
    window.clearTimeout(timer)
    stream?.getTracks().forEach((x) => x.stop())
    stream = null
    torch.value = null
    if (video.value) video.value.srcObject = null
    state.value = 'off'
  }
  async function light() {
    const track = stream?.getVideoTracks()[0]
    if (!track || torch.value === null) return
    const on = !torch.value
    await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).then(() => (torch.value = on), () => undefined)
  }
  /* Allowed before: it begins by itself. Never asked: a person presses, so that the browser's question comes as no surprise. */
  onMounted(async () => {
    const allowed = await navigator.permissions?.query({ name: 'camera' as PermissionName }).then((p) => p.state === 'granted', () => false)
    if (allowed) await start()
  })
  onBeforeUnmount(stop)
  return { video, state, torch, start, stop, light }
}
