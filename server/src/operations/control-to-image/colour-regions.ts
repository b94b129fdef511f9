import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane } from '../../imaging/pixels.ts'
import { scaleRgb, smoothStep, type Rgb } from './colours.ts'
import type { Regions } from './flood-regions.ts'
import type { Setting } from './setting.ts'

interface Measured {
  pixels: number
  x: number
  y: number
  /** Pixels at the upper border and the upper half of the sides; lower down, where subjects are often cut off, a tenth each. */
  frame: number
  /** Mean share of lines around. */
  detail: number
}

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
  const measured = measure(labels, count, width, height, detail)
  const random = setting.random(7)
  const order = measured.map((_, index) => index).sort((a, b) => measured[b].pixels - measured[a].pixels)
  const fills = new Array<{ colour: Rgb; isSubject: number; tone: number }>(count)
  let rank = 0
  for (const index of order) {
    const isSubject = subjectScore(measured[index], width, height)
    const usual = random.next()
    const main = isSubject > 0.5 && rank++ === 0
    const choice = main || usual < 0.45 ? 0 : Math.floor(random.next() * subject.length)
    fills[index] = { colour: subject[choice], isSubject, tone: main ? 1 : random.between(0.86, 1.12) }
  }
  const coat = new Float32Array(width * height * COAT)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const { colour, isSubject, tone } = fills[labels[i]]
      const centre = 1 - Math.min(1, Math.hypot((x / width - 0.5) * 1.7, (y / height - 0.54) * 1.5))
      const share = Math.max(isSubject, smoothStep(0.03, 0.16, detail[i] * centre * 1.6))
      coat.set(scaleRgb(colour, share * tone * (1.08 - 0.18 * (y / height))), i * COAT)
      coat[i * COAT + 3] = share
      coat[i * COAT + 4] = 0.5 + 0.5 * tone
    }
  return coat
}

/** The coat over the place of the prompt: height × width × 3, 0..255. */
export function layOnPlace(coat: Float32Array, { width, height, softBackdrop }: Setting): Float32Array {
  const colours = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++)
      colours[i * 3 + channel] =
        coat[i * COAT + channel] + (1 - coat[i * COAT + 3]) * coat[i * COAT + 4] * softBackdrop.data[i * 3 + channel]
  return colours
}

function subjectScore({ pixels, x, y, frame, detail }: Measured, width: number, height: number): number {
  const atBorder = Math.min(1, frame / (0.9 * Math.sqrt(pixels)))
  const centre = 1 - Math.min(1, Math.hypot((x / width - 0.5) * 1.7, (y / height - 0.55) * 1.4))
  return smoothStep(0.75, 1.1, 0.8 * (1 - atBorder) + 0.6 * centre + Math.min(0.3, 2.5 * detail))
}

function measure(labels: Int32Array, count: number, width: number, height: number, detail: Float32Array): Measured[] {
  const measured = Array.from({ length: count }, (): Measured => ({ pixels: 0, x: 0, y: 0, frame: 0, detail: 0 }))
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const region = measured[labels[i]]
      region.pixels++
      region.x += x
      region.y += y
      region.detail += detail[i]
      if (y === 0 || (y < height / 2 && (x === 0 || x === width - 1))) region.frame++
      else if (y === height - 1 || x === 0 || x === width - 1) region.frame += 0.1
    }
  for (const region of measured) for (const part of ['x', 'y', 'detail'] as const) region[part] /= region.pixels
  return measured
}
