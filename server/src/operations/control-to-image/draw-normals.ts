import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane } from '../../imaging/pixels.ts'
import { mixRgb, smoothStep, type Rgb } from './colours.ts'
import type { Drawing } from './drawing.ts'
import { USUAL_MATERIAL } from './materials.ts'

type Vector = readonly [number, number, number]
const unitVector = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}

/** x right, y up, z to the viewer. */
const KEY = unitVector([-0.55, 0.6, 0.62])
const RIM = unitVector([0.8, 0.25, 0.15])
/** Half-way to the viewer. */
const HALF = unitVector([KEY[0], KEY[1], KEY[2] + 1])
/** Warmth of the key light and of the rim by the hour. */
const KEY_COLOUR = { dawn: [255, 224, 200], day: [255, 250, 240], sunset: [255, 196, 138], night: [170, 190, 255] } as const
const RIM_COLOUR = { dawn: [190, 205, 255], day: [200, 225, 255], sunset: [190, 150, 255], night: [255, 190, 120] } as const

/**
 * The map's surface under new light: the prompt's material and colours, a key light from the upper left in the colour of the hour, a rim from the
 * right, and what the place throws back, sky from above and ground from below. Red is right, green up, blue to the viewer.
 * Sources: Lambert's law; Blinn 1977 (highlights); the hemisphere light of real-time rendering.
 */
export const drawNormals: Drawing = async (map, setting, strength, signal) => {
  const { width, height, ambience, softBackdrop, subject, scene } = setting
  const unit = Math.min(width, height)
  const material = setting.material ?? USUAL_MATERIAL
  const tilt = createPlane(width, height)
  for (let i = 0; i < tilt.data.length; i++) tilt.data[i] = 1 - Math.max(0, (map.data[i * 3 + 2] - 127.5) / 127.5)
  await checkpoint(signal)
  // What bends and what is in the middle is the subject; flat parts towards the border are the place around it.
  const bends = boxBlur(boxBlur(tilt, Math.round(unit / 16)), Math.round(unit / 16)).data
  await checkpoint(signal)
  const most = bends.toSorted()[Math.floor(bends.length * 0.85)]
  const sky = at(ambience.data, Math.floor(height * 0.06) * width + (width >> 1))
  const ground = at(ambience.data, Math.floor(height * 0.94) * width + (width >> 1))
  const [key, rim] = [KEY_COLOUR[scene.time], RIM_COLOUR[scene.time]]
  const own: Rgb = setting.hasColour || !material.colour ? subject[0] : material.colour
  const relief = 0.15 + 1.05 * strength
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < tilt.data.length; i++) {
    const raw = at(map.data, i)
    const normal = unitVector([(raw[0] / 127.5 - 1) * relief, (raw[1] / 127.5 - 1) * relief, Math.max(0.05, raw[2] / 127.5 - 1)])
    const centre = 1.15 - Math.hypot(((i % width) / width - 0.5) * 1.9, (Math.floor(i / width) / height - 0.62) * 1.35)
    const share = 0.9 * smoothStep(0.3, 0.95, 0.55 * Math.min(1.2, bends[i] / Math.max(1e-3, most)) + Math.max(0, centre) * 0.75)
    const second = mixRgb(own, subject[1 % subject.length], 0.22 * smoothStep(0.4, 0.8, Math.floor(i / width) / height))
    const albedo = mixRgb(at(softBackdrop.data, i), second, share)
    const up = 0.5 + 0.5 * normal[1]
    const diffuse = Math.max(0, dot(normal, KEY))
    const edge = Math.max(0, dot(normal, RIM)) ** 2 * (0.25 + 0.4 * share)
    const shine = Math.max(0, dot(normal, HALF)) ** material.sharpness * material.gloss * share
    for (let channel = 0; channel < 3; channel++) {
      const around = (ground[channel] + (sky[channel] - ground[channel]) * up) / 255
      const light = 0.34 + 0.24 * around + 0.72 * diffuse * (key[channel] / 255)
      const mirrored = shine * (material.metallic ? 0.35 + (0.65 * albedo[channel]) / 255 : 1) * key[channel]
      const metal = material.metallic ? 1 - 0.35 * share * (1 - diffuse) : 1
      const value = albedo[channel] * light * metal + edge * rim[channel] * 0.5 + mirrored * 0.7
      data[i * 3 + channel] = Math.max(0, Math.min(255, value))
    }
  }
  return { width, height, channels: 3, data }
}

const at = (data: Uint8Array, i: number): Rgb => [data[i * 3], data[i * 3 + 1], data[i * 3 + 2]]
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
