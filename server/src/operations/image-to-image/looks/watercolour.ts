import { checkpoint } from '../../../imaging/checkpoint.ts'
import { blur, createNoise, kuwahara, lumaOf, mapPixels, saturate } from './filters.ts'
import { unitOf, type Paint } from './look.ts'

/** How dark the fine brush is. */
const FINE_BRUSH = 0.75
const PAPER = [252, 249, 242] as const

/** Washes with wandering, darker edges; pigment settles unevenly, the paper's tooth shows, and the brush leaves its border white. */
export const paintWatercolour: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const washes = await kuwahara(await kuwahara(await saturate(picture, 1.3, signal), (3 + 2.5 * amount) * unit, signal), 3 * unit, signal)
  await checkpoint(signal)
  const washed = lumaOf(washes).data
  const details = lumaOf(await kuwahara(picture, 1.3 * unit, signal)).data
  await checkpoint(signal)
  const around = await blur(washes, 5 * unit)
  await checkpoint(signal)
  const wanderX = createNoise(width, height, 22 * unit, seed + 1)
  const wanderY = createNoise(width, height, 22 * unit, seed + 2)
  const fray = createNoise(width, height, 5 * unit, seed + 3)
  const pigment = createNoise(width, height, 70 * unit, seed + 4)
  const settling = createNoise(width, height, 12 * unit, seed + 5)
  const tooth = createNoise(width, height, Math.max(1.2, 1.9 * unit), seed + 6)
  const border = 16 * unit
  const reach = (1.5 + 1.8 * amount) * unit
  return mapPixels(picture, signal, (_r, _g, _b, x, y, write) => {
    const frayed = fray(x, y)
    const sx = Math.max(0, Math.min(width - 1, Math.round(x + wanderX(x, y) * reach + frayed * unit)))
    const sy = Math.max(0, Math.min(height - 1, Math.round(y + wanderY(x, y) * reach - frayed * unit)))
    const from = (sy * width + sx) * 3
    const [r, g, b] = [washes.data[from], washes.data[from + 1], washes.data[from + 2]]
    const edge = Math.min(
      1,
      (Math.abs(r - around.data[from]) + Math.abs(g - around.data[from + 1]) + Math.abs(b - around.data[from + 2])) / 130,
    )
    const toBorder =
      Math.min(x, y, width - 1 - x, height - 1 - y) + (wanderX(x, y) + wanderY(y % height, x % height)) * 7 * unit + frayed * 3 * unit
    const painted = Math.max(0, Math.min(1, (toBorder - border * amount) / (2.5 * unit) + 0.5))
    const rim = painted > 0 && painted < 1 ? 0.35 : 0
    // Light tones are nearly the bare paper, and thin paint shows its tooth most.
    const strength = (0.86 + 0.08 * pigment(x, y) + 0.04 * settling(x, y) + 0.3 * edge + rim) * painted
    // Eyes, lips and other small darks that the washes run over are set in last, with a fine brush.
    const small = Math.max(0, Math.min(1, (washed[sy * width + sx] - details[sy * width + sx] - 7) / 70))
    const grain = (1 - FINE_BRUSH * small * painted) * (1 + 0.045 * tooth(x, y) * (1 - 0.4 * painted))
    write(
      (PAPER[0] - (PAPER[0] - r) * strength) * grain,
      (PAPER[1] - (PAPER[1] - g) * strength) * grain,
      (PAPER[2] - (PAPER[2] - b) * strength) * grain,
    )
  })
}
