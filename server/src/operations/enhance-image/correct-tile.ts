import { boxBlur } from '../../imaging/box-blur.ts'
import { denoisePlane } from '../../imaging/dct-denoise.ts'
import { encodeSrgb } from '../../imaging/lab.ts'
import { toLumaChroma, writeRgb } from '../../imaging/luma-chroma.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { cutColours, type Tile } from '../../imaging/tiles.ts'
import type { Corrections } from './plan-corrections.ts'

/** What a pixel depends on: squares of 8 for noise, three blurs of radius 1 and their neighbours for sharpness. */
export const MARGIN = 14
const LUMA_STRIDE = 2
const CHROMA_STRIDE = 4
/** Colour noise is coarse and disturbs more than it helps to keep faint colours. */
const CHROMA_EXCESS = 1.25
/** Beyond what is around, sharpened edges may go this far, of 255: more would be a halo. */
const OVERSHOOT = 6
/** Entries of a tone table per level of 255. */
const FINE = 8

/** One table per channel: from a level (0..255, in eighths) to a level, 0..255. */
export type ToneTables = readonly [Float32Array, Float32Array, Float32Array]

/** Light and colour are corrected in linear light; what grows brighter is bent below white rather than cut off. */
export function makeToneTables({ offset, gains }: Corrections): ToneTables {
  const brightest = Math.max(...gains)
  const table = (gain: number) =>
    Float32Array.from({ length: 255 * FINE + 1 }, (_, i) => {
      const level = i / FINE / 255
      const linear = level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4
      const lit = Math.max(0, linear - offset) * gain
      return 255 * encodeSrgb(brightest > 1.3 ? bendHighlights(lit) : lit)
    })
  return [table(gains[0]), table(gains[1]), table(gains[2])]
}

/** Straight up to 0.8, then towards 1 without reaching it. */
function bendHighlights(linear: number): number {
  return linear <= 0.8 ? linear : 1 - 0.2 * Math.exp(-(linear - 0.8) / 0.2)
}

/** Writes the corrected tile to its place in `target`, a picture like `source`. Alpha is kept. */
export function correctTile(source: Pixels, tile: Tile, plan: Corrections, tables: ToneTables, target: Pixels): void {
  // Squares start at multiples of their largest stride whatever the tile, so that tiles agree where they meet.
  const left = strideBelow(tile.left - MARGIN)
  const top = strideBelow(tile.top - MARGIN)
  const part = { left, top, width: tile.left + tile.width + MARGIN - left, height: tile.top + tile.height + MARGIN - top }
  const [luma, blue, red] = toLumaChroma(cutColours(source, part), part.width, part.height)
  const clean = denoisePlane(luma, plan.lumaNoise, LUMA_STRIDE)
  const y = plan.sharpening > 0 ? sharpen(clean, plan.sharpening, plan.detailFloor) : clean
  const cb = denoisePlane(blue, plan.chromaNoise * CHROMA_EXCESS, CHROMA_STRIDE)
  const cr = denoisePlane(red, plan.chromaNoise * CHROMA_EXCESS, CHROMA_STRIDE)
  const rgb = new Float32Array(3)
  for (let row = 0; row < tile.height; row++)
    for (let column = 0; column < tile.width; column++) {
      const i = (tile.top - top + row) * part.width + (tile.left - left + column)
      writeRgb(y.data[i], cb.data[i], cr.data[i], rgb)
      const to = ((tile.top + row) * target.width + tile.left + column) * target.channels
      writeToned(rgb, tables, target.data, to)
      if (target.channels === 4) target.data[to + 3] = source.data[to + 3]
    }
}

function writeToned(rgb: Float32Array, tables: ToneTables, data: Uint8Array, to: number): void {
  const lowest = Math.min(rgb[0], rgb[1], rgb[2])
  // What was cut off at white has no colour of its own: balanced, it would get the opposite cast.
  const whiteness = Math.max(0, Math.min(1, (lowest - 235) / 18))
  let brightest = 0
  for (let channel = 0; channel < 3; channel++) {
    const level = Math.max(0, Math.min(255, rgb[channel]))
    rgb[channel] = tables[channel][Math.round(level * FINE)]
    brightest = Math.max(brightest, rgb[channel])
  }
  for (let channel = 0; channel < 3; channel++) data[to + channel] = Math.round(rgb[channel] + (brightest - rgb[channel]) * whiteness)
}

const strideBelow = (value: number) => Math.floor(value / CHROMA_STRIDE) * CHROMA_STRIDE

/** Unsharp masking of a luma plane: three boxes of radius 1 are nearly a Gaussian of deviation 1.4. */
function sharpen(luma: Plane, amount: number, floor: number): Plane {
  const { width, height, data } = luma
  const blurred = boxBlur(boxBlur(boxBlur(luma, 1), 1), 1)
  const result = new Float32Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const detail = data[i] - blurred.data[i]
      const strength = Math.max(0, Math.abs(detail) - floor) / (Math.abs(detail) + 1e-6)
      let [low, high] = [data[i], data[i]]
      for (let v = Math.max(0, y - 2); v <= Math.min(height - 1, y + 2); v++)
        for (let u = Math.max(0, x - 2); u <= Math.min(width - 1, x + 2); u++) {
          const near = data[v * width + u]
          if (near < low) low = near
          if (near > high) high = near
        }
      result[i] = Math.max(low - OVERSHOOT, Math.min(high + OVERSHOOT, data[i] + amount * strength * detail))
    }
  return { width, height, data: result }
}
