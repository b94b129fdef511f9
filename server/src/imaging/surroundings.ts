import type { Pixels } from './pixels.ts'

/** How a part of a picture is lit, measured on its pixels. Colours are sRGB, 0..255. */
export interface Light {
  readonly mean: readonly [number, number, number]
  /** Luma that a twentieth of the pixels is below, and above. */
  readonly dark: number
  readonly bright: number
  /** Mean difference between the largest and the smallest channel. */
  readonly chroma: number
  /** Where the light comes from: a unit vector, x to the right, y down; the upper left where the picture does not tell. */
  readonly from: readonly [number, number]
  /** Standard deviation of the grain in luma. */
  readonly grain: number
}

/** More samples than this say the same. */
const MAX_SAMPLES = 40_000
/** Luma per side of the box; a flatter slope does not tell where light comes from. */
const MIN_SLOPE = 12
const FROM_UPPER_LEFT = [-0.6, -0.8] as const

/** Measures the light of a box of the picture, which must lie within it. */
export function measureLight({ width, channels, data }: Pixels, box: { left: number; top: number; width: number; height: number }): Light {
  const step = Math.max(1, Math.floor(Math.sqrt((box.width * box.height) / MAX_SAMPLES)))
  const mean: [number, number, number] = [0, 0, 0]
  const histogram = new Uint32Array(256)
  const ripples: number[] = []
  let [count, chroma, sumX, sumY] = [0, 0, 0, 0]
  for (let y = box.top; y < box.top + box.height; y += step)
    for (let x = box.left; x < box.left + box.width; x += step) {
      const at = (y * width + x) * channels
      const [r, g, b] = [data[at], data[at + 1], data[at + 2]]
      const luma = 0.299 * r + 0.587 * g + 0.114 * b
      count++
      mean[0] += r
      mean[1] += g
      mean[2] += b
      chroma += Math.max(r, g, b) - Math.min(r, g, b)
      histogram[Math.round(luma)]++
      sumX += luma * ((x - box.left) / box.width - 0.5)
      sumY += luma * ((y - box.top) / box.height - 0.5)
      if (x + 1 < box.left + box.width && x > box.left)
        ripples.push(Math.abs(2 * data[at + 1] - data[at + 1 - channels] - data[at + 1 + channels]))
    }
  // The slope of the plane through luma; the variance of a coordinate spread evenly over -0.5..0.5 is 1/12.
  const [slopeX, slopeY] = [(sumX / count) * 12, (sumY / count) * 12]
  const slope = Math.hypot(slopeX, slopeY)
  ripples.sort((a, b) => a - b)
  return {
    mean: [mean[0] / count, mean[1] / count, mean[2] / count],
    dark: percentile(histogram, count * 0.05),
    bright: percentile(histogram, count * 0.95),
    chroma: chroma / count,
    // Ground is often brighter than what is above it, light hardly ever comes from below.
    from: slope < MIN_SLOPE ? FROM_UPPER_LEFT : unit(slopeX / slope, Math.min(-0.35, slopeY / slope)),
    // Median of |second difference| is 0.6745 * sqrt(6) sigma for white noise; the lower quartile keeps texture out: 0.3186 * sqrt(6).
    grain: (ripples[ripples.length >> 2] ?? 0) / (0.3186 * Math.sqrt(6)),
  }
}

function percentile(histogram: Uint32Array, rank: number): number {
  let sum = 0
  for (let value = 0; value < 256; value++) if ((sum += histogram[value]) >= rank) return value
  return 255
}

function unit(x: number, y: number): readonly [number, number] {
  const length = Math.hypot(x, y)
  return [x / length, y / length]
}
