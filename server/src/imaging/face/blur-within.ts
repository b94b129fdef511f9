import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Plane } from '../pixels.ts'

/**
 * Each plane blurred by about `sigma` pixels over what has weight alone, so that nothing bleeds in from where there is none. Far from any
 * weight the values run into their weighted mean.
 */
export function blurWithin(planes: readonly Plane[], weights: Plane, sigma: number): Plane[] {
  const total = softenPlane(weights, sigma)
  return planes.map((plane) => {
    const { width, height } = plane
    const weighted = createPlane(width, height)
    let [sum, count] = [0, 0]
    for (let i = 0; i < weighted.data.length; i++) {
      weighted.data[i] = plane.data[i] * weights.data[i]
      sum += weighted.data[i]
      count += weights.data[i]
    }
    const mean = count > 0 ? sum / count : 0
    const blurred = softenPlane(weighted, sigma)
    for (let i = 0; i < blurred.data.length; i++) blurred.data[i] = (blurred.data[i] + mean * ANCHOR) / (total.data[i] + ANCHOR)
    return blurred
  })
}

/** The weight of the mean: counts only where hardly any pixel is near. */
const ANCHOR = 1e-3
