import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { mapPixels } from './looks/filters.ts'

/** How far a seed may bend the palette: few enough that the prompt still decides. */
const GAMMA = 0.13
const SATURATION = 0.22
const WARMTH = 0.06
/** Apart from the seeds of strokes and rain. */
const SALT = 0x51ed

/** The photograph as another painter would see it: a little lighter or darker, warmer or cooler, more or less colourful. New RGB. */
export function varyPalette(picture: Pixels, seed: number, signal: AbortSignal): Promise<Pixels> {
  const random = createRandom((seed ^ SALT) >>> 0)
  const gamma = 1 + random.between(-GAMMA, GAMMA)
  const saturation = 1 + random.between(-SATURATION, SATURATION)
  const warmth = random.between(-WARMTH, WARMTH)
  const curve = Float32Array.from({ length: 256 }, (_, value) => 255 * (value / 255) ** gamma)
  return mapPixels(picture, signal, (r, g, b, _x, _y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const change = (value: number) => curve[Math.max(0, Math.min(255, Math.round(luma + (value - luma) * saturation)))]
    write(change(r) * (1 + warmth), change(g), change(b) * (1 - warmth))
  })
}
