import type { CpuEffect } from '../../domain/operation.ts'
import { boxBlur } from '../../imaging/box-blur.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { defocus } from '../../imaging/colour/defocus.ts'
import { linearToByte } from '../../imaging/colour/tint-pixel.ts'
import { encodePng } from '../../imaging/encode.ts'
import { LINEAR_OF_BYTE } from '../../imaging/lab.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { sampleRow } from '../../imaging/sample.ts'
import type { SubjectKind } from '../../vision/subject/find-subject.ts'
import { cutOutSubject } from '../cut-out-subject.ts'
import { loadImage } from '../load-image.ts'
import { distanceOfRows } from './distance.ts'

/** Radius of the disc that a far point becomes at full intensity, by the picture's longer side. */
const FULL_RADIUS = 0.034
/** How far a fringe may reach, by the same. */
const FRINGE = 0.006
/** Between these shares of the full radius the blur of a pixel is mixed. */
const LEVELS = [0.25, 0.5, 1] as const
const ROWS_AT_ONCE = 64

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { intensity, subject: kind } = input as { intensity: number; subject: SubjectKind }
  const picture = await loadImage(media, 'image')
  onProgress(0.1)
  const { pixels: cutout, fidelity } = await cutOutSubject(picture, kind, { signal })
  onProgress(0.5)
  const result = intensity === 0 ? picture : await blurBehind(picture, cutout, intensity, signal, (share) => onProgress(0.5 + 0.4 * share))
  await checkpoint(signal)
  const mark = fidelity === 'model' ? 'compositeWithTrainedAlgorithmicMedia' : 'algorithmicallyEnhanced'
  const bytes = await encodePng(result, mark)
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [], fidelity }
}
export default effect

async function blurBehind(
  picture: Pixels,
  cutout: Pixels,
  intensity: number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Pixels> {
  const { width, height, channels } = picture
  const radius = intensity * FULL_RADIUS * Math.max(width, height)
  const hidden = hideFringe(cutout)
  const levels = []
  for (const [index, share] of LEVELS.entries()) {
    const { red, green, blue } = await defocus(picture, hidden, share * radius, signal)
    levels.push([red, green, blue])
    onProgress((0.7 * (index + 1)) / LEVELS.length)
  }
  const distances = distanceOfRows(cutout)
  const rows = [0, 1].map(() => [new Float32Array(width), new Float32Array(width), new Float32Array(width)])
  const result: Pixels = { ...picture, data: picture.data.slice() }
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) await checkpoint(signal)
    const { lower, upper, share } = between(distances[y])
    for (const [row, level] of [lower, upper].entries())
      if (level >= 0) for (let channel = 0; channel < 3; channel++) sampleRow(levels[level][channel], y, width, height, rows[row][channel])
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const opacity = cutout.data[i * 4 + 3] / 255
      if (opacity === 1) continue
      for (let channel = 0; channel < 3; channel++) {
        const sharp = LINEAR_OF_BYTE[picture.data[i * channels + channel]]
        const near = lower < 0 ? sharp : rows[0][channel][x]
        const behind = near + share * (rows[1][channel][x] - near)
        // Where nothing is blurred, the picture itself is both layers already.
        const own = opacity === 0 ? 0 : LINEAR_OF_BYTE[cutout.data[i * 4 + channel]]
        result.data[i * channels + channel] = linearToByte(Math.min(1, own * opacity + behind * (1 - opacity)))
      }
    }
  }
  return result
}

/** Where the subject is and what is next to it, 0..255: hair and fringes that the cut-out lost would smear into the blur. */
function hideFringe({ width, height, data }: Pixels): Uint8Array {
  const alpha = createPlane(width, height)
  for (let i = 0; i < alpha.data.length; i++) alpha.data[i] = data[i * 4 + 3]
  const wide = boxBlur(alpha, Math.max(2, Math.round(Math.max(width, height) * FRINGE))).data
  return Uint8Array.from(wide, (value) => Math.min(255, 3 * value))
}

/** The two levels between which a distance lies, -1 for the picture itself, and how near it is to the upper one. */
function between(distance: number): { lower: number; upper: number; share: number } {
  const upper = Math.max(0, LEVELS.findIndex((level) => level >= distance)) // prettier-ignore
  const from = upper === 0 ? 0 : LEVELS[upper - 1]
  return { lower: upper - 1, upper, share: (distance - from) / (LEVELS[upper] - from) }
}
