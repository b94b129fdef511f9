/** What hours, weathers, moods and colours do to a photograph. Each takes and gives RGB of one size. */
import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import type { Mood, TimeOfDay, Weather } from '../../scenes/scene.ts'
import { holdSubject } from './hold-subject.ts'
import { blur, createNoise, mapPixels } from './looks/filters.ts'
import { unitOf } from './looks/look.ts'

type Grade = (picture: Pixels, signal: AbortSignal, seed: number) => Promise<Pixels>

/** Tone and colour of each pixel, by its luma (0..255) and by where it is (0..1, from the top left). */
interface Toning {
  readonly gain?: readonly [number, number, number]
  readonly lift?: readonly [number, number, number]
  readonly gamma?: number
  readonly saturation?: number
  /** A colour that is laid over the picture: its share at the top, and at the bottom. */
  readonly veil?: { readonly colour: readonly [number, number, number]; readonly top: number; readonly bottom: number }
  readonly corners?: number
  /** Share of a blurred copy that is screened over the picture. */
  readonly glow?: number
}

async function tone(
  picture: Pixels,
  signal: AbortSignal,
  { gain = [1, 1, 1], lift = [0, 0, 0], gamma = 1, saturation = 1, veil, corners = 0, glow = 0 }: Toning,
) {
  const { width, height } = picture
  const curve = Float32Array.from({ length: 256 }, (_, value) => 255 * (value / 255) ** gamma)
  const soft = glow > 0 ? await blur(picture, 9 * unitOf(picture)) : picture
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const [u, v] = [x / width - 0.5, y / height]
    const corner = 1 - corners * Math.max(0, u * u + (v - 0.5) ** 2 - 0.1) * 2
    const laid = veil === undefined ? 0 : veil.top + (veil.bottom - veil.top) * v
    const at = (y * width + x) * 3
    const change = (value: number, channel: number) => {
      const mixed = Math.max(0, Math.min(255, luma + (value - luma) * saturation))
      let out = (curve[Math.round(mixed)] * gain[channel] + lift[channel]) * corner
      if (glow > 0) out = 255 - (255 - out) * (1 - (soft.data[at + channel] / 255) * glow)
      return veil === undefined ? out : out + (veil.colour[channel] - out) * laid
    }
    write(change(r, 0), change(g, 1), change(b, 2))
  })
}

/** Day for night: dark and blue, while what is brightest or warm in the dark parts stays lit and glows, as windows and lamps do. */
const gradeNight: Grade = async (picture, signal) => {
  const unit = unitOf(picture)
  const around = await blur(picture, 14 * unit)
  const lamps = await mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const at = (y * picture.width + x) * 3
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const near = 0.299 * around.data[at] + 0.587 * around.data[at + 1] + 0.114 * around.data[at + 2]
    // Bright against what is around it: a lamp; a bright sky is bright all around.
    const lamp = Math.max(0, Math.min(1, (luma - near - 42) / 60)) * Math.max(0, Math.min(1, (luma - 120) / 80))
    write(lamp * 255, lamp * 196, lamp * 104)
  })
  const halo = await blur(lamps, 5 * unit)
  const dark = await tone(picture, signal, { gamma: 1.55, gain: [0.34, 0.44, 0.72], lift: [4, 8, 22], saturation: 0.5, corners: 0.9 })
  return mapPixels(dark, signal, (r, g, b, x, y, write) => {
    const at = (y * dark.width + x) * 3
    const add = (value: number, channel: number) => value + lamps.data[at + channel] * 0.55 + halo.data[at + channel] * 0.9
    write(add(r, 0), add(g, 1), add(b, 2))
  })
}

const HOURS: Readonly<Record<TimeOfDay, Grade>> = {
  night: gradeNight,
  sunset: (picture, signal) => tone(picture, signal, { gain: [1.16, 0.9, 0.66], lift: [12, 0, 4], saturation: 1.15, veil: { colour: [255, 118, 54], top: 0.34, bottom: 0.08 }, corners: 0.5, glow: 0.12 }),
  dawn: (picture, signal) => tone(picture, signal, { gain: [1.02, 0.93, 0.96], lift: [22, 14, 24], saturation: 0.85, veil: { colour: [255, 186, 190], top: 0.3, bottom: 0.06 }, glow: 0.14 }),
  day: (picture, signal) => tone(picture, signal, { gamma: 0.86, gain: [1.04, 1.04, 1], saturation: 1.15 }),
} // prettier-ignore

/** Snow lies on what faces upwards: where it is brighter above than below, more so in the lower part of the picture. */
function layFrost(picture: Pixels, signal: AbortSignal, seed: number): Promise<Pixels> {
  const { width, height, data } = picture
  const drift = createNoise(width, height, 30 * unitOf(picture), seed)
  const step = Math.max(1, Math.round(1.5 * unitOf(picture)))
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const above = (Math.max(0, y - step) * width + x) * 3 + 1
    const below = (Math.min(height - 1, y + step) * width + x) * 3 + 1
    const edge = Math.max(0, Math.min(1, (data[above] - data[below] - 6) / 40))
    const lying = Math.min(0.92, edge * 0.45 + Math.max(0, (luma - 96) / 220) * (0.35 + 0.65 * (y / height)) * (1 + 0.4 * drift(x, y)))
    write(r + (243 - r) * lying, g + (247 - g) * lying, b + (253 - b) * lying)
  })
}

