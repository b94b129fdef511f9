import { encodeSrgb, LINEAR_OF_BYTE, toLab, writeLab } from '../../imaging/lab.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { softenPlane } from '../../imaging/draw-mask.ts'

/**
 * Skin of every tone has nearly one hue; lightness is the person's own. So white balance is read from the hue of the skin, and exposure is
 * touched only where no skin is that dark or that light. CIELAB: degrees, and L of 0..100.
 */
const SKIN_HUE = { from: 30, to: 70 }
const SKIN_LIGHTNESS = { from: 32, to: 80 }
/** Skin has at least that chroma, of every tone. */
const MIN_SKIN_CHROMA = 10
/** A picture in which hardly a pixel has more chroma is grey, and has no balance to put right. */
const MAX_GREY_CHROMA = 7
const MAX_STOPS = 0.7
const TEMPERATURES = Array.from({ length: 41 }, (_, i) => 1.4 ** ((i - 20) / 20))
const TINTS = Array.from({ length: 9 }, (_, i) => 1.06 ** ((i - 4) / 4))

/** What a light correction multiplies linear light with. */
export type Gains = readonly [red: number, green: number, blue: number]

/** Finds exposure and white balance from the skin of the face. `skin` says where that is. */
export function measureLight(picture: Pixels, skin: Plane): Gains {
  const mean = meanLight(picture, skin)
  const lab = [0, 0, 0]
  writeLab(...mean, lab)
  const exposure = 2 ** Math.max(-MAX_STOPS, Math.min(MAX_STOPS, stopsTo(lab[0])))
  const balance = isGrey(picture) ? ([1, 1, 1] as const) : balanceOf(mean)
  return [exposure * balance[0], exposure * balance[1], exposure * balance[2]]
}

function isGrey(picture: Pixels): boolean {
  const lab = toLab(picture)
  let coloured = 0
  for (let at = 0; at < lab.length; at += 3) if (Math.hypot(lab[at + 1], lab[at + 2]) > MAX_GREY_CHROMA) coloured++
  return coloured < 0.05 * picture.width * picture.height
}

/** L grows about with the cube root of light. */
function stopsTo(lightness: number): number {
  const wanted = Math.max(SKIN_LIGHTNESS.from, Math.min(SKIN_LIGHTNESS.to, lightness))
  return 3 * Math.log2((wanted + 16) / (lightness + 16))
}

/** The smallest change of temperature and tint that brings hue and chroma into the range of skin. Keeps green, and so about the luma. */
function balanceOf([red, green, blue]: Gains): Gains {
  let best: { cost: number; gains: Gains } = { cost: Infinity, gains: [1, 1, 1] }
  const lab = [0, 0, 0]
  for (const temperature of TEMPERATURES)
    for (const tint of TINTS) {
      const gains: Gains = [temperature * tint, 1, tint / temperature]
      writeLab(red * gains[0], green, blue * gains[2], lab)
      const hue = (Math.atan2(lab[2], lab[1]) * 180) / Math.PI
      const off = Math.max(0, SKIN_HUE.from - hue, hue - SKIN_HUE.to)
      const pale = Math.max(0, MIN_SKIN_CHROMA - Math.hypot(lab[1], lab[2]))
      const cost = 10 * off + 10 * pale + 30 * Math.abs(Math.log(temperature)) + 60 * Math.abs(Math.log(tint))
      if (cost < best.cost) best = { cost, gains }
    }
  return best.gains
}

function meanLight({ channels, data }: Pixels, mask: Plane): Gains {
  const sum = [0, 0, 0]
  let weight = 0
  for (let i = 0; i < mask.data.length; i++) {
    const share = mask.data[i]
    if (share < 0.5) continue
    for (let channel = 0; channel < 3; channel++) sum[channel] += share * LINEAR_OF_BYTE[data[i * channels + channel]]
    weight += share
  }
  return weight > 0 ? [sum[0] / weight, sum[1] / weight, sum[2] / weight] : [0.2, 0.2, 0.2]
}

/** How far around a shadow light is measured, by the width of the face. */
const FILL_REACH = 0.12
const MAX_FILL = 1.45
const KNEE = 0.5

/** Multiplies the light of the whole picture, in place. Highlights bend instead of clipping. */
export function applyGains({ width, height, channels, data }: Pixels, gains: Gains, stops: number): void {
  const tables = gains.map((gain) => curveOf(gain * 2 ** stops))
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++) data[i * channels + channel] = tables[channel][data[i * channels + channel]]
}

/** By byte. Straight as far as half the light; above, it nears white so that the lightest byte just reaches it. */
function curveOf(gain: number): Uint8Array {
  const bend = (light: number) => {
    if (gain <= 1 || light <= KNEE) return light
    const share = (light - KNEE) / (gain - KNEE)
    return KNEE + (1 - KNEE) * (1 - (1 - share) ** ((gain - KNEE) / (1 - KNEE)))
  }
  return Uint8Array.from({ length: 256 }, (_, byte) => Math.round(255 * encodeSrgb(bend(LINEAR_OF_BYTE[byte] * gain))))
}

/** Lifts the darker side of a face towards its middle tone, in place, as a second lamp would. `strength` 0..1. */
export function fillShadows({ width, height, channels, data }: Pixels, oval: Plane, faceWidth: number, strength: number): void {
  if (strength === 0) return
  const brightness = createPlane(width, height)
  for (let i = 0; i < brightness.data.length; i++) {
    const at = i * channels
    brightness.data[i] = (0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]) / 255
  }
  const around = softenPlane(brightness, faceWidth * FILL_REACH)
  const reach = softenPlane(oval, faceWidth * FILL_REACH)
  const middle = meanWithin(around, oval)
  for (let i = 0; i < brightness.data.length; i++) {
    const share = reach.data[i] * strength
    if (share < 0.01 || around.data[i] >= middle) continue
    const lift = Math.min(MAX_FILL, (middle / Math.max(0.02, around.data[i])) ** 0.6)
    const gain = 1 + (lift - 1) * share
    for (let channel = 0; channel < 3; channel++)
      data[i * channels + channel] = Math.min(255, Math.round(data[i * channels + channel] * gain))
  }
}

function meanWithin(plane: Plane, mask: Plane): number {
  let [sum, weight] = [0, 0]
  for (let i = 0; i < plane.data.length; i++) {
    sum += plane.data[i] * mask.data[i]
    weight += mask.data[i]
  }
  return weight > 0 ? sum / weight : 0
}
