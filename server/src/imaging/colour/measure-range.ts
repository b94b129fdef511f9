import { LINEAR_OF_BYTE } from '../lab.ts'
import type { Pixels } from '../pixels.ts'

/** Linear luminance that only this share of the pixels is darker, or brighter, than. */
const OUTLIERS = 0.003

export interface Range {
  /** Linear light, 0..1. */
  readonly black: number
  readonly white: number
}

/** Where the picture's darkest and brightest parts lie; single pixels aside. */
export function measureRange({ width, height, channels, data }: Pixels): Range {
  const STEPS = 4096
  const counts = new Uint32Array(STEPS)
  for (let i = 0; i < width * height * channels; i += channels) {
    const luminance = 0.2126 * LINEAR_OF_BYTE[data[i]] + 0.7152 * LINEAR_OF_BYTE[data[i + 1]] + 0.0722 * LINEAR_OF_BYTE[data[i + 2]]
    counts[Math.min(STEPS - 1, Math.floor(luminance * STEPS))]++
  }
  const allowed = OUTLIERS * width * height
  let black = 0
  for (let passed = counts[0]; passed <= allowed && black < STEPS - 1; passed += counts[black]) black++
  let white = STEPS - 1
  for (let passed = counts[white]; passed <= allowed && white > 0; passed += counts[white]) white--
  return { black: black / STEPS, white: (white + 1) / STEPS }
}
