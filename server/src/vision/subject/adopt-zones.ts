import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { findFlatZones } from './flat-zones.ts'
import { describePoints, unlikeliness } from './mixture.ts'
import { LOOKS_FLOOR, type Looks } from './part-layers.ts'

/** Of the picture. */
const MIN_ZONE = 0.0008
const MAX_ZONE = 0.1
/** Of a zone: with more inside the mask, the cut has seen it. */
const MAX_INSIDE = 0.3
/** Share of a zone's outline at the subject: less is a neighbour, more a hole through which the background is seen. */
const MIN_TOUCH = 0.25
const MAX_TOUCH = 0.85
/** Pixels across a soft edge. */
const RIM = 3
/** L*a*b* step across the rest of the outline, in the mean: shadows have less. */
const MIN_STEP = 10
/** Pixels around a zone that it is compared with, and how many of them say enough. */
const REACH = 40
const MIN_POINTS = 100
const MAX_POINTS = 2000
const COMPONENTS = 3
const REFINEMENTS = 3
/** Log-likelihood below the background's median: one pixel in a hundred may be as odd as that, never all of a zone. */
const MIN_ODDNESS = 7

/**
 * A mask of 0 and 1 with the flat zones that lie at its subject, end sharply, and look as no part of the background around does. Each of their
 * pixels could be the background's; all of them together, without a step between, could not.
 */
export function adoptZones(mask: Plane, looks: Looks): Plane {
  const { width, height, lab } = looks
  const size = width * height
  const result = createPlane(width, height)
  result.data.set(mask.data)
  for (const { pixels, touchesBorder } of findFlatZones(lab, width, height, MIN_ZONE * size)) {
    if (touchesBorder || pixels.length > MAX_ZONE * size) continue
    if (pixels.reduce((sum, i) => sum + mask.data[i], 0) > MAX_INSIDE * pixels.length) continue
    const { touch, step, gap } = followOutline(pixels, mask, lab)
    if (touch < MIN_TOUCH || touch > MAX_TOUCH || step < MIN_STEP || measureOddness(pixels, mask, looks) < MIN_ODDNESS) continue
    for (const i of pixels) result.data[i] = 1
    for (const i of gap) result.data[i] = 1
  }
  return result
}

/** The share of a zone's outline at the subject, the step across the rest, and the pixels between zone and subject. */
function followOutline(pixels: Int32Array, mask: Plane, lab: Float32Array): { touch: number; step: number; gap: number[] } {
  const { width, height, data } = mask
  const own = new Set(pixels)
  const gap: number[] = []
  let [outline, touching, steps] = [0, 0, 0]
  for (const i of pixels) {
    const x = i % width
    const y = Math.floor(i / width)
    for (const [toBorder, stride] of [
      [x, -1],
      [width - 1 - x, 1],
      [y, -width],
      [height - 1 - y, width],
    ] as const) {
      if (toBorder < RIM || own.has(i + stride)) continue
      outline++
      const rim = Array.from({ length: RIM }, (_, k) => i + (k + 1) * stride)
      const subject = rim.findIndex((at) => data[at] === 1)
      if (subject >= 0) {
        touching++
        gap.push(...rim.slice(0, subject))
        continue
      }
      const to = rim[RIM - 1]
      steps += Math.hypot(lab[i * 3] - lab[to * 3], lab[i * 3 + 1] - lab[to * 3 + 1], lab[i * 3 + 2] - lab[to * 3 + 2])
    }
  }
  return { touch: touching / Math.max(1, outline), step: steps / Math.max(1, outline - touching), gap }
}

/** How much less likely a zone's looks are than is usual in the background around it, by logarithm; 0 where too little of that is left. */
function measureOddness(pixels: Int32Array, mask: Plane, { width, height, lab, detail }: Looks): number {
  const left = boundsOf(pixels, (i) => i % width)
  const top = boundsOf(pixels, (i) => Math.floor(i / width))
  const excluded = new Set<number>()
  for (const i of pixels) for (let k = -RIM; k <= RIM; k++) excluded.add(i + k).add(i + k * width)
  const around: number[] = []
  for (let y = Math.max(0, top.least - REACH); y <= Math.min(height - 1, top.most + REACH); y++)
    for (let x = Math.max(0, left.least - REACH); x <= Math.min(width - 1, left.most + REACH); x++) {
      const i = y * width + x
      if (!excluded.has(i) && isFarFrom(mask, x, y)) around.push(i)
    }
  if (around.length < MIN_POINTS) return 0
  const toPoints = (places: Int32Array | number[]) => {
    const stride = Math.ceil(places.length / MAX_POINTS)
    const picked = Array.from(places).filter((_, k) => k % stride === 0)
    return Float32Array.from(picked.flatMap((i) => [lab[i * 3], lab[i * 3 + 1], lab[i * 3 + 2], detail.data[i]]))
  }
  const background = toPoints(around)
  const mixture = describePoints(background, LOOKS_FLOOR, COMPONENTS, REFINEMENTS)
  const median = (points: Float32Array) => {
    const values = Float32Array.from({ length: points.length / LOOKS_FLOOR.length }, (_, k) =>
      unlikeliness(mixture, points, k * LOOKS_FLOOR.length),
    ).sort()
    return values[values.length >> 1]
  }
  return median(toPoints(pixels)) - median(background)
}

function boundsOf(pixels: Int32Array, coordinate: (i: number) => number): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity]
  for (const i of pixels) {
    least = Math.min(least, coordinate(i))
    most = Math.max(most, coordinate(i))
  }
  return { least, most }
}

/** Whether a pixel is out of reach of the soft edge of a mask. */
function isFarFrom({ width, height, data }: Plane, x: number, y: number): boolean {
  for (let row = Math.max(0, y - 2); row <= Math.min(height - 1, y + 2); row++)
    for (let column = Math.max(0, x - 2); column <= Math.min(width - 1, x + 2); column++) if (data[row * width + column] === 1) return false
  return true
}
