import { lightnessOf, luminanceAt } from '../../imaging/colour/lightness.ts'
import { measureCast } from '../../imaging/colour/measure-cast.ts'
import { measureRange } from '../../imaging/colour/measure-range.ts'
import { encodeSrgb, LINEAR_OF_BYTE } from '../../imaging/lab.ts'
import type { Pixels } from '../../imaging/pixels.ts'

/** What is right for every taste: taken from the picture. */
export interface Correction {
  /** Linear light: taken off all channels, and what each is multiplied by then. */
  readonly offset: number
  readonly gains: readonly [number, number, number]
  /** Exponent of lightness: below 1 brings the middle up. */
  readonly gamma: number
}

/** Of a cast of which nothing is sure: what is asked to correct colours does a little of it. */
const LEAST_CAST_SHARE = 0.25
/** sRGB levels, as in `enhance-image`: blacks and whites that need nothing, and where others are brought. */
const BLACK_ENOUGH = 26
const BLACK_GOAL = 12
const WHITE_ENOUGH = 225
const WHITE_GOAL = 242
const MAX_GAIN = 10
/** CIE L* of the middle tone that needs nothing, and how far it is moved at most. */
const MIDDLE = { from: 38, to: 62 }
const BLACK = 14
const MAX_GAMMA = 1.6
/** How much of what is missing in the middle is made up: a dark picture may be meant dark. */
const MIDDLE_SHARE = 0.7

/** Measures a picture of a few hundred pixels a side. */
export function planTone(small: Pixels): Correction {
  const { light, confidence } = measureCast(small)
  const share = Math.max(LEAST_CAST_SHARE, confidence)
  const balance = light.map((value) => value ** -share)
  const { black, white } = measureRange(small)
  const offset = black > LINEAR_OF_BYTE[BLACK_ENOUGH] ? black - LINEAR_OF_BYTE[BLACK_GOAL] : 0
  const whiteLevel = 255 * encodeSrgb(white)
  const gain = whiteLevel < WHITE_ENOUGH ? Math.min(MAX_GAIN, LINEAR_OF_BYTE[WHITE_GOAL] / Math.max(1e-4, white - offset)) : 1
  return { offset, gains: [balance[0] * gain, balance[1] * gain, balance[2] * gain], gamma: gammaFor(small, offset, gain) }
}

/** What brings the median of the stretched picture into the range of usual middle tones, or towards it. What is black is left out: dark cloth makes no dark picture. */
function gammaFor(small: Pixels, offset: number, gain: number): number {
  const tones: number[] = []
  for (let at = 0; at < small.data.length; at += small.channels) {
    const lightness = lightnessOf(Math.max(0, luminanceAt(small.data, at) - offset) * gain)
    if (lightness > BLACK) tones.push(lightness)
  }
  const median = tones.sort((a, b) => a - b)[tones.length >> 1] ?? MIDDLE.from
  const wanted = Math.max(MIDDLE.from, Math.min(MIDDLE.to, median))
  const exponent = Math.log(wanted / 100) / Math.log(Math.min(99, median) / 100)
  return Math.max(1 / MAX_GAMMA, Math.min(MAX_GAMMA, exponent ** MIDDLE_SHARE))
}
