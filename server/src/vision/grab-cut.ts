import { checkpoint } from '../imaging/checkpoint.ts'
import { createPlane, type Pixels, type Plane } from '../imaging/pixels.ts'
import { loadOpenCv } from './opencv.ts'

/** What is known of a pixel before colours are looked at; the numbers are OpenCV's. */
export const SEED = { background: 0, subject: 1, maybeBackground: 2, maybeSubject: 3 } as const

/** Each is 0.1 to 0.4 s at 400 × 400, so that a cancel is heard between two of them. */
const ROUNDS = 4

/**
 * Parts subject from background by the colours of both, and along edges: 1 or 0 per pixel. `seeds` has one of `SEED` per pixel; where it
 * is not sure, what the colours say is taken. Both sides must be seeded somewhere.
 * Source: Rother, Kolmogorov, Blake 2004, "GrabCut".
 */
export async function grabCut(picture: Pixels, seeds: Uint8Array, signal: AbortSignal): Promise<Plane> {
  const cv = await loadOpenCv()
  const { width, height, channels, data } = picture
  const image = new cv.Mat(height, width, cv.CV_8UC3)
  const mask = new cv.Mat(height, width, cv.CV_8UC1)
  const background = new cv.Mat()
  const foreground = new cv.Mat()
  try {
    for (let i = 0; i < width * height; i++)
      for (let channel = 0; channel < 3; channel++) image.data[i * 3 + channel] = data[i * channels + channel]
    mask.data.set(seeds)
    // Its first guess of the colours is drawn at random, from a state that outlives the call.
    cv.setRNGSeed(1)
    for (let round = 0; round < ROUNDS; round++) {
      await checkpoint(signal)
      const mode = round === 0 ? cv.GC_INIT_WITH_MASK : cv.GC_EVAL
      cv.grabCut(image, mask, new cv.Rect(0, 0, 1, 1), background, foreground, 1, mode)
    }
    const result = createPlane(width, height)
    for (let i = 0; i < result.data.length; i++) result.data[i] = mask.data[i] & 1
    return result
  } finally {
    for (const matrix of [image, mask, background, foreground]) matrix.delete()
  }
}
