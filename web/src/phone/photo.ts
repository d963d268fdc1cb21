// SPDX-License-Identifier: Apache-2.0
// A photo for the way: at most 1600 px, JPEG, drawn anew, so nothing of EXIF (place, serial number) goes along.
export const LONGEST_PX = 1600
const QUALITY = 0.82
const MOST_BYTES = 40_000_000 // before it is opened at all

export const fit = (w: number, h: number, longest = LONGEST_PX): [number, number] => {
  const k = Math.min(1, longest / Math.max(w, h))
  return [Math.max(1, Math.round(w * k)), Math.max(1, Math.round(h * k))]
}
async function decode(file: Blob): Promise<ImageBitmap | HTMLImageElement> {
  if ('createImageBitmap' in window) return createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => viaElement(file))
  return viaElement(file)
}
function viaElement(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file)
  const img = new Image()
  return new Promise((yes, no) => {
    img.onload = () => yes(img)
    img.onerror = () => no(new Error('photo'))
    img.src = url
  }).then(() => img).finally(() => setTimeout(() => URL.revokeObjectURL(url), 1000))
}
export interface Shot { bytes: ArrayBuffer; sha256: string; width: number; height: number }
export class PhotoTooBig extends Error {}

export async function takePhoto(file: File): Promise<Shot> {
  if (file.size > MOST_BYTES) throw new PhotoTooBig(String(file.size))
  const src = await decode(file)
  const [width, height] = fit(src.width, src.height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const g = canvas.getContext('2d')!
  g.fillStyle = '#fff'
  g.fillRect(0, 0, width, height)
  g.drawImage(src, 0, 0, width, height)
  if ('close' in src) src.close()
  const blob = await new Promise<Blob | null>((yes) => canvas.toBlob(yes, 'image/jpeg', QUALITY))
  if (!blob) throw new Error('photo')
  const bytes = await blob.arrayBuffer()
  return { bytes, sha256: await sha256(bytes), width, height }
}
export async function sha256(bytes: BufferSource): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((b) => b.toString(16).padStart(2, '0')).join('')
}
