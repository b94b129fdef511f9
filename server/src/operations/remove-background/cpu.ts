import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { loadImage } from '../load-image.ts'
import { cutOut, refineMask } from '../../imaging/matte.ts'
import { findSubject, type SubjectKind } from '../../vision/subject/find-subject.ts'

/** Edges finer than this are recovered from the full picture by the guided filter's coefficients. */
const WORKING_SIDE = 1024
const ROWS_AT_ONCE = 256

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { subject: kind } = input as { subject: SubjectKind }
  const picture = await loadImage(media, 'image')
  const { width, height } = picture
  onProgress(0.1)

  await checkpoint(signal)
  const subject = await findSubject(picture, kind, signal)
  if (!subject)
    throw new AtelierError(
      'subject_not_found',
      kind === 'person' ? 'No person was found in the picture.' : 'Nothing stands out in the picture.',
    )
  onProgress(0.25)

  await checkpoint(signal)
  const workingSize = fitWithin(width, height, WORKING_SIDE)
  const matte = refineMask(await resizePixels(picture, workingSize.width, workingSize.height), subject.mask)
  onProgress(0.5)

  const cut = new Uint8Array(width * height * 4)
  for (let from = 0; from < height; from += ROWS_AT_ONCE) {
    await checkpoint(signal)
    const to = Math.min(height, from + ROWS_AT_ONCE)
    cutOut(picture, matte, { from, to }, cut)
    onProgress(0.5 + (0.35 * to) / height)
  }
  await checkpoint(signal)
  const mark = subject.fidelity === 'model' ? 'compositeWithTrainedAlgorithmicMedia' : 'algorithmicallyEnhanced'
  const bytes = await encodePng({ width, height, channels: 4, data: cut }, mark)
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [], fidelity: subject.fidelity }
}
export default effect
