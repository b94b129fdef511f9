import { findChains } from '../../vision/control-maps/canny.ts'
import type { Cast } from './cast.ts'
import type { Setting } from './setting.ts'

/** Of the shorter side: larger outlines are those of bright things. */
const MAX_LIGHT = 0.12
/** Of lightness, 0..1: a lamp is so light, and so much lighter than what is around it. */
const MIN_TONE = 0.5
const MIN_STEP = 0.22

/** Lines (1, elsewhere 0) that outline a lamp, a star or their rays: small, and bright before something dark. */
export function findLights(lines: Uint8Array, { width, height }: Setting, { mask, tones }: Cast): Float32Array {
  const unit = Math.min(width, height)
  const lights = new Float32Array(lines.length)
  for (const chain of findChains(lines, width, height)) {
    let [left, right, top, bottom, share] = [width, 0, height, 0, 0]
    for (const i of chain) {
      left = Math.min(left, i % width)
      right = Math.max(right, i % width)
      top = Math.min(top, Math.floor(i / width))
      bottom = Math.max(bottom, Math.floor(i / width))
      share += mask[i]
    }
    if (Math.max(right - left, bottom - top) > MAX_LIGHT * unit || share > 0.5 * chain.length) continue
    const margin = Math.round(0.5 * Math.max(right - left, bottom - top)) + 2
    const [inner, outer] = [{ brightest: 0 }, { sum: 0, count: 0 }]
    for (let y = Math.max(0, top - margin); y <= Math.min(height - 1, bottom + margin); y++)
      for (let x = Math.max(0, left - margin); x <= Math.min(width - 1, right + margin); x++) {
        const tone = tones[y * width + x]
        if (x >= left && x <= right && y >= top && y <= bottom) inner.brightest = Math.max(inner.brightest, tone)
        else {
          outer.sum += tone
          outer.count++
        }
      }
    const isLight = inner.brightest > MIN_TONE && inner.brightest - outer.sum / Math.max(1, outer.count) > MIN_STEP
    if (isLight) for (const i of chain) lights[i] = 1
  }
  return lights
}
