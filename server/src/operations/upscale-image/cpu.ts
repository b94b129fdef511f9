import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { measureNoise } from '../../vision/quality.ts'
import { enlargePixels } from '../../vision/super-resolution/enlarge-pixels.ts'
import type { Factor } from '../../vision/super-resolution/esrgan.ts'
import { loadImage } from '../load-image.ts'
import { careForFace } from './care-for-face.ts'

const MAX_RESULT_PIXELS = 50_000_000
/** The parts of the progress bar that stay for faces and for encoding. */
const FACES_SHARE = 0.05
const ENCODING_SHARE = 0.05

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { factor, faces: wantsFaceCare } = input as { factor: Factor; faces?: boolean }
  const source = await loadImage(media, 'image')
  if (source.width * source.height * factor * factor > MAX_RESULT_PIXELS)
    throw new AtelierError('invalid_input', 'The result would have more than 50 megapixels.', { details: { field: 'factor' } })

  const warnings: Warning[] = []
  const result = await enlargePixels(source, factor, {
    signal,
    onProgress: (fraction) => onProgress(fraction * (1 - FACES_SHARE - ENCODING_SHARE)),
  })
  if (wantsFaceCare === true) {
    const faces = await analysePicture(source).faces()
    // Of the whole picture: a small face has no flat place to measure it at.
    const noise = faces.length > 0 ? measureNoise(source) : 0
    for (const face of faces) await careForFace(result, face, factor, noise, signal)
    if (faces.length === 0) warnings.push({ code: 'no_face_found', message: 'No face was found to take special care of.' })
  }
  onProgress(1 - ENCODING_SHARE)
  await checkpoint(signal)
  const bytes = await encodePng(result, 'compositeWithTrainedAlgorithmicMedia')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings }
}
export default effect
