import { LINEAR_OF_BYTE, writeLab } from '../lab.ts'
import type { Pixels } from '../pixels.ts'

/** Linear light of a neutral surface: red, green, blue; only the ratios count. */
export type Illuminant = readonly [number, number, number]

const NORM = 6

export interface Cast {
  /** What a neutral surface looks like, with the same luminance as white light. */
  readonly light: Illuminant
  /** 0..1: how sure it is that this is the light's colour rather than the colour of things, or a mood. */
  readonly confidence: number
}

const WHITE: Illuminant = [1, 1, 1]
/** Degrees from white where a cast begins to be one, and how much further until it surely is: sunsets and lamps are warm on purpose. */
const WARM_FROM = 13
const COOL_FROM = 7
const TINT_FROM = 5
const SURE_AFTER = 2

/**
 * The cast of a picture of a few hundred pixels a side. It is believed when taking it off turns many colours grey that were not: under a
 * cast nothing is neutral, while a sunset or a red wall has no greys to bring back.
 */
export function measureCast(picture: Pixels): Cast {
  const { shades, edges, bright } = estimateIlluminants(picture)
  const first = scaleToLuminance([0, 1, 2].map((c) => shades[c] / sum(shades) + edges[c] / sum(edges) + bright[c] / sum(bright)))
  if (!first.every((value) => Number.isFinite(value) && value > 0.05)) return { light: WHITE, confidence: 0 }
  const light = refineByNeutrals(picture, first)
  const before = countNeutrals(picture, WHITE)
  const after = countNeutrals(picture, light)
  const found = ramp(after.share, 0.015, 0.03) * ramp(after.share / Math.max(0.002, before.share), 2, 3) * ramp(after.tightness, 0.27, 0.35)
  return { light, confidence: found * ramp(angleBetween(light, WHITE), leastAngle(light), leastAngle(light) + SURE_AFTER) }
}

/** Light between warm and cool is nature's; green and magenta are nobody's choice. */
function leastAngle([red, green, blue]: Illuminant): number {
  const warmth = Math.log(red / blue)
  const tint = Math.log((green * green) / (red * blue))
  if (Math.abs(tint) > Math.abs(warmth)) return TINT_FROM
  return warmth > 0 ? WARM_FROM : COOL_FROM
}

/** What is nearly grey under the first guess tells better what grey looks like. */
function refineByNeutrals(picture: Pixels, first: Illuminant): Illuminant {
  let light = first
  for (let round = 0; round < 4; round++) {
    const means: [number, number, number] = [0, 0, 0]
    let count = 0
    visitBalanced(picture, light, (i, lab) => {
      if (lab[1] * lab[1] + lab[2] * lab[2] > 7 * 7) return
      count++
      for (let c = 0; c < 3; c++) means[c] += LINEAR_OF_BYTE[picture.data[i + c]]
    })
    if (count < 50) break
    light = scaleToLuminance(means)
  }
  return light
}

function scaleToLuminance(light: readonly number[]): Illuminant {
  const [r, g, b] = light
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
  return [r / luminance, g / luminance, b / luminance]
}

const sum = ([r, g, b]: Illuminant) => r + g + b
const ramp = (value: number, from: number, to: number) => Math.max(0, Math.min(1, (value - from) / (to - from)))

/**
 * The colour of the light by three estimates that fail on different pictures. Meant for a picture of a few hundred pixels a side.
 * Sources: Finlayson, Trezzi 2004, "Shades of Gray and Colour Constancy" (norm 6); van de Weijer, Gevers, Gijsenij 2007, "Edge-Based Color
 * Constancy" (first order, norm 6).
 */
function estimateIlluminants({ width, height, channels, data }: Pixels): { shades: Illuminant; edges: Illuminant; bright: Illuminant } {
  const shades: [number, number, number] = [0, 0, 0]
  const edges: [number, number, number] = [0, 0, 0]
  const brightness = new Float64Array(width * height)
  let count = 0
  const isCutOff = (i: number) => Math.max(data[i], data[i + 1], data[i + 2]) >= 250
  const luminance = (i: number) => LINEAR_OF_BYTE[data[i]] + LINEAR_OF_BYTE[data[i + 1]] + LINEAR_OF_BYTE[data[i + 2]]
  for (let y = 1; y < height; y++)
    for (let x = 1; x < width; x++) {
      const i = (y * width + x) * channels
      if (isCutOff(i)) continue
      brightness[count++] = luminance(i)
      for (let c = 0; c < 3; c++) {
        const here = LINEAR_OF_BYTE[data[i + c]]
        const across = here - LINEAR_OF_BYTE[data[i + c - channels]]
        const down = here - LINEAR_OF_BYTE[data[i + c - width * channels]]
        shades[c] += here ** NORM
        edges[c] += (across * across + down * down) ** (NORM / 2)
      }
    }
  const rising = brightness.subarray(0, count).sort()
  const limit = rising[count - 1 - Math.floor(count * 0.02)] ?? 0
  const bright: [number, number, number] = [0, 0, 0]
  for (let i = 0; i < width * height * channels; i += channels)
    if (!isCutOff(i) && luminance(i) >= limit) for (let c = 0; c < 3; c++) bright[c] += LINEAR_OF_BYTE[data[i + c]]
  const root = (sums: [number, number, number]): Illuminant => [sums[0] ** (1 / NORM), sums[1] ** (1 / NORM), sums[2] ** (1 / NORM)]
  return { shades: root(shades), edges: root(edges), bright }
}

/** Degrees between two colours of light. */
export function angleBetween(a: Illuminant, b: Illuminant): number {
  const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
  return (Math.acos(Math.min(1, dot / (Math.hypot(...a) * Math.hypot(...b)))) * 180) / Math.PI
}

interface Neutrals {
  /** Of the pixels that are neither dark nor cut off: those that would be nearly grey. */
  readonly share: number
  /** How many of those that are roughly grey are nearly so: greys of things lie close together, fur and wood in a haze around them (0.09 to 0.25). */
  readonly tightness: number
}

function countNeutrals(picture: Pixels, light: Illuminant): Neutrals {
  let [seen, roughly, nearly] = [0, 0, 0]
  visitBalanced(picture, light, (_, lab) => {
    const chroma = Math.sqrt(lab[1] * lab[1] + lab[2] * lab[2])
    seen++
    if (chroma < 10) roughly++
    if (chroma < 3) nearly++
  })
  return { share: nearly / Math.max(1, seen), tightness: nearly / Math.max(1, roughly) }
}

/** Calls with the place and the L*a*b* of each pixel as it would be under white light; without those that are dark or cut off. */
function visitBalanced({ width, height, channels, data }: Pixels, light: Illuminant, visit: (i: number, lab: Float64Array) => void) {
  const lab = new Float64Array(3)
  for (let i = 0; i < width * height * channels; i += channels) {
    if (Math.max(data[i], data[i + 1], data[i + 2]) >= 250) continue
    writeLab(LINEAR_OF_BYTE[data[i]] / light[0], LINEAR_OF_BYTE[data[i + 1]] / light[1], LINEAR_OF_BYTE[data[i + 2]] / light[2], lab)
    if (lab[0] >= 15) visit(i, lab)
  }
}
