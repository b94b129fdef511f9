import type { Pixels, Plane } from '../pixels.ts'

/** Weights of the four neighbours of a position between the second and the third. Source: Catmull, Rom 1974; Keys 1981, a = -0.5. */
function writeWeights(fraction: number, weights: Float64Array): void {
  const t = fraction
  weights[0] = ((-0.5 * t + 1) * t - 0.5) * t
  weights[1] = (1.5 * t - 2.5) * t * t + 1
  weights[2] = ((-1.5 * t + 2) * t + 0.5) * t
  weights[3] = (0.5 * t - 0.5) * t * t
}

const across = new Float64Array(4)
const down = new Float64Array(4)

/**
 * Writes red, green and blue (0..255 and a little beyond) at a position, where (0.5, 0.5) is the middle of the first pixel, to `target` at `at`.
 * Cubic, so that a warped face stays as sharp as it was; beyond the border the nearest pixel.
 */
export function sampleColour({ width, height, channels, data }: Pixels, x: number, y: number, target: Float32Array, at = 0): void {
  const [u, v] = [x - 0.5, y - 0.5]
  const [left, top] = [Math.floor(u), Math.floor(v)]
  writeWeights(u - left, across)
  writeWeights(v - top, down)
  let [red, green, blue] = [0, 0, 0]
  for (let j = 0; j < 4; j++) {
    const row = Math.max(0, Math.min(height - 1, top - 1 + j)) * width
    for (let i = 0; i < 4; i++) {
      const from = (row + Math.max(0, Math.min(width - 1, left - 1 + i))) * channels
      const weight = across[i] * down[j]
      red += weight * data[from]
      green += weight * data[from + 1]
      blue += weight * data[from + 2]
    }
  }
  target[at] = red
  target[at + 1] = green
  target[at + 2] = blue
}

/** The plane's value at a position, where (0.5, 0.5) is the middle of its first pixel. Bilinear; beyond the border the nearest. */
export function samplePlane({ width, height, data }: Plane, x: number, y: number): number {
  const u = Math.max(0, Math.min(width - 1, x - 0.5))
  const v = Math.max(0, Math.min(height - 1, y - 0.5))
  const [left, top] = [Math.floor(u), Math.floor(v)]
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(height - 1, top + 1)]
  const [fx, fy] = [u - left, v - top]
  const above = data[top * width + left] * (1 - fx) + data[top * width + right] * fx
  const below = data[bottom * width + left] * (1 - fx) + data[bottom * width + right] * fx
  return above * (1 - fy) + below * fy
}
