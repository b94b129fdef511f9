import { createPlane, type Plane } from '../pixels.ts'
import type { Random } from '../random.ts'
import type { MeshPoint } from './visit-mesh.ts'

/** A fold of skin: a line that is deepest in its middle. All lengths in pixels. */
export interface Fold {
  readonly line: readonly MeshPoint[]
  readonly width: number
  /** 0..1 */
  readonly depth: number
}

/** The sides of a fold bulge by that share of its depth, at that many widths from its line. */
const BULGE = { share: 0.35, at: 1.9, width: 1.1 } as const
const REACH = 4.2
/** Pixels between two points that a line is drawn through. */
const MIN_STEP = 1
/** Pixels over which a line's course turns by one radian. */
const WAVE = 14

/**
 * The surface of skin with folds: height 0 where there are none, down to -1 in the deepest. Where folds cross, the deeper one counts. A line is
 * never quite even: its depth and course waver, by `random`.
 */
export function drawFolds(width: number, height: number, folds: readonly Fold[], random: Random): Plane {
  const surface = createPlane(width, height)
  const distances = new Float32Array(width * height).fill(Infinity)
  const depths = new Float32Array(width * height)
  for (const fold of folds) {
    const points = waver(smoothLine(fold.line, Math.max(MIN_STEP, fold.width / 4)), fold.width, random)
    const reach = Math.ceil(fold.width * REACH)
    const touched: number[] = []
    for (const [i, point] of points.entries()) {
      const along = i / Math.max(1, points.length - 1)
      const depth = fold.depth * Math.sin(Math.PI * (0.06 + 0.88 * along)) ** 0.7 * point.strength
      for (let y = Math.max(0, Math.floor(point.y - reach)); y <= Math.min(height - 1, point.y + reach); y++)
        for (let x = Math.max(0, Math.floor(point.x - reach)); x <= Math.min(width - 1, point.x + reach); x++) {
          const [dx, dy] = [x + 0.5 - point.x, y + 0.5 - point.y]
          const distance = dx * dx + dy * dy
          const at = y * width + x
          if (distance >= distances[at]) continue
          if (distances[at] === Infinity) touched.push(at)
          distances[at] = distance
          depths[at] = depth
        }
    }
    for (const at of touched) {
      const d = Math.sqrt(distances[at]) / fold.width
      const value = depths[at] * (BULGE.share * Math.exp(-(((d - BULGE.at) / BULGE.width) ** 2)) - Math.exp(-d * d))
      if (Math.abs(value) > Math.abs(surface.data[at])) surface.data[at] = value
      distances[at] = Infinity
    }
  }
  return surface
}

/** Through all points of a line, at even steps. Source: Catmull, Rom 1974, uniform. */
function smoothLine(line: readonly MeshPoint[], step: number): MeshPoint[] {
  const result: MeshPoint[] = []
  for (let i = 0; i + 1 < line.length; i++) {
    const [a, b, c, d] = [line[Math.max(0, i - 1)], line[i], line[i + 1], line[Math.min(line.length - 1, i + 2)]]
    const steps = Math.max(1, Math.ceil(Math.hypot(c.x - b.x, c.y - b.y) / step))
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      const at = (p: number, q: number, r: number, u: number) =>
        0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - u) * t * t + (3 * q - p - 3 * r + u) * t ** 3)
      result.push({ x: at(a.x, b.x, c.x, d.x), y: at(a.y, b.y, c.y, d.y) })
    }
  }
  result.push(line[line.length - 1])
  return result
}

function waver(points: readonly MeshPoint[], width: number, random: Random): (MeshPoint & { readonly strength: number })[] {
  const [first, last] = [points[0], points[points.length - 1]]
  const turns = Math.hypot(last.x - first.x, last.y - first.y) / WAVE
  const [phase, turn, pace] = [random.between(0, 6), random.between(0, 6), random.between(0.7, 1.3)]
  return points.map(({ x, y }, i) => {
    const along = (i / Math.max(1, points.length - 1)) * turns * pace
    const off = 0.35 * width * (Math.sin(along + phase) + 0.6 * Math.sin(2.3 * along + turn))
    return { x: x + off * 0.4, y: y + off, strength: 0.82 + 0.18 * Math.sin(1.7 * along + turn) }
  })
}
