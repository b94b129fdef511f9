import type { Plane } from '../pixels.ts'

/** The colours of bare skin in one face: the middle and the usual deviation of each Lab coordinate. */
export interface SkinColour {
  readonly mean: readonly [l: number, a: number, b: number]
  readonly deviation: readonly [l: number, a: number, b: number]
}

const ROUNDS = 3
/** What deviates by more, in deviations, is not skin: hair, frames, highlights. */
const OUTLIER = 2.2
/** A face without any variance would call its own pores foreign. */
const MIN_DEVIATION = [5, 2.2, 2.6] as const

/** Measures skin where `weights` is above one half. `lab` is height × width × 3. Starts at the medians, so a third of hair does no harm. */
export function measureSkin(lab: Float32Array, weights: Plane): SkinColour {
  const places: number[] = []
  for (let i = 0; i < weights.data.length; i++) if (weights.data[i] > 0.5) places.push(i)
  if (places.length === 0) for (let i = 0; i < weights.data.length; i++) places.push(i)
  const mean = [0, 1, 2].map((k) => middleOf(places.map((i) => lab[i * 3 + k])))
  let deviation = mean.map((value, k) => 1.48 * middleOf(places.map((i) => Math.abs(lab[i * 3 + k] - value))))
  for (let round = 0; round < ROUNDS; round++) {
    const limits = deviation.map((value, k) => OUTLIER * Math.max(MIN_DEVIATION[k], value))
    const kept = places.filter((i) => mean.every((value, k) => Math.abs(lab[i * 3 + k] - value) < limits[k]))
    if (kept.length === 0) break
    for (let k = 0; k < 3; k++) mean[k] = kept.reduce((sum, i) => sum + lab[i * 3 + k], 0) / kept.length
    deviation = mean.map((value, k) => Math.sqrt(kept.reduce((sum, i) => sum + (lab[i * 3 + k] - value) ** 2, 0) / kept.length))
  }
  const clamped = deviation.map((value, k) => Math.max(MIN_DEVIATION[k], value))
  return { mean: [mean[0], mean[1], mean[2]], deviation: [clamped[0], clamped[1], clamped[2]] }
}

/** How many deviations a colour is away from skin. */
export function distanceToSkin({ mean, deviation }: SkinColour, lab: Float32Array, at: number): number {
  return Math.hypot((lab[at] - mean[0]) / deviation[0], (lab[at + 1] - mean[1]) / deviation[1], (lab[at + 2] - mean[2]) / deviation[2])
}

function middleOf(values: number[]): number {
  const sorted = Float32Array.from(values).sort()
  return sorted[sorted.length >> 1]
}
