import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { mixRgb, smoothStep, type Rgb } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { drawFeatures, overlay } from './heads.ts'
import { at, lightSurface, toPixels, unitVector, type Vector } from './light-surface.ts'
import { paintBodies } from './paint-bodies.ts'
import { choosePaints } from './paints.ts'
import type { Setting } from './setting.ts'

/** Opacity of eyes and lips. */
const FEATURES = 0.9

/**
 * The map's surface under new light: the prompt's material and colours in the place of the prompt. Red is right, green up, blue to the viewer.
 */
export const drawNormals: Drawing = async (map, setting, strength, signal, cast) => {
  const { width, height, backdrop, softBackdrop, subject } = setting
  const material = setting.material
  const share = cast ? cast.mask : await guessSubject(map, setting, signal)
  await checkpoint(signal)
  const paints = choosePaints(setting, cast)
  const own: Rgb = setting.hasColour || !material?.colour ? subject[0] : material.colour
  const bodies = cast && (await paintBodies(map, cast, setting, paints, signal))
  const relief = 0.15 + 1.05 * strength
  const normalAt = (i: number): Vector => {
    const [red, green, blue] = at(map.data, i)
    // The place is painted with its own light.
    const weight = relief * (0.5 + 0.5 * share[i])
    return unitVector([(red / 127.5 - 1) * weight, (green / 127.5 - 1) * weight, Math.max(0.05, blue / 127.5 - 1)])
  }
  const colours = new Float32Array(width * height * 3)
  for (let i = 0; i < width * height; i++) {
    const second = mixRgb(own, subject[1 % subject.length], 0.22 * smoothStep(0.4, 0.8, Math.floor(i / width) / height))
    colours.set(mixRgb(mixRgb(at(backdrop.data, i), at(softBackdrop.data, i), 0.5), bodies ? at(bodies, i) : second, share[i]), i * 3)
  }
  await overlay(colours, cast ? drawFeatures(cast.faces, paints, FEATURES) : '', setting)
  const surface = { colours, normalAt, shareAt: (i: number) => share[i] }
  for (let row = 0; row < height; row += 128) {
    await checkpoint(signal)
    lightSurface(surface, setting, row, Math.min(height, row + 128))
  }
  return toPixels(colours, setting)
}

/** What bends and what is in the middle is the subject; flat parts towards the border are the place around it. */
async function guessSubject(map: Pixels, { width, height }: Setting, signal: AbortSignal): Promise<Float32Array> {
  const tilt = createPlane(width, height)
  for (let i = 0; i < tilt.data.length; i++) tilt.data[i] = 1 - Math.max(0, (map.data[i * 3 + 2] - 127.5) / 127.5)
  await checkpoint(signal)
  const radius = Math.round(Math.min(width, height) / 16)
  const bends = boxBlur(boxBlur(tilt, radius), radius).data
  const most = Math.max(1e-3, bends.toSorted()[Math.floor(bends.length * 0.85)])
  return bends.map((bend, i) => {
    const centre = 1.15 - Math.hypot(((i % width) / width - 0.5) * 1.9, (Math.floor(i / width) / height - 0.62) * 1.35)
    return 0.9 * smoothStep(0.3, 0.95, 0.55 * Math.min(1.2, bend / most) + Math.max(0, centre) * 0.75)
  })
}