/** Thicker with distance, and what is higher up in a picture is mostly farther off; banks drift through it. */
async function layFog(picture: Pixels, signal: AbortSignal, seed: number): Promise<Pixels> {
  const { width, height } = picture
  const unit = unitOf(picture)
  const banks = createNoise(width, height, 130 * unit, seed)
  const wisps = createNoise(width, height, 48 * unit, seed + 1)
  const far = await blur(picture, 1.6 * unit)
  return mapPixels(far, signal, (r, g, b, x, y, write) => {
    const near = y / height
    const depth = Math.max(0, Math.min(1, 1.12 - near)) ** 1.1
    const thick = Math.max(0.08, Math.min(0.93, 0.2 + 0.66 * depth + 0.14 * banks(x, y) + 0.07 * wisps(x, y)))
    write(r + (214 - r) * thick, g + (219 - g) * thick, b + (224 - b) * thick)
  })
}

const WEATHERS: Readonly<Partial<Record<Weather, Grade>>> = {
  clear: (picture, signal) => tone(picture, signal, { gamma: 0.92, gain: [1.05, 1.03, 0.98], saturation: 1.18 }),
  cloudy: (picture, signal) => tone(picture, signal, { gain: [0.9, 0.94, 0.98], saturation: 0.62, veil: { colour: [176, 184, 194], top: 0.3, bottom: 0.05 } }),
  rain: (picture, signal) => tone(picture, signal, { gamma: 1.12, gain: [0.78, 0.86, 0.95], lift: [6, 9, 14], saturation: 0.55, veil: { colour: [120, 134, 150], top: 0.34, bottom: 0.1 }, glow: 0.12 }),
  storm: (picture, signal) => tone(picture, signal, { gamma: 1.4, gain: [0.62, 0.7, 0.86], lift: [2, 5, 12], saturation: 0.45, veil: { colour: [44, 50, 66], top: 0.5, bottom: 0.1 }, corners: 0.8 }),
  snow: async (picture, signal, seed) => layFrost(await tone(picture, signal, { gamma: 0.92, gain: [0.94, 0.98, 1.06], saturation: 0.6 }), signal, seed),
  fog: async (picture, signal, seed) => layFog(await tone(picture, signal, { saturation: 0.7 }), signal, seed),
} // prettier-ignore

const MOODS: Readonly<Partial<Record<Mood, Grade>>> = {
  cheerful: (picture, signal) => tone(picture, signal, { gamma: 0.86, gain: [1.05, 1.03, 0.99], saturation: 1.35 }),
  sad: (picture, signal) => tone(picture, signal, { gamma: 1.15, gain: [0.84, 0.9, 1], saturation: 0.42, corners: 0.5 }),
  spooky: (picture, signal) => tone(picture, signal, { gamma: 1.45, gain: [0.66, 0.86, 0.66], lift: [4, 9, 10], saturation: 0.5, corners: 1.5 }),
  romantic: (picture, signal) => tone(picture, signal, { gain: [1.06, 0.94, 0.97], lift: [16, 6, 12], veil: { colour: [255, 160, 190], top: 0.16, bottom: 0.08 }, glow: 0.3 }),
  cosy: (picture, signal) => tone(picture, signal, { gain: [1.1, 0.98, 0.8], lift: [8, 3, 0], corners: 0.7, glow: 0.1 }),
  dreamy: (picture, signal) => tone(picture, signal, { gamma: 0.9, gain: [0.98, 0.96, 1.04], lift: [14, 10, 20], saturation: 0.9, veil: { colour: [214, 190, 255], top: 0.16, bottom: 0.1 }, glow: 0.5 }),
} // prettier-ignore

/** Everything in one colour, as through a coloured glass; lights and darks stay. */
function tint(picture: Pixels, [red, green, blue]: readonly [number, number, number], signal: AbortSignal): Promise<Pixels> {
  const own = Math.max(1, 0.299 * red + 0.587 * green + 0.114 * blue)
  return mapPixels(picture, signal, (r, g, b, _x, _y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    const inside = 1 - Math.abs(luma / 127.5 - 1) ** 2
    const change = (value: number, colour: number) => value * 0.4 + 0.6 * (luma + (colour - own) * inside * 0.75)
    write(change(r, red), change(g, green), change(b, blue))
  })
}

/** How much contrast of the subject stays: fog that hides nothing is none. */
const CONTRAST_KEPT = 0.7
const CONTRAST_KEPT_IN_FOG = 0.5

export interface GradeWish {
  readonly time?: TimeOfDay | undefined
  readonly weather?: Weather | undefined
  readonly mood?: Mood | undefined
  readonly tint?: readonly [number, number, number] | undefined
}

export function wantsGrade({ time, weather, mood, tint: colour }: GradeWish): boolean {
  return time !== undefined || weather !== undefined || colour !== undefined || (mood !== undefined && mood !== 'neutral')
}

/**
 * Hour first, then the weather's light, mood and tint; the subject stays recognisable. What falls is drawn apart (`letFall`).
 * Stops between them when the signal is aborted.
 */
export async function gradePicture(picture: Pixels, wish: GradeWish, seed: number, signal: AbortSignal): Promise<Pixels> {
  const { time, weather, mood, tint: colour } = wish
  let graded = picture
  for (const grade of [time && HOURS[time], weather && WEATHERS[weather], mood && MOODS[mood]]) {
    await checkpoint(signal)
    if (grade) graded = await grade(graded, signal, seed)
  }
  await checkpoint(signal)
  if (graded !== picture) graded = await holdSubject(graded, picture, weather === 'fog' ? CONTRAST_KEPT_IN_FOG : CONTRAST_KEPT, signal)
  return colour ? tint(graded, colour, signal) : graded
}
