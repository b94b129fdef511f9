import type { Plane } from '../../imaging/pixels.ts'

/** Pixels that the luma is smeared over, along one direction at a time. */
const SMEAR = 9

/**
 * How blurred a luma plane is: 0 sharp .. 1 blurred. A sharp picture changes much when it is smeared, a blurred one hardly does. Noise
 * counts as sharpness, so it should be gone before.
 * Source: Crete et al. 2007, "The blur effect: perception and estimation with a new no-reference perceptual blur metric".
 */
export function measureBlur(luma: Plane): number {
  return Math.max(blurAlong(luma, 1, luma.width), blurAlong(luma, luma.width, luma.height))
}

function blurAlong({ data, width, height }: Plane, step: number, length: number): number {
  const half = (SMEAR - 1) / 2
  const lines = (width * height) / length
  const lineStep = step === 1 ? width : 1
  let variation = 0
  let lost = 0
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    const meanAt = (at: number) => {
      let sum = 0
      for (let offset = -half; offset <= half; offset++) sum += data[start + (at + offset) * step]
      return sum / SMEAR
    }
    if (length <= SMEAR + 1) continue
    let before = meanAt(half)
    for (let at = half + 1; at < length - half; at++) {
      const now = before + (data[start + (at + half) * step] - data[start + (at - half - 1) * step]) / SMEAR
      const sharp = Math.abs(data[start + at * step] - data[start + (at - 1) * step])
      variation += sharp
      lost += Math.max(0, sharp - Math.abs(now - before))
      before = now
    }
  }
  return variation > 0 ? 1 - lost / variation : 0
}
