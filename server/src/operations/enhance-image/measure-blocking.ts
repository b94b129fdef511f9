import type { Plane } from '../../imaging/pixels.ts'

const BLOCK = 8

/**
 * By how much more luma jumps at the borders of JPEG's 8 × 8 blocks than halfway between them, in its unit; 0 where there are no such
 * borders. The blocks are taken to begin at the upper left corner. Jumps that are steeper on both sides are edges of the picture.
 */
export function measureBlocking({ width, height, data }: Plane): number {
  const jumps = (offset: number) => {
    let sum = 0
    let count = 0
    for (let y = 2; y < height - 2; y++)
      for (let x = BLOCK + offset; x < width - 2; x += BLOCK) {
        const i = y * width + x
        // Second difference over the border: a slope is no jump.
        sum += Math.abs(data[i] - data[i - 1] - (data[i + 1] - data[i] + data[i - 1] - data[i - 2]) / 2)
        count++
      }
    for (let y = BLOCK + offset; y < height - 2; y += BLOCK)
      for (let x = 2; x < width - 2; x++) {
        const i = y * width + x
        sum += Math.abs(data[i] - data[i - width] - (data[i + width] - data[i] + data[i - width] - data[i - 2 * width]) / 2)
        count++
      }
    return count > 0 ? sum / count : 0
  }
  return Math.max(0, jumps(0) - (jumps(3) + jumps(5)) / 2)
}
