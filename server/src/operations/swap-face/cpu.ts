import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, EffectMedia } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import type { Face } from '../../vision/faces.ts'
import { loadImage } from '../load-image.ts'
import { requireFace } from '../require-face.ts'
import { SWAP_LIMITS } from './definition.ts'
import { putFace, type Portrait } from './put-face.ts'

interface Input {
  readonly faces: readonly string[]
  readonly mapping?: readonly number[]
  readonly seed: number
}

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { faces: references, mapping, seed } = input as unknown as Input
  const picture = await loadImage(media, 'image')
  const targets = (await analysePicture(picture).faces()).toSorted((a, b) => a.box.left - b.box.left)
  const places = mapping ?? defaultMapping(targets, references.length)
  if (mapping && mapping.length > targets.length && targets.length > 0)
    throw new AtelierError('invalid_input', `mapping: the picture shows ${String(targets.length)} faces`, { details: { field: 'mapping' } })
  if (targets.length === 0) throw new AtelierError('face_not_found', undefined, { details: { field: 'image' } })
  for (const [index, target] of targets.entries()) if ((places[index] ?? -1) >= 0) requireFace([target], SWAP_LIMITS, 'image')
  onProgress(0.1)

  // Every face that was given is looked at, also one that has no place: a caller should learn which of the portraits shows none.
  const portraits: Portrait[] = []
  for (let index = 0; index < references.length; index++) {
    await checkpoint(signal)
    portraits.push(await readPortrait(media, `faces.${String(index)}`))
    onProgress(0.1 + (0.3 * (index + 1)) / references.length)
  }
  for (const [index, target] of targets.entries()) {
    const portrait = portraits[places[index] ?? -1]
    if (portrait) await putFace(picture, target, portrait, seed + index, signal)
    onProgress(0.4 + (0.5 * (index + 1)) / targets.length)
  }
  await checkpoint(signal)
  const bytes = await encodePng(picture, 'composite')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [] }
}
export default effect

async function readPortrait(media: Readonly<Record<string, EffectMedia>>, field: string): Promise<Portrait> {
  const pixels = await loadImage(media, field)
  return { pixels, face: requireFace(await analysePicture(pixels).faces(), SWAP_LIMITS, field) }
}

/** One new face goes to the largest face, several go from left to right. */
function defaultMapping(targets: readonly Face[], count: number): number[] {
  if (count > 1) return targets.map((_, index) => (index < count ? index : -1))
  const widest = Math.max(...targets.map(({ box }) => box.width))
  const largest = targets.findIndex(({ box }) => box.width === widest)
  return targets.map((_, index) => (index === largest ? 0 : -1))
}
