import type { CpuEffect } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { SubjectKind } from '../../vision/subject/find-subject.ts'
import { cutOutSubject } from '../cut-out-subject.ts'
import { loadImage } from '../load-image.ts'

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { subject } = input as { subject: SubjectKind }
  const picture = await loadImage(media, 'image')
  onProgress(0.1)
  const { pixels, fidelity } = await cutOutSubject(picture, subject, {
    signal,
    onProgress: (fraction) => onProgress(0.1 + 0.75 * fraction),
  })
  await checkpoint(signal)
  const bytes = await encodePng(pixels, fidelity === 'model' ? 'compositeWithTrainedAlgorithmicMedia' : 'algorithmicallyEnhanced')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [], fidelity }
}
export default effect
