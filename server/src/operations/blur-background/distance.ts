import type { Pixels } from '../../imaging/pixels.ts'

/** Of the picture's height: a subject that ends above has feet, and stands on ground. */
const CUT_OFF = 0.97
/** Heights of the picture behind the feet: there the ground is as blurred as what is far. */
const GROUND = 0.3
/** The same before the feet, which the lens is nearer to. */
const FOREGROUND = 0.45
const LEAST_OPAQUE = 128
/** Of the picture's width: fewer opaque pixels in a row are no foot. */
const LEAST_FOOT = 0.01

/**
 * How far each row's ground is from the plane of the subject, 0..1. A subject that the lower edge cuts off shows no ground: all that is behind it is far.
 * A straight ground is assumed, that recedes from the feet upwards.
 */
export function distanceOfRows({ width, height, data }: Pixels): Float32Array {
  const foot = lastRow({ width, height, data })
  if (foot === undefined || foot >= CUT_OFF * height) return new Float32Array(height).fill(1)
  return Float32Array.from({ length: height }, (_, y) => {
    const away = y <= foot ? (foot - y) / (GROUND * height) : (y - foot) / (FOREGROUND * height)
    const share = Math.min(1, away)
    return share * share * (3 - 2 * share)
  })
}

function lastRow({ width, height, data }: Pick<Pixels, 'width' | 'height' | 'data'>): number | undefined {
  for (let y = height - 1; y >= 0; y--) {
    let opaque = 0
    for (let x = 0; x < width; x++) if (data[(y * width + x) * 4 + 3] >= LEAST_OPAQUE) opaque++
    if (opaque >= LEAST_FOOT * width) return y
  }
  return undefined
}
