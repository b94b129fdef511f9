import type { Pixels } from '../../src/imaging/pixels.ts'

const WINDOW = 8
const STEP = 4

/**
 * How alike two pictures of one size look, by luma: 1 for equal ones. Mean over square windows.
 * Source: Wang, Bovik, Sheikh, Simoncelli 2004, eq. 13 (uniform instead of Gaussian windows).
 */
export function structuralSimilarity(a: Pixels, b: Pixels): number {
  const [p, q] = [luma(a), luma(b)]
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2]
  const size = WINDOW * WINDOW
  let sum = 0
  let windows = 0
  for (let y = 0; y + WINDOW <= a.height; y += STEP)
    for (let x = 0; x + WINDOW <= a.width; x += STEP) {
      let [sp, sq, spp, sqq, spq] = [0, 0, 0, 0, 0]
      for (let j = 0; j < WINDOW; j++)
        for (let i = 0; i < WINDOW; i++) {
          const at = (y + j) * a.width + x + i
          const [vp, vq] = [p[at] ?? 0, q[at] ?? 0]
          sp += vp
          sq += vq
          spp += vp * vp
          sqq += vq * vq
          spq += vp * vq
        }
      const [mp, mq] = [sp / size, sq / size]
      const [varP, varQ, covariance] = [spp / size - mp * mp, sqq / size - mq * mq, spq / size - mp * mq]
      sum += ((2 * mp * mq + c1) * (2 * covariance + c2)) / ((mp * mp + mq * mq + c1) * (varP + varQ + c2))
      windows++
    }
  return sum / windows
}

function luma({ width, height, channels, data }: Pixels): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const [r = 0, g = 0, b = 0] = data.subarray(i * channels, i * channels + 3)
    return 0.299 * r + 0.587 * g + 0.114 * b
  })
}
