import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'

export interface Sky {
  /** 1 where sky is seen, else 0. */
  readonly mask: Plane
  /** The row under which the ground begins. */
  readonly horizon: number
  /** Median CIE L*. */
  readonly lightness: number
}

/** L* steps between neighbours within the sky, and its roughness: clouds are soft. */
const SAME_SKY = 1.5
const MAX_ROUGHNESS = 1.6
/** Of the picture, and of its upper edge. */
const MIN_SHARE = 0.1
const MIN_TOP = 0.45
/** Of a column of sky, from above: there it has ended for good. */
const HORIZON_RANK = 0.6

/** The sky: what runs smoothly on from the upper edge and ends before the lower one. Undefined where there is none. `taken`: what it cannot be, 0..1. */
export function findSky(lightness: Plane, roughness: Plane, taken: Plane): Sky | undefined {
  const { width, height } = lightness
  const smooth = boxBlur(lightness, 1).data
  const mask = createPlane(width, height)
  const queue: number[] = []
  const reach = (i: number) => {
    if (mask.data[i] === 1 || roughness.data[i] > MAX_ROUGHNESS || taken.data[i] > 0.4) return
    mask.data[i] = 1
    queue.push(i)
  }
  for (let x = 0; x < width; x++) reach(x)
  const top = queue.length
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const x = at % width
    const near = [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width < smooth.length ? at + width : -1]
    for (const next of near) if (next >= 0 && Math.abs(smooth[next] - smooth[at]) < SAME_SKY) reach(next)
  }
  const pixels = mask.data.reduce((sum, value) => sum + value, 0)
  if (top < MIN_TOP * width || pixels < MIN_SHARE * mask.data.length) return undefined
  const ends: number[] = []
  for (let x = 0; x < width; x++) {
    let end = -1
    for (let y = 0; y < height; y++) if (mask.data[y * width + x] === 1) end = y
    if (end >= 0) ends.push(end)
  }
  ends.sort((a, b) => a - b)
  const horizon = ends[Math.floor(ends.length * HORIZON_RANK)]
  // A backdrop runs down to the lower edge; the sky stops at the ground.
  if (horizon >= height - 2) return undefined
  const tones = Float32Array.from(lightness.data.filter((_, i) => mask.data[i] === 1)).sort()
  return { mask, horizon, lightness: tones[tones.length >> 1] }
}
