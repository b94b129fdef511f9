import { createPlane, type Plane } from './pixels.ts'

/**
 * The mean over a square of side 2 * radius + 1 around each pixel; where the square leaves the picture, over what is left of it.
 * Time does not depend on the radius (running sums). Gives a new plane.
 */
export function boxBlur({ width, height, data }: Plane, radius: number): Plane {
  const rows = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < Math.min(radius, width); x++) sum += data[row + x]
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += data[row + x + radius]
      if (x - radius - 1 >= 0) sum -= data[row + x - radius - 1]
      rows[row + x] = sum / (Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1)
    }
  }
  const result = createPlane(width, height)
  const sums = new Float64Array(width)
  for (let y = 0; y < Math.min(radius, height); y++) for (let x = 0; x < width; x++) sums[x] += rows[y * width + x]
  for (let y = 0; y < height; y++) {
    const entering = y + radius
    const leaving = y - radius - 1
    const count = Math.min(height - 1, entering) - Math.max(0, y - radius) + 1
    for (let x = 0; x < width; x++) {
      if (entering < height) sums[x] += rows[entering * width + x]
      if (leaving >= 0) sums[x] -= rows[leaving * width + x]
      result.data[y * width + x] = sums[x] / count
    }
  }
  return result
}
