import { distanceToLines } from '../../src/operations/control-to-image/distance.ts'

export interface Agreement {
  /** Share of the drawn edges that are wanted, of the wanted ones that are drawn, and the harmonic mean of both; 0..1. */
  readonly precision: number
  readonly recall: number
  readonly score: number
}

/**
 * How well edges (not 0) are those of a map, with some pixels of tolerance. Source: the boundary F-measure of Martin, Fowlkes, Malik 2004, with
 * the nearest pixel in the place of their one-to-one matching.
 */
export function edgeAgreement(
  drawn: ArrayLike<number>,
  wanted: ArrayLike<number>,
  { width, height }: { width: number; height: number },
  tolerancePixels: number,
): Agreement {
  const precision = shareNear(drawn, distanceToLines(wanted, width, height), tolerancePixels)
  const recall = shareNear(wanted, distanceToLines(drawn, width, height), tolerancePixels)
  return { precision, recall, score: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

function shareNear(lines: ArrayLike<number>, distance: Float32Array, tolerance: number): number {
  let [near, all] = [0, 0]
  for (let i = 0; i < distance.length; i++) {
    if (!(lines[i]! > 0)) continue
    all++
    if (distance[i]! <= tolerance) near++
  }
  return all === 0 ? 0 : near / all
}
