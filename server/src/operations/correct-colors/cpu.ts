import type { CpuEffect, EffectOutput } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { writeTint } from '../../imaging/colour/tint-pixel.ts'
import { encodePng } from '../../imaging/encode.ts'
import { LINEAR_OF_BYTE, writeLab } from '../../imaging/lab.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { loadImage } from '../load-image.ts'
import { planTone, type Correction } from './plan-tone.ts'
import { TASTES, type Taste } from './tastes.ts'

const SMALL_SIDE = 256
const ROWS_AT_ONCE = 128
/** Chroma (CIELAB) of a colour that is strong already: more saturation would make it shrill. */
const STRONG = 60

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { count } = input as { count: number }
  const source = await loadImage(media, 'image')
  const size = fitWithin(source.width, source.height, SMALL_SIDE)
  const plan = planTone(await resizePixels(source, size.width, size.height))
  const outputs: EffectOutput[] = []
  for (const [index, taste] of TASTES.slice(0, count).entries()) {
    const picture = await correct(source, plan, taste, signal, (share) => onProgress((index + 0.8 * share) / count))
    const bytes = await encodePng(picture, 'algorithmicallyEnhanced')
    outputs.push({ name: 'image', kind: 'image', mime: 'image/png', bytes })
    onProgress((index + 1) / count)
  }
  return { outputs, warnings: [] }
}
export default effect

async function correct(
  source: Pixels,
  plan: Correction,
  taste: Taste,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Pixels> {
  const { width, height, channels, data } = source
  const light = taste.lamp.map((lamp, channel) =>
    Float64Array.from(LINEAR_OF_BYTE, (linear) => bend(Math.max(0, linear - plan.offset) * plan.gains[channel] * lamp)),
  )
  const curve = curveOf(plan.gamma, taste)
  const result: Pixels = { ...source, data: data.slice() }
  const lab = [0, 0, 0]
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) {
      await checkpoint(signal)
      onProgress(y / height)
    }
    for (let at = y * width * channels; at < (y + 1) * width * channels; at += channels) {
      writeLab(light[0][data[at]], light[1][data[at + 1]], light[2][data[at + 2]], lab)
      const lightness = curve[Math.round(Math.min(100, lab[0]) * 8)]
      // What was cut off at white has no colour of its own: balanced, it would get the opposite cast.
      const white = Math.max(0, Math.min(1, (Math.min(data[at], data[at + 1], data[at + 2]) - 235) / 18))
      const chroma = Math.hypot(lab[1], lab[2])
      const factor = (1 - white) * (1 + (taste.saturation - 1) * Math.max(0, 1 - chroma / (2 * STRONG)))
      // Colours follow the light that falls on them: darker ones are weaker.
      const exposure = lab[0] > 1 ? Math.min(1.5, lightness / lab[0]) ** 0.5 : 1
      writeTint(lightness, lab[1] * factor * exposure, lab[2] * factor * exposure, result.data, at)
    }
  }
  return result
}

/** Straight up to 0.85, then towards 1 without reaching it. */
function bend(light: number): number {
  return light <= 0.85 ? light : 1 - 0.15 * Math.exp(-(light - 0.85) / 0.15)
}

/** CIE L* in eighths to CIE L*: the middle moved by the exponent, then an S (or its contrary) around it. */
function curveOf(gamma: number, { contrast, lift }: Taste): Float32Array {
  return Float32Array.from({ length: 801 }, (_, i) => {
    const moved = (i / 800) ** gamma
    // A cubic that keeps black, middle and white, and is 1 + contrast steep in the middle.
    const bent = moved + contrast * 2 * moved * (1 - moved) * (2 * moved - 1) * 0.5
    return Math.max(0, Math.min(100, lift + (100 - lift) * bent))
  })
}
