/** Looks that are drawn: with ink, pencil or felt pen. */
import { boxBlur } from '../../../imaging/box-blur.ts'
import { checkpoint } from '../../../imaging/checkpoint.ts'
import type { Pixels, Plane } from '../../../imaging/pixels.ts'
import { createNoise, inkLines, kuwahara, lumaOf, mapPixels, percentile, saturate } from './filters.ts'
import { unitOf, type Brief, type Paint } from './look.ts'

const PAPER = [253, 250, 241] as const
const INK = [38, 34, 44] as const

/** How far around is looked for what is brighter, and what share of it is black beside it. */
const SURROUNDINGS = 70
const DARKER_THAN_AROUND = 0.55

/** What is darker than this is filled with ink: hardly anything in a picture that is dark as a whole. */
function blackPoint(luma: Plane): number {
  return Math.min(30, percentile(luma, 0.05))
}

/** How strong the picture's contrasts are, 1 for usual ones: lines are drawn after what stands out in this picture. */
function contrastOf(luma: Plane): number {
  return Math.max(0.35, Math.min(1, (percentile(luma, 0.95) - percentile(luma, 0.05)) / 190))
}

/** Ink on paper; a thin wash of the colours stays until the look is whole. */
export const drawInk: Paint = async ({ picture, amount, signal }) => {
  const unit = unitOf(picture)
  const flat = await kuwahara(picture, 3.4 * unit, signal)
  await checkpoint(signal)
  const luma = lumaOf(flat)
  const [black, contrast] = [blackPoint(luma), contrastOf(luma)]
  const thin = inkLines(luma, 1.1 * unit, 1.4 * contrast)
  await checkpoint(signal)
  const bold = inkLines(luma, 2.6 * unit, 6 * contrast)
  await checkpoint(signal)
  const reach = Math.max(1, Math.round(SURROUNDINGS * unit))
  const around = boxBlur(boxBlur(luma, reach), reach)
  const wash = 0.55 * (1 - amount)
  const { width } = picture
  return mapPixels(flat, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const line = Math.min(thin[at], bold[at])
    // What is nearly black is filled in, as a pen would; not the dark of a night sky or a corner, where all around is as dark.
    const point = Math.min(black, around.data[at] * DARKER_THAN_AROUND)
    const solid = Math.max(0, Math.min(1, (luma.data[at] - point) / Math.max(1, Math.min(8, around.data[at] * 0.2))))
    const ink = line * solid
    const colour = (value: number, channel: number) => (PAPER[channel] + (value - PAPER[channel]) * wash) * ink + INK[channel] * (1 - ink)
    write(colour(r, 0), colour(g, 1), colour(b, 2))
  })
}

/** Graphite: outlines by dodging, tones by three layers of hatching, the paper's grain. */
export const drawPencil: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const luma = lumaOf(await kuwahara(picture, 3 * unit, signal))
  await checkpoint(signal)
  const soft = boxBlur(boxBlur(luma, Math.max(2, Math.round(5 * unit))), Math.max(2, Math.round(4 * unit)))
  const lines = inkLines(luma, 1.4 * unit, 1.3 * contrastOf(luma))
  await checkpoint(signal)
  const grain = createNoise(width, height, Math.max(1, 1.1 * unit), seed)
  const wobble = createNoise(width, height, 14 * unit, seed + 1)
  const pitch = 4.2 * unit
  const stroke = (along: number, tone: number) => {
    const phase = (along / pitch) % 1
    return Math.abs((phase < 0 ? phase + 1 : phase) - 0.5) * 2 < tone ? 1 : 0
  }
  const colourKept = 0.5 * (1 - amount)
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const dodge = Math.min(1, (luma.data[at] + 3) / (soft.data[at] + 1))
    const dark = 1 - luma.data[at] / 255
    const bend = wobble(x, y) * pitch * 0.8
    const hatching =
      0.2 * stroke(x + y + bend, (dark - 0.3) * 1.9) +
      0.24 * stroke(x - 0.6 * y + bend, (dark - 0.55) * 1.9) +
      0.28 * stroke(0.35 * x + y - bend, (dark - 0.74) * 2.4)
    const tone = Math.max(0, dodge ** 2.6 * (0.35 + 0.65 * lines[at]) - hatching * (0.8 + 0.5 * grain(x, y)) - dark * 0.24)
    const graphite = 58 + tone * 190 + grain(x, y) * 7
    const mix = (value: number, paper: number) => graphite * paper * (1 - colourKept) + (value * 0.5 + graphite * 0.5) * colourKept
    write(mix(r, 1.01), mix(g, 1), mix(b, 0.97))
  })
}

