import type { Pixels } from '../../imaging/pixels.ts'
import type { Rgb } from './colours.ts'
import { USUAL_MATERIAL } from './materials.ts'
import type { Setting } from './setting.ts'

/** x right, y up, z to the viewer. */
export type Vector = readonly [number, number, number]

export const unitVector = ([x, y, z]: Vector): Vector => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}
const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

const KEY = unitVector([-0.55, 0.6, 0.62])
const RIM = unitVector([0.8, 0.25, 0.15])
/** Half-way to the viewer. */
const HALF = unitVector([KEY[0], KEY[1], KEY[2] + 1])
/** Warmth of the key light and of the rim by the hour. */
const KEY_COLOUR = { dawn: [255, 224, 200], day: [255, 250, 240], sunset: [255, 220, 182], night: [178, 196, 255] } as const
const RIM_COLOUR = { dawn: [190, 205, 255], day: [200, 225, 255], sunset: [190, 150, 255], night: [255, 190, 120] } as const

/** How far light reaches around bodies, as it does from a sky: shadows keep their form. */
const WRAP = 0.3

export interface Surface {
  /** Its colours, height × width × 3, 0..255; what is lit is written here. */
  readonly colours: Float32Array
  /** The unit vector that stands on pixel `i`. */
  readonly normalAt: (i: number) => Vector
  /** How much of pixel `i` is the subject's, whose material shines. */
  readonly shareAt: (i: number) => number
  /** Light that reaches pixel `i` from around, 0..1. */
  readonly opennessAt?: (i: number) => number
}

/**
 * A surface under light: a key light from the upper left in the colour of the hour, a rim from the right, and what the place throws back, sky from
 * above and ground from below. Sources: Lambert's law; Blinn 1977 (highlights); the hemisphere light of real-time rendering.
 */
export function lightSurface(
  { colours, normalAt, shareAt, opennessAt = () => 1 }: Surface,
  setting: Setting,
  from: number,
  to: number,
): void {
  const { width, height, ambience, scene } = setting
  const material = setting.material ?? (setting.robot ? ROBOT_METAL : USUAL_MATERIAL)
  const sky = at(ambience.data, Math.floor(height * 0.06) * width + (width >> 1))
  const ground = at(ambience.data, Math.floor(height * 0.94) * width + (width >> 1))
  const [key, rim] = [KEY_COLOUR[scene.time], RIM_COLOUR[scene.time]]
  for (let i = from * width; i < to * width; i++) {
    const [normal, share, open] = [normalAt(i), shareAt(i), opennessAt(i)]
    const up = 0.5 + 0.5 * normal[1]
    const diffuse = Math.max(0, (dot(normal, KEY) + WRAP) / (1 + WRAP))
    const edge = Math.max(0, dot(normal, RIM)) ** 2 * (0.25 + 0.4 * share)
    const shine = Math.max(0, dot(normal, HALF)) ** material.sharpness * material.gloss * share
    for (let channel = 0; channel < 3; channel++) {
      const own = colours[i * 3 + channel]
      const around = (ground[channel] + (sky[channel] - ground[channel]) * up) / 255
      const light = (0.34 + 0.24 * around) * open + 0.72 * diffuse * (key[channel] / 255) * (0.5 + 0.5 * open)
      const mirrored = shine * (material.metallic ? 0.35 + (0.65 * own) / 255 : 1) * key[channel]
      const metal = material.metallic ? 1 - 0.35 * share * (1 - diffuse) : 1
      colours[i * 3 + channel] = own * light * metal + edge * rim[channel] * 0.5 * open + mirrored * 0.7
    }
  }
}

const ROBOT_METAL = { gloss: 0.55, sharpness: 26, metallic: true } as const

export const at = (data: ArrayLike<number>, i: number): Rgb => [data[i * 3], data[i * 3 + 1], data[i * 3 + 2]]

export function toPixels(colours: Float32Array, { width, height }: Pick<Pixels, 'width' | 'height'>): Pixels {
  return { width, height, channels: 3, data: Uint8Array.from(colours, (value) => Math.max(0, Math.min(255, Math.round(value)))) }
}
