import { boxBlur } from './box-blur.ts'
import { createPlane, type Pixels } from './pixels.ts'
import { createRandom } from './random.ts'
import type { Light } from './surroundings.ts'

/** Luma of a scene in which drawn colours look right as they are. */
const USUAL_LUMA = 122
/** Mean chroma from which on a scene counts as fully coloured; grey scenes take the colour out of what is put into them. */
const FULL_CHROMA = 22
const TINT_SHARE = 0.45
const VOLUME = 0.34
const SLOPE_OF_LIGHT = 0.12

/**
 * A drawn thing (RGBA) as it would look in a given light: exposed and tinted like its surroundings, within their range of tones, rounded by
 * light and shade, with their grain. Gives new pixels.
 */
export function lightCutout(cutout: Pixels, light: Light, seed: number): Pixels {
  const { width, height, data } = cutout
  const random = createRandom(seed)
  const luma = 0.299 * light.mean[0] + 0.587 * light.mean[1] + 0.114 * light.mean[2]
  const exposure = Math.max(0.42, Math.min(1.18, (luma / USUAL_LUMA) ** 0.55))
  const saturation = Math.min(1, light.chroma / FULL_CHROMA) * 0.88
  // In the dark a hue is hardly light, and a strong one is the colour of things rather than of light.
  const tint = light.mean.map(
    (value) => 1 + TINT_SHARE * Math.max(-0.5, Math.min(0.5, value / Math.max(1, luma) - 1)) * Math.min(1, luma / 60),
  )
  // A veil over what is dark would look as if one saw through the thing.
  const [floor, ceiling] = [light.dark * 0.2, Math.max(light.bright, light.dark + 60) * 0.35 + 255 * 0.65]
  const shade = shadeVolume(cutout, light.from)
  const lit = new Uint8Array(data.length)
  for (let at = 0; at < width * height; at++) {
    const from = at * 4
    if (data[from + 3] === 0) continue
    const [r, g, b] = [data[from], data[from + 1], data[from + 2]]
    const grey = 0.299 * r + 0.587 * g + 0.114 * b
    const grain = (random.next() + random.next() + random.next() - 1.5) * 2 * light.grain
    for (let channel = 0; channel < 3; channel++) {
      const colour = (grey + (data[from + channel] - grey) * saturation) * tint[channel] * exposure * shade[at]
      const ranged = floor + (Math.max(0, colour) / 255) * (ceiling - floor)
      lit[from + channel] = Math.max(0, Math.min(255, Math.round(ranged + grain)))
    }
    lit[from + 3] = data[from + 3]
  }
  return { width, height, channels: 4, data: lit }
}

/**
 * A factor around 1 per pixel: the thing is taken for a cushion as thick as it is far to its outline, and lit from `from`; what is
 * turned to the light is brighter, and so is the side near to it.
 */
function shadeVolume({ width, height, data }: Pixels, from: readonly [number, number]): Float32Array {
  const alpha = createPlane(width, height)
  for (let at = 0; at < alpha.data.length; at++) alpha.data[at] = data[at * 4 + 3] / 255
  const radius = Math.max(1, Math.round(Math.min(width, height) / 9))
  const thickness = boxBlur(boxBlur(alpha, radius), Math.max(1, radius >> 1)).data
  const shade = new Float32Array(width * height)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const right = x + 1 < width ? thickness[at + 1] : 0
      const left = x > 0 ? thickness[at - 1] : 0
      const below = y + 1 < height ? thickness[at + width] : 0
      const above = y > 0 ? thickness[at - width] : 0
      const facing = -((right - left) * from[0] + (below - above) * from[1]) * radius * 0.5
      const side = (x / width - 0.5) * from[0] + (y / height - 0.5) * from[1]
      shade[at] = 1 + VOLUME * Math.max(-1, Math.min(0.7, facing)) + 2 * SLOPE_OF_LIGHT * side
    }
  return shade
}
