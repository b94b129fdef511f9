import { boxBlur } from '../box-blur.ts'
import { createPlane, type Plane } from '../pixels.ts'

/** `slope * guide + offset` gives the filtered value; both change slowly, so that they may be enlarged and met with a finer guide. */
export interface EdgeModel {
  readonly slope: Plane
  readonly offset: Plane
}

/**
 * The guided filter with one guide: fits `values` linearly to the guide in every square of side 2 * radius + 1. `amplitude`: what varies less,
 * in the guide's unit, counts as flat. Source: He, Sun, Tang 2013, "Guided Image Filtering"; He, Sun 2015, "Fast Guided Filter".
 */
export function followEdges(guide: Plane, values: Plane, radius: number, amplitude: number): EdgeModel {
  const { width, height } = guide
  const product = (a: Plane, b: Plane) => {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = a.data[i] * b.data[i]
    return plane
  }
  const mean = (plane: Plane) => boxBlur(plane, radius)
  const [meanG, meanV, meanGG, meanGV] = [mean(guide), mean(values), mean(product(guide, guide)), mean(product(guide, values))]
  const slope = createPlane(width, height)
  const offset = createPlane(width, height)
  for (let i = 0; i < slope.data.length; i++) {
    const variance = Math.max(0, meanGG.data[i] - meanG.data[i] ** 2)
    slope.data[i] = (meanGV.data[i] - meanG.data[i] * meanV.data[i]) / (variance + amplitude * amplitude)
    offset.data[i] = meanV.data[i] - slope.data[i] * meanG.data[i]
  }
  return { slope: mean(slope), offset: mean(offset) }
}
