import { createPlane, type Plane } from '../pixels.ts'

/**
 * The mean over a disc around each pixel, as a lens out of focus shows a point; where the disc leaves the picture, over what is left of it.
 * `radius` in pixels, may be broken. Time grows with the radius, not with its square. Gives a new plane.
 */
export function blurDisc(plane: Plane, radius: number): Plane {
  const { width, height, data } = plane
  const result = createPlane(width, height)
  if (radius < 0.5) {
    result.data.set(data)
    return result
  }
  const reach = Math.floor(radius)
  const halfWidths = Float64Array.from({ length: reach + 1 }, (_, dy) => Math.sqrt(radius * radius - dy * dy))
  // Sums along a row, from its start to each pixel; a run with broken ends is read between them.
  const sums = new Float64Array((width + 1) * height)
  for (let y = 0; y < height; y++) for (let x = 0, at = y * (width + 1); x < width; x++, at++) sums[at + 1] = sums[at] + data[y * width + x]
  const weights = new Float64Array(width)
  const totals = new Float64Array(width)
  for (let y = 0; y < height; y++) {
    weights.fill(0)
    totals.fill(0)
    for (let dy = -reach; dy <= reach; dy++) {
      if (y + dy < 0 || y + dy >= height) continue
      const row = (y + dy) * (width + 1)
      const half = halfWidths[Math.abs(dy)] + 0.5
      for (let x = 0; x < width; x++) {
        const from = Math.max(0, x + 0.5 - half)
        const to = Math.min(width, x + 0.5 + half)
        const [a, b] = [Math.floor(from), Math.floor(to)]
        const start = sums[row + a] + (from - a) * (a < width ? data[(y + dy) * width + a] : 0)
        const end = sums[row + b] + (to - b) * (b < width ? data[(y + dy) * width + b] : 0)
        totals[x] += end - start
        weights[x] += to - from
      }
    }
    for (let x = 0; x < width; x++) result.data[y * width + x] = totals[x] / weights[x]
  }
  return result
}
