import { AtelierError } from '../domain/errors.ts'
import type { Fidelity } from '../domain/operation.ts'
import { checkpoint } from '../imaging/checkpoint.ts'
import { cutOut, refineMask } from '../imaging/matte.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../imaging/resize.ts'
import { findSubject, type SubjectKind } from '../vision/subject/find-subject.ts'

/** Edges finer than this are recovered from the full picture by the guided filter's coefficients. */
const WORKING_SIDE = 1024
const ROWS_AT_ONCE = 256

export interface Cutout {
  /** RGBA of the picture's size; the background's colour is taken out of the edges. */
  readonly pixels: Pixels
  readonly fidelity: Fidelity
}

interface CutOutOptions {
  readonly signal: AbortSignal
  /** 0..1 of this work. */
  readonly onProgress?: (fraction: number) => void
}

/** The subject of a picture on a transparent background. @throws AtelierError `subject_not_found` */
export async function cutOutSubject(picture: Pixels, kind: SubjectKind, { signal, onProgress }: CutOutOptions): Promise<Cutout> {
  const { width, height } = picture
  await checkpoint(signal)
  const subject = await findSubject(picture, kind, signal)
  if (!subject)
    throw new AtelierError(
      'subject_not_found',
      kind === 'person' ? 'No person was found in the picture.' : 'Nothing stands out in the picture.',
      { details: { field: 'image' } },
    )
  onProgress?.(0.2)
  await checkpoint(signal)
  const size = fitWithin(width, height, WORKING_SIDE)
  const matte = refineMask(await resizePixels(picture, size.width, size.height), subject.mask)
  onProgress?.(0.55)
  const data = new Uint8Array(width * height * 4)
  for (let from = 0; from < height; from += ROWS_AT_ONCE) {
    await checkpoint(signal)
    const to = Math.min(height, from + ROWS_AT_ONCE)
    cutOut(picture, matte, { from, to }, data)
    onProgress?.(0.55 + (0.45 * to) / height)
  }
  return { pixels: { width, height, channels: 4, data }, fidelity: subject.fidelity }
}
