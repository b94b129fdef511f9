import { softenPlane } from '../draw-mask.ts'
import { boxBlur } from '../box-blur.ts'
import type { DrawnHair, HairLayer } from './draw-strands.ts'
import { paletteTable, TABLE, type HairPalette } from './hair-palette.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'

const BINS = 2048
const MAX_SHADE = 2
/** Between strands no skin shines through where hair is dense: pixels of the shadow there. */
const UNDERCOAT_RADIUS = 2
const UNDERCOAT_SHADE = 0.12
/** What hangs behind the neck lies in the shadow of the head. */
const BACK_LIGHT = 0.72
/** Deviation of shade that a whole head of hair has; with less, less of the palette is used, around a little above its middle, for nothing shades it. */
const FULL_DEVIATION = 0.14
const MIN_CONTRAST = 0.55
const EVEN_MIDDLE = 0.57

/** A layer with its colours, ready to be laid over a picture. */
export interface PaintedHair {
  readonly alpha: Plane
  /** sRGB 0..255, three per pixel; of pixels that hair covers. */
  readonly colours: Float32Array
}

/**
 * Colours hair so that its lights and shadows are spread as the palette's are: a pixel that is lighter than a share of the drawn hair gets the
 * palette's colour at that share.
 */
export function paintHair({ back, front }: DrawnHair, palette: HairPalette): { back: PaintedHair; front: PaintedHair } {
  const table = paletteTable(palette)
  const filled = [fillGaps(back), fillGaps(front)] as const
  const shares = shareOfShade(filled[1].alpha.data.some((value) => value > 0.7) ? filled[1] : filled[0])
  return { back: paint(filled[0], shares, table, BACK_LIGHT), front: paint(filled[1], shares, table, 1) }
}

function fillGaps({ alpha, shade, tint }: HairLayer): HairLayer {
  const dense = boxBlur(boxBlur(alpha, UNDERCOAT_RADIUS), UNDERCOAT_RADIUS)
  const filled = createPlane(alpha.width, alpha.height)
  const dark = createPlane(alpha.width, alpha.height)
  for (let i = 0; i < filled.data.length; i++) {
    const under = smooth((dense.data[i] - 0.45) / 0.35) * (1 - alpha.data[i])
    filled.data[i] = alpha.data[i] + under
    const around = alpha.data[i] > 0.05 ? shade.data[i] / alpha.data[i] : UNDERCOAT_SHADE
    dark.data[i] = shade.data[i] + under * Math.min(around, 0.6 * around + 0.4 * UNDERCOAT_SHADE)
  }
  return { alpha: filled, shade: dark, tint }
}

/**
 * For each level of shade the share of the hair that is darker. Hair that is lit evenly, as a fringe is, keeps to the middle of the palette:
 * spread over all of it, single hairs would look like wires.
 */
function shareOfShade({ alpha, shade }: HairLayer): Float32Array {
  const histogram = new Float64Array(BINS)
  let [total, sum, squares] = [0, 0, 0]
  for (let i = 0; i < alpha.data.length; i++) {
    if (alpha.data[i] < 0.7) continue
    const value = shade.data[i] / alpha.data[i]
    histogram[binOf(value)]++
    total++
    sum += value
    squares += value * value
  }
  const mean = sum / Math.max(1, total)
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, total) - mean * mean))
  const contrast = Math.max(MIN_CONTRAST, Math.min(1, (deviation / FULL_DEVIATION) ** 1.5))
  const shares = new Float32Array(BINS)
  let darker = 0
  for (let bin = 0; bin < BINS; bin++) {
    const share = (darker + histogram[bin] / 2) / Math.max(1, total)
    shares[bin] = EVEN_MIDDLE + (share - EVEN_MIDDLE) * contrast
    darker += histogram[bin]
  }
  return shares
}

function paint({ alpha, shade, tint }: HairLayer, shares: Float32Array, table: Float32Array, light: number): PaintedHair {
  const colours = new Float32Array(alpha.data.length * 3)
  for (let i = 0; i < alpha.data.length; i++) {
    if (alpha.data[i] < 0.004) continue
    const share = 0.02 + 0.98 * shares[binOf((shade.data[i] / alpha.data[i]) * light)]
    const row = Math.round(((tint.data[i] / alpha.data[i] + 1) / 2) * (TABLE.tints - 1))
    const at =
      (Math.max(0, Math.min(TABLE.tints - 1, row)) * TABLE.shares + Math.min(TABLE.shares - 1, Math.floor(share * TABLE.shares))) * 3
    for (let k = 0; k < 3; k++) colours[i * 3 + k] = table[at + k]
  }
  return { alpha, colours }
}

/** The same hair as a lens shows it that blurs by `sigma` pixels. */
export function softenHair({ alpha, colours }: PaintedHair, sigma: number): PaintedHair {
  if (sigma < 0.3) return { alpha, colours }
  const { width, height } = alpha
  const soft = softenPlane(alpha, sigma)
  const blurred = new Float32Array(colours.length)
  for (let k = 0; k < 3; k++) {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = colours[i * 3 + k] * alpha.data[i]
    const { data } = softenPlane(plane, sigma)
    for (let i = 0; i < data.length; i++) blurred[i * 3 + k] = soft.data[i] > 1e-3 ? data[i] / soft.data[i] : 0
  }
  return { alpha: soft, colours: blurred }
}

/** Lays hair over a picture, in place. `cover` hides the hair: 1 where something is in front of it. */
export function layHair({ channels, data }: Pixels, { alpha, colours }: PaintedHair, cover?: Plane): void {
  for (let i = 0; i < alpha.data.length; i++) {
    const opacity = alpha.data[i] * (cover ? 1 - cover.data[i] : 1)
    if (opacity < 0.004) continue
    for (let k = 0; k < 3; k++) {
      const at = i * channels + k
      data[at] = Math.max(0, Math.min(255, Math.round(data[at] + opacity * (colours[i * 3 + k] - data[at]))))
    }
  }
}

function binOf(shade: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((shade / MAX_SHADE) * BINS)))
}

export function smooth(value: number): number {
  const t = Math.max(0, Math.min(1, value))
  return t * t * (3 - 2 * t)
}
