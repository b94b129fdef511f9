import { findGlasses } from '../imaging/face/find-glasses.ts'
import { findOccluders } from '../imaging/face/find-occluders.ts'
import { toLabPlanes } from '../imaging/face/lab-planes.ts'
import { measureSkin, type SkinColour } from '../imaging/face/skin-colour.ts'
import { createPlane, type Plane } from '../imaging/pixels.ts'
import type { FacePatch } from './face-patch.ts'

/** What lies over a face, in the planes of its patch, each 0..1. */
export interface FaceCover {
  readonly skinColour: SkinColour
  /** Hair, a hat, a hand, what of the background the mesh covers. Without glasses. */
  readonly covered: Plane
  /** The frame of glasses; undefined when none is worn. */
  readonly glasses: Plane | undefined
}

/** Mesh points: the ridge of the nose from between the eyes to its middle. */
const RIDGE = [168, 197] as const
/** The mesh's points of the iris' centres. */
const EYE_CENTRES = [468, 473] as const
/** Between the corners of the mouth: below, what is dark is a shadow. */
const MOUTH_CORNERS = [61, 291] as const

export function findFaceCover(patch: FacePatch): FaceCover {
  const { width, height, lab, masks, faceWidth, mesh } = patch
  const skinColour = measureSkin(lab, masks.skin)
  const glasses = findGlasses(toLabPlanes(lab, width, height), skinColour, {
    skin: masks.skin,
    eyes: masks.eyes,
    faceWidth,
    eyeCentres: [mesh[EYE_CENTRES[0]], mesh[EYE_CENTRES[1]]],
    ridge: [mesh[RIDGE[0]], mesh[RIDGE[1]]],
  })
  const features = createPlane(width, height)
  for (let i = 0; i < features.data.length; i++) features.data[i] = Math.max(masks.features.data[i], 2 * (glasses?.data[i] ?? 0))
  const shadowsFrom = (mesh[MOUTH_CORNERS[0]].y + mesh[MOUTH_CORNERS[1]].y) / 2
  const covered = findOccluders(lab, { oval: masks.oval, skin: masks.skin, features, faceWidth, shadowsFrom }, skinColour)
  return { skinColour, covered, glasses }
}
