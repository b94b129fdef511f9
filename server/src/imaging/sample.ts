import type { Plane } from './pixels.ts'

/**
 * Reads one row of an enlarged plane, bilinearly, without making the enlarged plane: row `y` of a picture of `width` × `height` that
 * covers the same field of view. Writes `width` numbers to `target`.
 */
export function sampleRow(plane: Plane, y: number, width: number, height: number, target: Float32Array): void {
  const v = Math.min(plane.height - 1, Math.max(0, ((y + 0.5) * plane.height) / height - 0.5))
  const top = Math.floor(v)
  const upper = top * plane.width
  const lower = Math.min(plane.height - 1, top + 1) * plane.width
  const down = v - top
  const step = plane.width / width
  for (let x = 0; x < width; x++) {
    const u = Math.min(plane.width - 1, Math.max(0, (x + 0.5) * step - 0.5))
    const left = Math.floor(u)
    const right = Math.min(plane.width - 1, left + 1)
    const across = u - left
    const above = plane.data[upper + left] * (1 - across) + plane.data[upper + right] * across
    const below = plane.data[lower + left] * (1 - across) + plane.data[lower + right] * across
    target[x] = above * (1 - down) + below * down
  }
}

/** The whole enlarged plane. */
export function enlargePlane(plane: Plane, width: number, height: number): Plane {
  const data = new Float32Array(width * height)
  for (let y = 0; y < height; y++) sampleRow(plane, y, width, height, data.subarray(y * width, (y + 1) * width))
  return { width, height, data }
}
