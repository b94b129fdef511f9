import type { Plane } from '../../imaging/pixels.ts'

const BLOCK = 16
/** Of the blocks: the flattest ones hold noise and nothing else. */
const FLATTEST = 0.12
const DARKEST = 8
const BRIGHTEST = 247
/** How much lower the mean of the flattest blocks is than that of all, in pure noise. */
const SELECTION_BIAS = 0.87

/**
 * The deviation of the noise in a plane, in its unit, from the flattest of its blocks: what is left of them by a kernel that is blind to
 * slopes and to edges. Blocks whose luma (0..255) is cut off at black or white have lost part of their noise and are left out; undefined where
 * no other is there.
 * Source: Immerkaer 1996, "Fast Noise Variance Estimation"; over blocks rather than the whole, because texture counts as noise there.
 */
export function measureNoise({ width, height, data }: Plane, luma: Plane): number | undefined {
  const found: number[] = []
  for (let top = 1; top + BLOCK < height; top += BLOCK)
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      let sum = 0
      let cutOff = 0
      for (let y = top; y < top + BLOCK; y++)
        for (let x = left; x < left + BLOCK; x++) {
          const i = y * width + x
          if (luma.data[i] < DARKEST || luma.data[i] > BRIGHTEST) cutOff++
          const sides = data[i - 1] + data[i + 1] + data[i - width] + data[i + width]
          const corners = data[i - width - 1] + data[i - width + 1] + data[i + width - 1] + data[i + width + 1]
          sum += Math.abs(4 * data[i] - 2 * sides + corners)
        }
      if (sum > 0 && cutOff < (BLOCK * BLOCK) / 10) found.push(sum / (BLOCK * BLOCK))
    }
  if (found.length === 0) return undefined
  found.sort((a, b) => a - b)
  const flat = found.slice(0, Math.ceil(found.length * FLATTEST))
  const mean = flat.reduce((sum, value) => sum + value, 0) / flat.length
  return (mean * Math.sqrt(Math.PI / 2)) / 6 / SELECTION_BIAS
}
