import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane } from '../../imaging/pixels.ts'
import type { Cast } from './cast.ts'
import { lumaOfRgb, mixRgb, scaleRgb, smoothStep, type Rgb } from './colours.ts'
import { measureEnclosure } from './enclosure.ts'
import type { Regions } from './flood-regions.ts'
import type { HeadParts } from './heads.ts'
import { paintFor, type Paints } from './paints.ts'
import type { Setting } from './setting.ts'

interface Measured {
  pixels: number
  /** Means: share of the subject, and lightness. 0..1 */
  share: number
  tone: number
}

/** Luma by which the place may differ from its soft self: a step of twice that is no edge to Canny's thresholds. */
const PLACE_DETAIL = 15
/** Of lightness: how far surfaces of the place follow the picture that the map was made of. */
const PLACE_TONES = 0.42

/** Numbers per pixel of a coat: the subject's colour times its share (0..255 each), its share (0..1), and the tone of the place (about 1). */
export const COAT = 5

/** How much of each pixel is the subject's, 0..1, guessed from lines alone: enclosed, in the middle, drawn in detail. */
export function guessSubject({ distance }: Regions, { width, height }: Setting): Float32Array {
  const unit = Math.min(width, height)
  const near = createPlane(width, height)
  for (let i = 0; i < near.data.length; i++) near.data[i] = distance[i] < 1 ? 1 : 0
  const detail = boxBlur(boxBlur(near, Math.round(unit / 14)), Math.round(unit / 14)).data
  const enclosure = measureEnclosure(distance, width, height)
  return Float32Array.from(distance, (_, i) => {
    const centre = 1 - Math.min(1, Math.hypot(((i % width) / width - 0.5) * 1.7, (Math.floor(i / width) / height - 0.54) * 1.5))
    return Math.max(smoothStep(0.03, 0.16, detail[i] * centre * 1.6), smoothStep(0.8, 0.94, enclosure[i]))
  })
}

/**
 * A first coat of colour, height × width × `COAT`: each region of the subject in one of its paints, light where the picture was light, heads in
 * hair and skin; what is not the subject's keeps the place, each surface with a tone of its own. Where nothing but a map is known the seed deals tones.
 */
export function colourRegions(
  { labels, count }: Pick<Regions, 'labels' | 'count'>,
  share: Float32Array,
  setting: Setting,
  paints: Paints,
  cast: Cast | undefined,
  heads: HeadParts | undefined,
): Float32Array {
  const { width, height } = setting
  const measured = measure(labels, count, share, cast?.tones)
  const subjectPixels = measured.reduce((sum, region) => sum + region.pixels * region.share, 0)
  const main = measured.reduce((best, { pixels, share: own }, index) => {
    const most = measured[best]
    return pixels * own > most.pixels * most.share ? index : best
  }, 0)
  const [least, most] = rangeOf(measured, subjectPixels)
  const random = setting.random(7)
  const fills = measured.map(({ pixels, share: own, tone }, index) => {
    const [chance, usual] = [random.next(), random.between(0.25, 0.9)]
    const light = cast ? Math.max(0, Math.min(1, (tone - least) / Math.max(0.15, most - least))) : index === main ? 0.6 : usual
    const part = index === main ? 1 : (pixels * own) / Math.max(1, subjectPixels)
    return { paint: paintFor(paints, light, part, chance), place: cast ? 1 + PLACE_TONES * (tone - 0.5) : 0.93 + 0.14 * chance }
  })
  const coat = new Float32Array(width * height * COAT)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const { paint, place } = fills[labels[i]]
      const colour = heads ? headAt(paint, heads, paints, i) : paint
      coat.set(scaleRgb(colour, share[i] * (1.06 - 0.14 * (y / height))), i * COAT)
      coat[i * COAT + 3] = share[i]
      coat[i * COAT + 4] = place
    }
  return coat
}

/** The colour of the subject where a head may be. */
export function headAt(own: Rgb, { hair, skin }: HeadParts, paints: Paints, i: number): Rgb {
  const haired = hair[i] > 0 ? mixRgb(own, mixRgb(paints.hair, own, 0.12), hair[i]) : own
  return skin[i] > 0 ? mixRgb(haired, paints.skin, skin[i]) : haired
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

/** Lightness that a tenth of the subject's pixels are below, and a tenth above. */
function rangeOf(measured: readonly Measured[], pixels: number): readonly [number, number] {
  const sorted = measured.toSorted((a, b) => a.tone - b.tone)
  const toneAt = (wanted: number) => {
    let sum = 0
    for (const region of sorted) if ((sum += region.pixels * region.share) >= wanted * pixels) return region.tone
    return 1
  }
  return [toneAt(0.08), toneAt(0.92)]
}

function measure(labels: Int32Array, count: number, share: Float32Array, tones: Float32Array | undefined): Measured[] {
  const measured = Array.from({ length: count }, (): Measured => ({ pixels: 0, share: 0, tone: 0 }))
  for (let i = 0; i < labels.length; i++) {
    const region = measured[labels[i]]
    region.pixels++
    region.share += share[i]
    region.tone += tones ? tones[i] : 0.5
  }
  for (const region of measured) {
    region.share /= region.pixels
    region.tone /= region.pixels
  }
  return measured
}
