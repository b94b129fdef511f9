import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane } from '../../imaging/pixels.ts'
import { lumaOfRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import { measureEnclosure } from './enclosure.ts'
import type { Regions } from './flood-regions.ts'
import type { Setting } from './setting.ts'

interface Measured {
  pixels: number
  x: number
  y: number
  /** Mean share of rays that meet a line. */
  enclosure: number
  /** Mean share of lines around. */
  detail: number
}

/** Of the largest region of the subject: smaller ones may have another of its colours. */
const MAX_ACCENT = 0.5
/** Luma by which the place may differ from its soft self: a step of twice that is no edge to Canny's thresholds. */
const PLACE_DETAIL = 15

/** Numbers per pixel of a coat: the subject's colour times its share (0..255 each), its share (0..1), and the tone of the place (about 1). */
export const COAT = 5

/**
 * A first coat of colour, height × width × `COAT`: what is probably the subject (enclosed, in the middle, drawn in detail) in the prompt's
 * colours, what runs on to the border in those of its place. Regions differ a little in tone; the seed decides how.
 */
export function colourRegions(regions: Regions, setting: Setting): Float32Array {
  const { width, height, subject } = setting
  const { labels, count, distance } = regions
  const unit = Math.min(width, height)
  const near = createPlane(width, height)
  for (let i = 0; i < near.data.length; i++) near.data[i] = distance[i] < 1 ? 1 : 0
  const detail = boxBlur(boxBlur(near, Math.round(unit / 14)), Math.round(unit / 14)).data
  const enclosure = measureEnclosure(distance, width, height)
  const measured = measure(labels, count, width, height, detail, enclosure)
  const random = setting.random(7)
  const order = measured.map((_, index) => index).sort((a, b) => measured[b].pixels - measured[a].pixels)
  const fills = new Array<{ colour: Rgb; isSubject: number; tone: number }>(count)
  let mainPixels = 0
  for (const index of order) {
    const isSubject = subjectScore(measured[index], width, height)
    const usual = random.next()
    const main = isSubject > 0.5 && mainPixels === 0
    if (main) mainPixels = measured[index].pixels
    const isAccent = isSubject > 0.5 && measured[index].pixels < MAX_ACCENT * mainPixels && usual > 0.4
    const choice = isAccent ? Math.floor(random.next() * subject.length) : 0
    fills[index] = { colour: subject[choice], isSubject, tone: main ? 1 : random.between(0.86, 1.12) }
  }
  const coat = new Float32Array(width * height * COAT)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const { colour, isSubject, tone } = fills[labels[i]]
      const centre = 1 - Math.min(1, Math.hypot((x / width - 0.5) * 1.7, (y / height - 0.54) * 1.5))
      const share = Math.max(isSubject, smoothStep(0.03, 0.16, detail[i] * centre * 1.6), smoothStep(0.8, 0.94, enclosure[i]))
      coat.set(scaleRgb(colour, share * tone * (1.08 - 0.18 * (y / height))), i * COAT)
      coat[i * COAT + 3] = share
      coat[i * COAT + 4] = 0.5 + 0.5 * tone
    }
  return coat
}

/** The coat over the place of the prompt: height × width × 3, 0..255. The place is drawn in full, but too faintly for an edge. */
export function layOnPlace(coat: Float32Array, { width, height, backdrop, softBackdrop }: Setting): Float32Array {
  const colours = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const at = i * 3
    const detail = lumaAt(backdrop.data, at) - lumaAt(softBackdrop.data, at)
    const excess = detail - PLACE_DETAIL * Math.tanh(detail / PLACE_DETAIL)
    const share = (1 - coat[i * COAT + 3]) * coat[i * COAT + 4]
    for (let channel = 0; channel < 3; channel++)
      colours[at + channel] = coat[i * COAT + channel] + share * (backdrop.data[at + channel] - excess)
  }
  return colours
}

const lumaAt = (data: Uint8Array, at: number) => lumaOfRgb([data[at], data[at + 1], data[at + 2]])

function subjectScore({ x, y, enclosure, detail }: Measured, width: number, height: number): number {
  const centre = 1 - Math.min(1, Math.hypot((x / width - 0.5) * 1.7, (y / height - 0.55) * 1.4))
  return smoothStep(0.92, 1.14, enclosure + 0.3 * centre + Math.min(0.15, detail))
}

function measure(
  labels: Int32Array,
  count: number,
  width: number,
  height: number,
  detail: Float32Array,
  enclosure: Float32Array,
): Measured[] {
  const measured = Array.from({ length: count }, (): Measured => ({ pixels: 0, x: 0, y: 0, enclosure: 0, detail: 0 }))
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const region = measured[labels[i]]
      region.pixels++
      region.x += x
      region.y += y
      region.detail += detail[i]
      region.enclosure += enclosure[i]
    }
  for (const region of measured) for (const part of ['x', 'y', 'detail', 'enclosure'] as const) region[part] /= region.pixels
  return measured
}
