import { createPlane, type Plane } from './pixels.ts'

const SIDE = 8
/** In noise deviations: weaker coefficients are taken for noise. */
const THRESHOLD = 2.7

/** Orthonormal DCT-II: row k is the k-th wave. */
const WAVES = Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
  const [k, x] = [Math.floor(i / SIDE), i % SIDE]
  return Math.sqrt((k === 0 ? 1 : 2) / SIDE) * Math.cos((Math.PI * (2 * x + 1) * k) / (2 * SIDE))
})

/**
 * Takes Gaussian noise of deviation `sigma` (in the plane's own unit) out of a plane: every square of 8 × 8, at steps of `stride` pixels,
 * loses the waves that noise alone would explain, and overlapping squares are averaged, the simpler ones weighing more. Gives a new plane.
 * Source: Yu, Sapiro 2011, "DCT Image Denoising", IPOL; weights: Guleryuz 2007, "Weighted Averaging for Denoising with Overcomplete Dictionaries".
 */
export function denoisePlane(plane: Plane, sigma: number, stride: number): Plane {
  const { width, height, data } = plane
  const result = createPlane(width, height)
  if (sigma <= 0 || width < SIDE || height < SIDE) {
    result.data.set(data)
    return result
  }
  const weights = new Float32Array(data.length)
  const square = new Float64Array(SIDE * SIDE)
  const limit = THRESHOLD * sigma
  for (const top of positions(height, stride))
    for (const left of positions(width, stride)) {
      for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) square[y * SIDE + x] = data[(top + y) * width + left + x]
      transformRows(square, true)
      transpose(square)
      transformRows(square, true)
      let kept = 1
      for (let i = 1; i < square.length; i++)
        if (Math.abs(square[i]) < limit) square[i] = 0
        else kept++
      transformRows(square, false)
      transpose(square)
      transformRows(square, false)
      const weight = 1 / kept
      for (let y = 0; y < SIDE; y++)
        for (let x = 0; x < SIDE; x++) {
          const at = (top + y) * width + left + x
          result.data[at] += square[y * SIDE + x] * weight
          weights[at] += weight
        }
    }
  for (let i = 0; i < weights.length; i++) result.data[i] /= weights[i]
  return result
}

/** Where squares begin along a side; the last one ends at the border. */
function positions(length: number, stride: number): number[] {
  const last = length - SIDE
  const starts: number[] = []
  for (let at = 0; at < last; at += stride) starts.push(at)
  starts.push(last)
  return starts
}

const even = new Float64Array(4)
const odd = new Float64Array(4)

/** Transforms each row in place, or back. Waves are even or odd about the middle, which halves the products. */
function transformRows(square: Float64Array, isForward: boolean): void {
  for (let row = 0; row < SIDE * SIDE; row += SIDE) {
    if (isForward) {
      for (let x = 0; x < 4; x++) {
        even[x] = square[row + x] + square[row + 7 - x]
        odd[x] = square[row + x] - square[row + 7 - x]
      }
      for (let k = 0; k < SIDE; k += 2) {
        const wave = k * SIDE
        square[row + k] = WAVES[wave] * even[0] + WAVES[wave + 1] * even[1] + WAVES[wave + 2] * even[2] + WAVES[wave + 3] * even[3]
        square[row + k + 1] = WAVES[wave + 8] * odd[0] + WAVES[wave + 9] * odd[1] + WAVES[wave + 10] * odd[2] + WAVES[wave + 11] * odd[3]
      }
      continue
    }
    for (let x = 0; x < 4; x++) {
      even[x] = WAVES[x] * square[row] + WAVES[16 + x] * square[row + 2] + WAVES[32 + x] * square[row + 4] + WAVES[48 + x] * square[row + 6]
      odd[x] =
        WAVES[8 + x] * square[row + 1] + WAVES[24 + x] * square[row + 3] + WAVES[40 + x] * square[row + 5] + WAVES[56 + x] * square[row + 7]
    }
    for (let x = 0; x < 4; x++) {
      square[row + x] = even[x] + odd[x]
      square[row + 7 - x] = even[x] - odd[x]
    }
  }
}

function transpose(square: Float64Array): void {
  for (let y = 0; y < SIDE; y++)
    for (let x = y + 1; x < SIDE; x++) {
      const above = square[y * SIDE + x]
      square[y * SIDE + x] = square[x * SIDE + y]
      square[x * SIDE + y] = above
    }
}
