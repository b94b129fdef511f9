import { encodeSrgb, LINEAR_OF_BYTE } from '../../imaging/lab.ts'
import type { Defects } from './measure-defects.ts'

/** `auto` corrects what is surely a defect; a number does so much of what was measured, sure or not. */
export type Strength = number | 'auto'

export interface Strengths {
  readonly denoise: Strength
  readonly light: Strength
  readonly colour: Strength
  readonly sharpen: Strength
}

export interface Corrections {
  /** Deviation of the noise to take out, of 255; 0 is none. */
  readonly lumaNoise: number
  readonly chromaNoise: number
  /** How much of the fine detail is added to itself. */
  readonly sharpening: number
  /** Detail weaker than this is not sharpened, of 255. */
  readonly detailFloor: number
  /** Linear light: what is taken off all channels, and what each is multiplied by then. */
  readonly offset: number
  readonly gains: readonly [number, number, number]
}

/** Noise below that is not seen, and the estimate takes fine texture for so much. */
const NOISE_FLOOR = 1.2
const BLOCKING_FLOOR = 1
/** Deviation of the error that JPEG left, per jump at its blocks: measured on the free photos at quality 15 and 30. */
const NOISE_PER_JUMP = 0.8
/** Sharp photos measure 0.18 to 0.36, blurred by a Gaussian of 1.5 pixels 0.42 to 0.61. */
const BLUR_FROM = 0.38
const BLUR_TO = 0.55
const MAX_SHARPENING = 1.2
/** sRGB levels. Whites above the first need no more light; those ten and more below it are brought to the second. */
const WHITE_ENOUGH = 180
const WHITE_GOAL = 225
/** Blacks up to here are black; a veil above it is taken off. */
const BLACK_ENOUGH = 32
const BLACK_GOAL = 16
const MAX_GAIN = 12

export function planCorrections(defects: Defects, strengths: Strengths): Corrections {
  const { denoise, light, colour, sharpen } = strengths
  const { lumaNoise, chromaNoise, blocking, blur, cast, range } = defects
  const noiseShare = denoise === 'auto' ? 1 : denoise
  const fromBlocks = blocking > BLOCKING_FLOOR ? blocking * NOISE_PER_JUMP : 0
  const needed = (noise: number) => Math.max(denoise !== 'auto' || noise > NOISE_FLOOR ? noise : 0, fromBlocks) * noiseShare

  const sharpening = sharpen === 'auto' ? Math.max(0, Math.min(1, (blur - BLUR_FROM) / (BLUR_TO - BLUR_FROM))) : sharpen
  const { offset, gain } = planLight(range, light === 'auto' ? 1 : light)
  const colourShare = colour === 'auto' ? cast.confidence : colour
  const balance = cast.light.map((value) => value ** -colourShare)
  return {
    lumaNoise: needed(lumaNoise),
    chromaNoise: needed(chromaNoise),
    sharpening: sharpening * MAX_SHARPENING,
    detailFloor: Math.max(0.5, lumaNoise),
    offset,
    gains: [balance[0] * gain, balance[1] * gain, balance[2] * gain],
  }
}

function planLight({ black, white }: Defects['range'], share: number): { offset: number; gain: number } {
  const isVeiled = black > LINEAR_OF_BYTE[BLACK_ENOUGH]
  const offset = isVeiled ? (black - LINEAR_OF_BYTE[BLACK_GOAL]) * share : 0
  const whiteLevel = 255 * encodeSrgb(white)
  const need = Math.max(0, Math.min(1, (WHITE_ENOUGH - whiteLevel) / 10)) * share
  // A veil is taken off below the whites; darkness is mended by bringing the whites up.
  const goal = isVeiled ? white : LINEAR_OF_BYTE[WHITE_GOAL]
  const gain = Math.min(MAX_GAIN, goal / Math.max(1e-4, white - offset))
  return { offset, gain: Math.max(1, isVeiled ? gain : gain ** need) }
}

/** Nothing to do: the picture stays as it is, to the bit. */
export function isNothing({ lumaNoise, chromaNoise, sharpening, offset, gains }: Corrections): boolean {
  return lumaNoise === 0 && chromaNoise === 0 && sharpening === 0 && offset === 0 && gains.every((gain) => gain === 1)
}
