import { isMainThread } from 'node:worker_threads'
import type { Pixels } from '../../imaging/pixels.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import type { PictureAnalysis } from '../analyse-picture.ts'
import type { Face } from '../faces.ts'

/** Of the picture's shorter side. Smaller faces are found in windows and rockets as well, and with the same certainty. */
const MIN_LONE_FACE = 0.09

/**
 * How likely each pixel of the picture belongs to a person, 0..1, where there is one at all: the mask's network, asked about a cat or a cup,
 * takes that for the person. Undefined where nobody is seen, and on the main thread, where the network may not run.
 */
export async function findPeople(analysis: PictureAnalysis, size: Pick<Pixels, 'width' | 'height'>): Promise<Float32Array | undefined> {
  if (isMainThread || !(await showsPeople(analysis, size))) return undefined
  return enlargePlane(await analysis.personMask(), size.width, size.height).data
}

export async function showsPeople(analysis: PictureAnalysis, size: Pick<Pixels, 'width' | 'height'>): Promise<boolean> {
  return (await analysis.objects()).some(({ label }) => label === 'person') || (await findLikelyFaces(analysis, size)).length > 0
}

/** Faces that are large, or that a person or a body has; largest first. */
export async function findLikelyFaces(analysis: PictureAnalysis, { width, height }: Pick<Pixels, 'width' | 'height'>): Promise<Face[]> {
  const faces = await analysis.faces()
  if (faces.length === 0) return []
  const people = (await analysis.objects()).filter(({ label }) => label === 'person').map(({ box }) => box)
  const bodies = (await analysis.bodies()).map(({ box }) => box)
  return faces.filter(({ box }) => {
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
    const isPart = [...people, ...bodies].some(
      ({ left, top, width: wide, height: high }) =>
        x > left && x < left + wide && y > top - box.height && y < top + high && box.width < wide,
    )
    return isPart || box.width >= MIN_LONE_FACE * Math.min(width, height)
  })
}
