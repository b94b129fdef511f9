import { AtelierError } from '../../domain/errors.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { analysePicture } from '../../vision/analyse-picture.ts'
import { findFaceCover, type FaceCover } from '../../vision/face-cover.ts'
import { readFacePatch, type FacePatch } from '../../vision/face-patch.ts'
import { drawMakeupRegions, type MakeupRegions } from '../../vision/face-regions.ts'
import type { Point } from '../../vision/geometry.ts'
import { requireFace } from '../require-face.ts'
import { MAKEUP_LIMITS } from './definition.ts'

/** A face whose make-up can be read or changed. */
export interface MadeUpFace extends FaceCover {
  readonly patch: FacePatch
  readonly regions: MakeupRegions
}

/** Upper lid, lower lid, outer corner, inner corner. */
const EYES = [
  [159, 145, 33, 133],
  [386, 374, 263, 362],
] as const
/** Height by width of the opening: 0.35 to 0.41 in the free portraits, 0.16 where lids are painted over the eyes. */
const MIN_OPENNESS = 0.19
/** Of what is skin by the mesh: more of it under hair or a hand says that the face cannot be read. */
const MAX_COVERED = 0.5

/** @throws AtelierError `face_not_found`, `several_faces`, `face_too_small`, `face_turned`, `eyes_closed`, `face_unreadable` */
export async function readMadeUpFace(picture: Pixels, field: string): Promise<MadeUpFace> {
  const face = requireFace(await analysePicture(picture).faces(), MAKEUP_LIMITS, field)
  if (EYES.every((eye) => openness(face.mesh, eye) < MIN_OPENNESS)) throw new AtelierError('eyes_closed', undefined, { details: { field } })
  const patch = await readFacePatch(picture, face)
  const cover = findFaceCover(patch)
  let [skin, covered] = [0, 0]
  for (const [i, share] of patch.masks.skin.data.entries()) {
    skin += share
    covered += share * cover.covered.data[i]
  }
  if (covered > MAX_COVERED * skin) throw new AtelierError('face_unreadable', undefined, { details: { field } })
  return { patch, regions: await drawMakeupRegions(patch), ...cover }
}

function openness(mesh: readonly Point[], [upper, lower, outer, inner]: (typeof EYES)[number]): number {
  const distance = (a: number, b: number) => Math.hypot(mesh[a].x - mesh[b].x, mesh[a].y - mesh[b].y)
  return distance(upper, lower) / distance(outer, inner)
}
