import { encodeSrgb, toLab } from '../lab.ts'
import type { Pixels, Plane } from '../pixels.ts'

/** Lab colours of hair from its darkest to its lightest, evenly by share of pixels: L, a, b each. */
export interface HairPalette {
  readonly colours: Float32Array
}

export const PALETTE_SIZE = 64

/** A hair colour as a style states it: the mean in CIE Lab, and how far lightness spreads (standard deviation). */
export interface HairColour {
  readonly l: number
  readonly a: number
  readonly b: number
  readonly spread: number
}

/** The palette of hair in a picture; undefined where there is hardly any. */
export function measurePalette(picture: Pixels, hair: Plane): HairPalette | undefined {
  const lab = toLab(picture)
  const places: number[] = []
  for (let i = 0; i < hair.data.length; i++) if (hair.data[i] > 0.97) places.push(i)
  if (places.length < 4 * PALETTE_SIZE) return undefined
  places.sort((p, q) => lab[p * 3] - lab[q * 3] || p - q)
  const colours = new Float32Array(PALETTE_SIZE * 3)
  for (let step = 0; step < PALETTE_SIZE; step++) {
    // Colours change slowly with lightness: neighbours are taken along.
    const from = Math.floor((Math.max(0, step - 2) / PALETTE_SIZE) * places.length)
    const to = Math.max(from + 1, Math.floor((Math.min(PALETTE_SIZE, step + 3) / PALETTE_SIZE) * places.length))
    for (let k = 0; k < 3; k++) {
      let sum = 0
      for (let i = from; i < to; i++) sum += lab[places[i] * 3 + k]
      colours[step * 3 + k] = sum / (to - from)
    }
  }
  return { colours }
}

/** The palette of a stated colour: shadows are a little more saturated, lights paler. */
export function paletteOf({ l, a, b, spread }: HairColour): HairPalette {
  const colours = new Float32Array(PALETTE_SIZE * 3)
  let [sumL, sumA, sumB] = [0, 0, 0]
  for (let step = 0; step < PALETTE_SIZE; step++) {
    const quantile = normalQuantile((step + 0.5) / PALETTE_SIZE)
    const lightness = Math.max(2, Math.min(98, l + spread * (quantile + 0.12 * (quantile * quantile - 1))))
    const saturation = Math.min(1.25, Math.max(0.5, 1 - 0.09 * quantile)) * Math.min(1, 0.35 + lightness / Math.max(12, l))
    colours.set([lightness, a * saturation, b * saturation], step * 3)
    sumL += lightness
    sumA += a * saturation
    sumB += b * saturation
  }
  const [offL, offA, offB] = [l - sumL / PALETTE_SIZE, a - sumA / PALETTE_SIZE, b - sumB / PALETTE_SIZE]
  for (let step = 0; step < PALETTE_SIZE; step++) {
    colours[step * 3] += offL
    colours[step * 3 + 1] += offA
    colours[step * 3 + 2] += offB
  }
  return { colours }
}

function writeLinear(l: number, a: number, b: number, target: Float32Array): void {
  const unbend = (value: number) => (value > 6 / 29 ? value ** 3 : (value * 116 - 16) / (24389 / 27))
  const fy = (l + 16) / 116
  const x = unbend(fy + a / 500) * 0.95047
  const y = unbend(fy)
  const z = unbend(fy - b / 200) * 1.08883
  target[0] = Math.max(0, 3.2404542 * x - 1.5371385 * y - 0.4985314 * z)
  target[1] = Math.max(0, -0.969266 * x + 1.8760108 * y + 0.041556 * z)
  target[2] = Math.max(0, 0.0556434 * x - 0.2040259 * y + 1.0572252 * z)
}

/** Inverse of the normal distribution, to about 0.005. Source: Abramowitz, Stegun 26.2.23. */
function normalQuantile(share: number): number {
  const tail = Math.min(share, 1 - share)
  const t = Math.sqrt(-2 * Math.log(tail))
  const value = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
  return share < 0.5 ? -value : value
}

/** How far the warmest strand is from the mean, in Lab. */
const TINT = { a: 4.5, b: 3.5 }
export const TABLE = { shares: 512, tints: 16 } as const

/** sRGB 0..255 of a palette by share (0..1) and tint (-1..1): rows of `TABLE.shares` colours, one row per tint. */
export function paletteTable({ colours }: HairPalette): Float32Array {
  const table = new Float32Array(TABLE.shares * TABLE.tints * 3)
  const linear = new Float32Array(3)
  for (let row = 0, to = 0; row < TABLE.tints; row++) {
    const tint = (row / (TABLE.tints - 1)) * 2 - 1
    for (let i = 0; i < TABLE.shares; i++) {
      const at = Math.max(0, Math.min(PALETTE_SIZE - 1.001, ((i + 0.5) / TABLE.shares) * PALETTE_SIZE - 0.5))
      const index = Math.floor(at)
      const value = (k: number) => colours[index * 3 + k] + (colours[index * 3 + 3 + k] - colours[index * 3 + k]) * (at - index)
      const chroma = Math.min(1, Math.hypot(value(1), value(2)) / 12)
      writeLinear(value(0), value(1) + TINT.a * tint * chroma, value(2) + TINT.b * tint * chroma, linear)
      for (let k = 0; k < 3; k++) table[to++] = encodeSrgb(linear[k]) * 255
    }
  }
  return table
}
