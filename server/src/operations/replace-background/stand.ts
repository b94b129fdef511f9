import { softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'

/** Of the picture's height: a subject that reaches further is cut off by the lower edge, and stands on nothing that is seen. */
const CUT_OFF = 0.97
/** What of the subject counts as its feet, by its own height from below. */
const FEET = 0.07
/** Two shadows: dark and narrow where it touches, faint and wide around. Sizes by the width of the feet. */
const SHADOWS = [
  { depth: 0.55, softness: 0.035, flatness: 0.1, drop: 0.015 },
  { depth: 0.3, softness: 0.13, flatness: 0.16, drop: 0.04 },
] as const
const LEAST_OPAQUE = 128

/**
 * Darkens the ground under a cut-out (RGBA, of the picture's size) that stands in it, in place, before it is pasted: its feet, seen flat and soft. Does nothing where
 * the lower edge cuts it off. Tells whether it did.
 */
export function standOn(picture: Pixels, cutout: Pixels): boolean {
  const { width, height } = cutout
  const opaque = (x: number, y: number) => cutout.data[(y * width + x) * 4 + 3] >= LEAST_OPAQUE
  let [top, bottom] = [height, -1]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (opaque(x, y)) {
        top = Math.min(top, y)
        bottom = y
      }
  if (bottom < 0 || bottom >= CUT_OFF * height) return false
  const from = bottom - Math.max(2, Math.round(FEET * (bottom - top)))
  const feet = new Float32Array(width)
  for (let x = 0; x < width; x++) for (let y = from; y <= bottom; y++) if (opaque(x, y)) feet[x] = 1
  const span = feet.reduce((sum, value) => sum + value, 0)

  const dark = createPlane(width, height)
  for (const { depth, softness, flatness, drop } of SHADOWS) {
    const shadow = createPlane(width, height)
    const half = Math.max(1, (flatness * span) / 2)
    const middle = bottom + drop * span - half / 2
    for (let y = Math.max(0, Math.ceil(middle - half)); y <= Math.min(height - 1, middle + half); y++) {
      // Shorter at its upper and lower end, as a flat round thing is.
      const inset = Math.round((1 - Math.sqrt(Math.max(0, 1 - ((y - middle) / half) ** 2))) * half * 2)
      for (let x = inset; x < width - inset; x++) shadow.data[y * width + x] = feet[x - inset] * feet[x + inset]
    }
    const soft = softenPlane(shadow, Math.max(1, softness * span)).data
    for (let i = 0; i < soft.length; i++) dark.data[i] = 1 - (1 - dark.data[i]) * (1 - depth * soft[i])
  }
  for (let i = 0; i < dark.data.length; i++)
    if (dark.data[i] > 0.002)
      for (let at = i * picture.channels; at < i * picture.channels + 3; at++)
        picture.data[at] = Math.round(picture.data[at] * (1 - dark.data[i]))
  return true
}
