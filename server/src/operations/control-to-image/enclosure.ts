import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane } from '../../imaging/pixels.ts'

/** Steps of rays, sixteen around. */
const RAYS = [-2, -1, 0, 1, 2].flatMap((dx) =>
  [-2, -1, 0, 1, 2].flatMap((dy) => (Math.max(Math.abs(dx), Math.abs(dy)) > 0 && gcd(dx, dy) === 1 ? [[dx, dy] as const] : [])),
)
/** Pixels from a line at which a ray has met it, so that steps of two do not miss it. */
const LINE = 1.5

/**
 * The share of rays from each pixel that meet a line before they leave the picture, 0..1: what an outline surrounds, although it has gaps. Rays
 * that leave downwards count as met, since subjects are often cut off there.
 */
export function measureEnclosure(distance: Float32Array, width: number, height: number): Float32Array {
  const met = createPlane(width, height)
  const seen = new Uint8Array(width * height)
  for (const [dx, dy] of RAYS) {
    // A pixel learns from the one that its ray goes to, so that one comes first.
    for (let row = 0; row < height; row++) followRays(distance, seen, width, height, dy > 0 ? height - 1 - row : row, dx, dy)
    for (let i = 0; i < seen.length; i++) met.data[i] += seen[i] / RAYS.length
  }
  return boxBlur(met, Math.round(Math.min(width, height) / 100)).data
}

/** Marks the pixels of row `y` whose rays meet a line. By rows: loops that are called often are compiled once and stay so. */
function followRays(distance: Float32Array, seen: Uint8Array, width: number, height: number, y: number, dx: number, dy: number): void {
  const v = y + dy
  const isRowInside = v >= 0 && v < height
  const beyondPicture = v >= height && Math.abs(dx) < dy ? 1 : 0
  for (let column = 0; column < width; column++) {
    const x = dx > 0 ? width - 1 - column : column
    const u = x + dx
    const i = y * width + x
    const beyond = isRowInside && u >= 0 && u < width ? seen[v * width + u] : beyondPicture
    seen[i] = beyond === 1 || distance[i] < LINE ? 1 : 0
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b)
}
