import type { Pixels } from '../pixels.ts'
import type { Region } from './level.ts'

/**
 * A smooth surface through scattered values: where `weight` is 0 the value comes from the surroundings, the farther the coarser. `values`
 * is height × width × channels and is changed in place; `weight` is one per pixel, 0..1.
 * Source: Gortler, Grzeszczuk, Szeliski, Cohen 1996, "The Lumigraph", sec. 3.4 (pull-push).
 */
export function interpolate(values: Float32Array, weight: Float32Array, width: number, height: number, channels: number): void {
  if (width <= 1 && height <= 1) return
  const w = (width + 1) >> 1
  const h = (height + 1) >> 1
  const coarse = new Float32Array(w * h * channels)
  const coarseWeight = new Float32Array(w * h)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const share = weight[at]
      if (share === 0) continue
      const to = (y >> 1) * w + (x >> 1)
      coarseWeight[to] += share
      for (let channel = 0; channel < channels; channel++) coarse[to * channels + channel] += share * values[at * channels + channel]
    }
  for (let at = 0; at < coarseWeight.length; at++) {
    if (coarseWeight[at] === 0) continue
    for (let channel = 0; channel < channels; channel++) coarse[at * channels + channel] /= coarseWeight[at]
    coarseWeight[at] = Math.min(1, coarseWeight[at])
  }
  interpolate(coarse, coarseWeight, w, h, channels)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const rest = 1 - weight[at]
      if (rest <= 0) continue
      // The nearest coarse pixel counts three times as much as the next: bilinear, for a grid of half the pitch.
      const column = x >> 1
      const row = y >> 1
      const nextColumn = Math.min(w - 1, Math.max(0, column + ((x & 1) * 2 - 1)))
      const nextRow = Math.min(h - 1, Math.max(0, row + ((y & 1) * 2 - 1)))
      for (let channel = 0; channel < channels; channel++) {
        const near = coarse[(row * w + column) * channels + channel] * 3 + coarse[(row * w + nextColumn) * channels + channel]
        const far = coarse[(nextRow * w + column) * channels + channel] * 3 + coarse[(nextRow * w + nextColumn) * channels + channel]
        const guess = (near * 3 + far) / 16
        values[at * channels + channel] = values[at * channels + channel] * weight[at] + guess * rest
      }
    }
}

/** Fills the hole within a region of a picture smoothly from what is known of the region, alpha included. Changes the picture's data. */
export function spreadKnown({ width, channels, data }: Pixels, hole: Uint8Array, region: Region): void {
  const values = new Float32Array(region.width * region.height * channels)
  const weight = new Float32Array(region.width * region.height)
  for (let y = 0, to = 0; y < region.height; y++)
    for (let x = 0; x < region.width; x++, to++) {
      const from = (region.top + y) * width + region.left + x
      weight[to] = 1 - hole[from]
      for (let channel = 0; channel < channels; channel++) values[to * channels + channel] = data[from * channels + channel]
    }
  interpolate(values, weight, region.width, region.height, channels)
  for (let y = 0, from = 0; y < region.height; y++)
    for (let x = 0; x < region.width; x++, from++) {
      if (weight[from] === 1) continue
      const to = (region.top + y) * width + region.left + x
      for (let channel = 0; channel < channels; channel++) data[to * channels + channel] = Math.round(values[from * channels + channel])
    }
}