/** Few even tones in clear colours, with outlines. */
export const drawCartoon: Paint = async (brief) => {
  const unit = unitOf(brief.picture)
  const flat = await flatten(brief, 1.38)
  const { signal } = brief
  const luma = lumaOf(await kuwahara(brief.picture, 2.4 * unit, signal))
  const lines = inkLines(luma, 1.5 * unit, 3.4 * contrastOf(luma))
  const { width } = flat
  return mapPixels(flat, signal, (r, g, b, x, y, write) => {
    const ink = lines[y * width + x]
    write(24 + (r - 24) * ink, 20 + (g - 20) * ink, 30 + (b - 30) * ink)
  })
}

const DOT_ANGLE = Math.PI / 4

/** Cartoon with printed dots in the shadows and heavier ink. */
export const drawComic: Paint = async (brief) => {
  const { picture, amount, signal } = brief
  const unit = unitOf(picture)
  const flat = await flatten(brief, 1.6)
  const luma = lumaOf(flat)
  await checkpoint(signal)
  const drawn = lumaOf(await kuwahara(picture, 2.4 * unit, signal))
  const [black, contrast] = [blackPoint(drawn) / 255, contrastOf(drawn)]
  const lines = inkLines(drawn, 2 * unit, 3.8 * contrast)
  const pitch = (4 + 3 * amount) * unit
  const [cos, sin] = [Math.cos(DOT_ANGLE), Math.sin(DOT_ANGLE)]
  const { width } = flat
  return mapPixels(flat, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const [u, v] = [(x * cos + y * sin) / pitch, (y * cos - x * sin) / pitch]
    const distance = Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5)
    const tone = luma.data[at] / 255
    const radius = 0.66 * Math.sqrt(Math.max(0, Math.min(1, (0.82 - tone) / 0.7)))
    const dot = Math.max(0, Math.min(1, (radius - distance) * pitch * 0.8 + 0.5))
    const ink = lines[at] * (tone < black ? 0.15 : 1)
    // Print on paper: the colour between the dots is light, that of the dots full.
    const print = (value: number, paper: number) => {
      const light = paper - (paper - value) * 0.5
      const full = value * 0.86
      return (light + (full - light) * dot) * ink + 16 * (1 - ink)
    }
    write(print(r, 255), print(g, 250), print(b, 232))
  })
}

/** Even areas with soft steps of tone between them. */
async function flatten({ picture, amount, signal }: Brief, colour: number): Promise<Pixels> {
  const unit = unitOf(picture)
  const smooth = await kuwahara(picture, (4 + 3 * amount) * unit, signal)
  await checkpoint(signal)
  const smoother = await saturate(await kuwahara(smooth, 4 * unit, signal), colour, signal)
  await checkpoint(signal)
  const steps = Math.round(9 - 3 * amount)
  return mapPixels(smoother, signal, (r, g, b, _x, _y, write) => {
    const luma = Math.max(1, 0.299 * r + 0.587 * g + 0.114 * b)
    const place = (luma / 255) * steps
    const sharp = Math.floor(place) + 0.5 + 0.5 * Math.tanh((place - Math.floor(place) - 0.5) * 7)
    const wanted = ((sharp / steps) * 255 * 1.05 + 6) / luma
    write(r * wanted, g * wanted, b * wanted)
  })
}
