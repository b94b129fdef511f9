import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { cutGrid, type Ties } from './cut-grid.ts'
import { SEED } from '../grab-cut.ts'
import { describePoints, unlikeliness, type Floor } from './mixture.ts'

const ROUNDS = 3
const COMPONENTS = 5
const REFINEMENTS = 4
/** Points that a mixture is fitted to; more say the same. */
const MAX_POINTS = 6000
/** Variances of L*, a*, b* and detail. */
export const LOOKS_FLOOR: Floor = [4, 2, 2, 60]
const DIMENSIONS = LOOKS_FLOOR.length
/** What parting two neighbours of one look costs, beside the log-likelihood of one pixel: 50 is the paper's choice. */
const TIE = 50
/** Log-likelihoods further apart say no more: one odd pixel must not outweigh its neighbours. */
const MAX_PULL = 40
const SURE = 1e6

/** The looks of a picture: L*, a*, b* and fine detail, per pixel. */
export interface Looks {
  readonly width: number
  readonly height: number
  readonly lab: Float32Array
  readonly detail: Plane
}

/**
 * Parts subject from background by the looks of both, and along edges: 1 or 0 per pixel. `seeds` has one of `SEED` per pixel; where it
 * is not sure, what the looks say is taken. Both sides must be seeded somewhere.
 * Source: Rother, Kolmogorov, Blake 2004, "GrabCut", with detail as a fourth channel.
 */
export async function partLayers(
  { width, height, lab, detail }: Looks,
  seeds: Uint8Array,
  signal: AbortSignal,
  prior?: Float32Array,
): Promise<Plane> {
  const points = new Float32Array(seeds.length * DIMENSIONS)
  for (let i = 0; i < seeds.length; i++) {
    for (let k = 0; k < 3; k++) points[i * DIMENSIONS + k] = lab[i * 3 + k]
    points[i * DIMENSIONS + 3] = detail.data[i]
  }
  const ties = measureTies(lab, width, height)
  const pull = new Float32Array(seeds.length)
  let side: Uint8Array = seeds.map((seed) => seed & 1)
  for (let round = 0; round < ROUNDS; round++) {
    await checkpoint(signal)
    const [background, subject] = [0, 1].map((wanted) =>
      describePoints(pickPoints(points, side, wanted), LOOKS_FLOOR, COMPONENTS, REFINEMENTS),
    )
    for (let i = 0; i < seeds.length; i++) {
      if (seeds[i] === SEED.background) pull[i] = -SURE
      else if (seeds[i] === SEED.subject) pull[i] = SURE
      else {
        const gain =
          unlikeliness(background, points, i * DIMENSIONS) - unlikeliness(subject, points, i * DIMENSIONS) + (prior ? prior[i] : 0)
        pull[i] = Math.max(-MAX_PULL, Math.min(MAX_PULL, gain))
      }
    }
    await checkpoint(signal)
    side = cutGrid(width, height, pull, ties)
  }
  const result = createPlane(width, height)
  result.data.set(side)
  return result
}

function pickPoints(points: Float32Array, side: Uint8Array, wanted: number): Float32Array {
  let count = 0
  for (const value of side) if (value === wanted) count++
  const step = Math.max(1, Math.ceil(count / MAX_POINTS))
  const picked = new Float32Array(Math.ceil(count / step) * DIMENSIONS)
  for (let i = 0, seen = 0, to = 0; i < side.length; i++) {
    if (side[i] !== wanted) continue
    if (seen++ % step === 0) {
      picked.set(points.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), to)
      to += DIMENSIONS
    }
  }
  return picked
}

function measureTies(lab: Float32Array, width: number, height: number): Ties {
  const steps = [1, width + 1, width, width - 1]
  const ties: Ties = [0, 1, 2, 3].map(() => new Float32Array(width * height)) as unknown as Ties
  let [sum, count] = [0, 0]
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++)
      for (let d = 0; d < 4; d++) {
        const isInside = (d === 2 || (d === 3 ? x > 0 : x < width - 1)) && (d === 0 || y < height - 1)
        if (!isInside) continue
        const [a, b] = [i * 3, (i + steps[d]) * 3]
        const squared = (lab[a] - lab[b]) ** 2 + (lab[a + 1] - lab[b + 1]) ** 2 + (lab[a + 2] - lab[b + 2]) ** 2
        ties[d][i] = squared
        sum += squared
        count++
      }
  const beta = sum > 0 ? count / (2 * sum) : 0
  for (let d = 0; d < 4; d++)
    for (let i = 0; i < ties[d].length; i++) ties[d][i] = (Math.exp(-beta * ties[d][i]) * TIE) / (d % 2 === 1 ? Math.SQRT2 : 1)
  return ties
}
