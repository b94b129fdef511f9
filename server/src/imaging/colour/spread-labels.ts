import { checkpoint } from '../checkpoint.ts'
import { createPlane, type Plane } from '../pixels.ts'
import { enlargePlane } from '../sample.ts'

/** CIE L* steps that labels cross freely: the grain and folds of one surface. */
const SAME_SURFACE = 3.5
/** What holds neighbours together across the strongest edge. */
const LEAST_TIE = 1e-4
const TIE = 1
const COARSEST_SIDE = 24
const SWEEPS = 14
const SWEEPS_AT_COARSEST = 60
/** Over-relaxation: each step goes so much further than it would, which reaches far pixels in fewer sweeps. */
const OVERSTEP = 1.5

interface Level {
  readonly lightness: Plane
  readonly wishes: readonly Plane[]
}

/**
 * Spreads labels from where they are known to where they are not, along surfaces of one lightness: per label a plane of shares, which add up to
 * one. `lightness` is CIE L*; `wishes` say per label how strongly a pixel asks for it, 0 (not at all) to about 1 (surely); somewhere one must.
 * Solves a sparse linear system, from coarse to fine. The signal is heard between sweeps over one label.
 * Sources: Levin, Lischinski, Weiss 2004, "Colorization using Optimization"; Grady 2006, "Random Walks for Image Segmentation".
 */
export async function spreadLabels(lightness: Plane, wishes: readonly Plane[], signal: AbortSignal): Promise<Plane[]> {
  const levels: Level[] = [{ lightness, wishes }]
  for (let at = levels[0]; Math.min(at.lightness.width, at.lightness.height) >= 2 * COARSEST_SIDE; at = levels[levels.length - 1])
    levels.push({ lightness: halve(at.lightness), wishes: at.wishes.map(halve) })
  let shares: Plane[] | undefined
  for (const [index, level] of [...levels.entries()].reverse()) {
    const { width, height } = level.lightness
    const ties = tieNeighbours(level.lightness)
    const total = createPlane(width, height)
    for (const { data } of level.wishes) for (let i = 0; i < data.length; i++) total.data[i] += data[i]
    const start: Plane[] = shares?.map((plane) => enlargePlane(plane, width, height)) ?? level.wishes.map(() => evenShare(level))
    for (const [label, wish] of level.wishes.entries()) {
      await checkpoint(signal)
      settle(start[label], wish, total, ties, index === levels.length - 1 ? SWEEPS_AT_COARSEST : SWEEPS)
    }
    shares = start
  }
  return shares ?? []
}

function evenShare({ lightness, wishes }: Level): Plane {
  const plane = createPlane(lightness.width, lightness.height)
  plane.data.fill(1 / wishes.length)
  return plane
}

interface Ties {
  /** Of each pixel with its right, and its lower neighbour. */
  readonly right: Float32Array
  readonly down: Float32Array
}

function tieNeighbours({ width, height, data }: Plane): Ties {
  const [right, down] = [new Float32Array(data.length), new Float32Array(data.length)]
  const tie = (a: number, b: number) => TIE * Math.exp(-(((a - b) / SAME_SURFACE) ** 2)) + LEAST_TIE
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) right[i] = tie(data[i], data[i + 1])
      if (y + 1 < height) down[i] = tie(data[i], data[i + width])
    }
  return { right, down }
}

/** Gauss-Seidel with over-relaxation, to and fro, in place. */
function settle({ width, data }: Plane, wish: Plane, total: Plane, { right, down }: Ties, sweeps: number): void {
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const forwards = sweep % 2 === 0
    for (let step = 0; step < data.length; step++) {
      const i = forwards ? step : data.length - 1 - step
      const x = i % width
      let sum = wish.data[i]
      let weight = total.data[i]
      if (x + 1 < width) {
        sum += right[i] * data[i + 1]
        weight += right[i]
      }
      if (x > 0) {
        sum += right[i - 1] * data[i - 1]
        weight += right[i - 1]
      }
      if (i + width < data.length) {
        sum += down[i] * data[i + width]
        weight += down[i]
      }
      if (i >= width) {
        sum += down[i - width] * data[i - width]
        weight += down[i - width]
      }
      if (weight > 0) data[i] += OVERSTEP * (sum / weight - data[i])
    }
  }
}

function halve({ width, height, data }: Plane): Plane {
  const half = createPlane(Math.ceil(width / 2), Math.ceil(height / 2))
  for (let y = 0; y < half.height; y++)
    for (let x = 0; x < half.width; x++) {
      const [x1, y1] = [Math.min(width - 1, 2 * x + 1), Math.min(height - 1, 2 * y + 1)]
      half.data[y * half.width + x] =
        (data[2 * y * width + 2 * x] + data[2 * y * width + x1] + data[y1 * width + 2 * x] + data[y1 * width + x1]) / 4
    }
  return half
}
