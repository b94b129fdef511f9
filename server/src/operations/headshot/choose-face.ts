import { AtelierError } from '../../domain/errors.ts'
import type { Face } from '../../vision/faces.ts'

/** Faces narrower than that share of the largest belong to people in the background. */
const COMPANION_SHARE = 0.45

/** The one face that the headshot is of. @throws AtelierError `face_not_found`, `several_faces` */
export function chooseFace(faces: readonly Face[]): Face {
  const [largest, ...others] = faces.toSorted((a, b) => b.box.width - a.box.width)
  if (!largest) throw new AtelierError('face_not_found')
  const companions = others.filter(({ box }) => box.width >= COMPANION_SHARE * largest.box.width)
  if (companions.length > 0) throw new AtelierError('several_faces', undefined, { details: { faces: companions.length + 1 } })
  return largest
}
