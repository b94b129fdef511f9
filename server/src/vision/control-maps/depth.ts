import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { applyGuidedFilter, fitGuidedFilter, type ColourPlanes } from '../../imaging/guided-filter.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { findSalience } from '../../imaging/salience.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import { analysePicture } from '../analyse-picture.ts'
import { findPeople } from './find-people.ts'
import { lumaOf, toGreyPicture, type Preprocessor } from './control-map.ts'

/** How much each cue says; salience most, since a photo is of something. */
const WEIGHTS = { low: 0.36, salient: 0.34, sharp: 0.16, clear: 0.14 } as const
/** Cues are slow to change; at this side they cost little. */
const CUE_SIDE = 256
const PERSON_NEARNESS = 0.8

/**
 * Estimated depth, near is white, as MiDaS maps have it. An estimate from what one picture can tell without a trained depth network: what
 * stands lower is nearer (ground plane), what stands out is nearer than what runs on to the border, sharp is nearer than blurred, hazy is far
 * (dark channel), people and found things are nearer than what is behind them. It orders layers; it measures no distances.
 * Sources: He, Sun, Tang 2009, "Single Image Haze Removal Using Dark Channel Prior"; Zhu et al. 2014 (salience); He, Sun, Tang 2013 (guided filter).
 */
export const mapDepth: Preprocessor = async (picture, { signal }) => {
  const { data } = await estimateDepth(picture, signal)
  return toGreyPicture(
    picture,
    data.map((value) => 255 * value),
  )
}

/** Nearness of each pixel, 0 (far) .. 1 (near). */
export async function estimateDepth(picture: Pixels, signal: AbortSignal): Promise<Plane> {
  const { width, height } = picture
  const size = fitWithin(width, height, CUE_SIDE)
  const small = await resizePixels(picture, size.width, size.height)
  await checkpoint(signal)
  const salience = findSalience(small).salience.data
  await checkpoint(signal)
  const [sharp, clear] = [sharpness(small).data, clarity(small).data]
  const near = createPlane(size.width, size.height)
  for (let y = 0, i = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++, i++)
      near.data[i] =
        WEIGHTS.low * (y / size.height) ** 1.2 + WEIGHTS.salient * salience[i] + WEIGHTS.sharp * sharp[i] + WEIGHTS.clear * clear[i]
  spread(near.data)
  const analysis = analysePicture(picture)
  await checkpoint(signal)
  const people = await findPeople(analysis, size)
  if (people) {
    const mask = { ...size, data: people as Float32Array<ArrayBuffer> }
    // Thicker in the middle than at its outline, as bodies are.
    const body = boxBlur(mask, Math.round(Math.min(size.width, size.height) / 14)).data
    for (let i = 0; i < near.data.length; i++) {
      const share = Math.min(1, mask.data[i] * 1.2)
      const lower = Math.floor(i / size.width) / size.height
      near.data[i] += share * (PERSON_NEARNESS - 0.15 + 0.12 * lower + 0.2 * body[i] - near.data[i])
      near.data[i] *= share < 0.5 ? 0.85 : 1
    }
  }
  await checkpoint(signal)
  for (const { box, score } of await analysis.objects()) raise(near, salience, box, score, width, height)
  await checkpoint(signal)
  const model = fitGuidedFilter(planesOf(small), near, Math.round(Math.min(size.width, size.height) / 18), 4e-3)
  const full = {
    red: enlargePlane(model.red, width, height),
    green: enlargePlane(model.green, width, height),
    blue: enlargePlane(model.blue, width, height),
    offset: enlargePlane(model.offset, width, height),
  }
  await checkpoint(signal)
  // Grain and print of surfaces are no relief.
  const depth = boxBlur(applyGuidedFilter(full, planesOf(picture)), Math.max(1, Math.round(Math.min(width, height) / 256)))
  spread(depth.data)
  return depth
}

type Cut = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** Things stand before what surrounds them, where they stand out. */
function raise(near: Plane, salience: Float32Array, box: Cut, score: number, width: number, height: number): void {
  const [sx, sy] = [near.width / width, near.height / height]
  const bottom = Math.min(1, (box.top + box.height) / height)
  for (let y = Math.max(0, Math.floor(box.top * sy)); y < Math.min(near.height, (box.top + box.height) * sy); y++)
    for (let x = Math.max(0, Math.floor(box.left * sx)); x < Math.min(near.width, (box.left + box.width) * sx); x++) {
      const i = y * near.width + x
      near.data[i] = Math.max(near.data[i], near.data[i] + 0.45 * score * salience[i] * (0.5 + 0.5 * bottom))
    }
}

/** Fine contrast, as a share of the strongest around: 0..1. */
function sharpness(picture: Pixels): Plane {
  const { width, height } = picture
  const luma = lumaOf(picture)
  const energy = createPlane(width, height)
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      energy.data[i] = Math.abs(4 * luma[i] - luma[i - 1] - luma[i + 1] - luma[i - width] - luma[i + width])
    }
  const smooth = boxBlur(boxBlur(energy, Math.round(width / 24)), Math.round(width / 24))
  spread(smooth.data)
  return smooth
}

/** One minus the dark channel: haze lifts even the darkest colour of a place. 0..1. */
function clarity(picture: Pixels): Plane {
  const { width, height, channels, data } = picture
  const dark = createPlane(width, height)
  for (let i = 0, at = 0; i < dark.data.length; i++, at += channels) dark.data[i] = Math.min(data[at], data[at + 1], data[at + 2]) / 255
  const smooth = boxBlur(dark, 4)
  for (let i = 0; i < smooth.data.length; i++) smooth.data[i] = 1 - smooth.data[i]
  spread(smooth.data)
  return smooth
}

/** Stretches values so that all but the outermost hundredths fill 0..1. */
function spread(values: Float32Array): void {
  const sorted = values.toSorted()
  const [least, most] = [sorted[Math.floor(sorted.length * 0.01)], sorted[Math.floor(sorted.length * 0.99)]]
  for (let i = 0; i < values.length; i++) values[i] = Math.max(0, Math.min(1, (values[i] - least) / Math.max(1e-6, most - least)))
}

function planesOf({ width, height, channels, data }: Pixels): ColourPlanes {
  const plane = (channel: number) => {
    const values = createPlane(width, height)
    for (let i = 0; i < values.data.length; i++) values.data[i] = data[i * channels + channel] / 255
    return values
  }
  return [plane(0), plane(1), plane(2)]
}
