import sharp from 'sharp'
import { asBytes } from './decode.ts'
import type { Pixels } from './pixels.ts'

/** The picture at another size, aspect not kept. Lanczos (a box first where it shrinks a lot). */
export async function resizePixels(pixels: Pixels, width: number, height: number): Promise<Pixels> {
  if (width === pixels.width && height === pixels.height) return pixels
  const data = await sharp(pixels.data, { raw: pixels, limitInputPixels: false }).resize(width, height, { fit: 'fill' }).raw().toBuffer()
  return { width, height, channels: pixels.channels, data: asBytes(data) }
}

/** One channel per pixel, 0..255, at another size. */
export async function resizeBytes(
  bytes: Uint8Array,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): Promise<Uint8Array<ArrayBuffer>> {
  return asBytes(
    await sharp(bytes, { raw: { width: from.width, height: from.height, channels: 1 }, limitInputPixels: false })
      .resize(to.width, to.height, { fit: 'fill' })
      // A resized picture of one channel would come back with three.
      .toColourspace('b-w')
      .raw()
      .toBuffer(),
  )
}

/** The size with the same aspect whose longer side is at most `longestSide`. */
export function fitWithin(width: number, height: number, longestSide: number): { width: number; height: number } {
  const scale = Math.min(1, longestSide / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
