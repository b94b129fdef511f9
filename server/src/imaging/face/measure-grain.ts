import type { Plane } from '../pixels.ts'

/** Standard deviation of a mean difference over four neighbours, for white noise of 1. */
const GAIN = Math.sqrt(1.25)

/**
 * The grain of a plane where `weights` is above one half: the standard deviation of what differs from one pixel to the next. Told from the
 * median, so that lashes and wrinkles do not count.
 */
export function measureGrain({ width, height, data }: Plane, weights: Plane): number {
  const ripples: number[] = []
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      if (weights.data[i] > 0.5) ripples.push(Math.abs(data[i] - (data[i - 1] + data[i + 1] + data[i - width] + data[i + width]) / 4))
    }
  if (ripples.length === 0) return 0
  const sorted = Float32Array.from(ripples).sort()
  return (1.4826 * sorted[sorted.length >> 1]) / GAIN
}
