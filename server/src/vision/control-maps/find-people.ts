import { isMainThread } from 'node:worker_threads'
import type { Pixels } from '../../imaging/pixels.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import type { PictureAnalysis } from '../analyse-picture.ts'

/**
 * How likely each pixel of the picture belongs to a person, 0..1, where there is one at all: the mask's network, asked about a cat or a cup,
 * takes that for the person. Undefined where nobody is seen, and on the main thread, where the network may not run.
 */
export async function findPeople(analysis: PictureAnalysis, size: Pick<Pixels, 'width' | 'height'>): Promise<Float32Array | undefined> {
  if (isMainThread) return undefined
  const objects = await analysis.objects()
  if (!objects.some(({ label }) => label === 'person') && (await analysis.faces()).length === 0) return undefined
  return enlargePlane(await analysis.personMask(), size.width, size.height).data
}
