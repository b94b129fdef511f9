import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Plane } from '../pixels.ts'

/** Pixels that fine and coarse structure differ by. */
const FINE = 0.7
const COARSE = 1.6
const SIGMAS = [0, 0.6, 0.9, 1.2, 1.6] as const

/**
 * How much fine structure a picture has against coarser structure: high where it is sharp at its own size, low where it was enlarged or is out
 * of focus. Looks at pixels where `where` is nearly 1.
 */
export function measureFineness(luma: Plane, where: Plane): number {
  const fine = softenPlane(luma, FINE)
  const coarse = softenPlane(luma, COARSE)
  let [small, large] = [0, 0]
  for (let i = 0; i < luma.data.length; i++) {
    if (where.data[i] < 0.97) continue
    small += Math.abs(luma.data[i] - fine.data[i])
    large += Math.abs(fine.data[i] - coarse.data[i])
  }
  return large > 0 ? small / large : 1
}

/** The blur, in pixels, that gives drawn hair the fineness of the photo. */
export function matchSoftness(drawn: Plane, where: Plane, fineness: number): number {
  let best = 0
  let least = Infinity
  for (const sigma of SIGMAS) {
    const seen = sigma === 0 ? drawn : softenPlane(drawn, sigma)
    const difference = Math.abs(Math.log(Math.max(1e-3, measureFineness(seen, where)) / Math.max(1e-3, fineness)))
    if (difference >= least) continue
    least = difference
    best = sigma
  }
  return best
}

/** Luma of three numbers per pixel, 0..255. */
export function lumaOf(colours: ArrayLike<number>, width: number, height: number): Plane {
  const luma = createPlane(width, height)
  for (let i = 0; i < luma.data.length; i++) luma.data[i] = 0.299 * colours[i * 3] + 0.587 * colours[i * 3 + 1] + 0.114 * colours[i * 3 + 2]
  return luma
}
