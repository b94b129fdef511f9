import { drawMask, softenPlane } from '../imaging/draw-mask.ts'
import type { Plane } from '../imaging/pixels.ts'
import { FACE_PARTS } from './face-parts.ts'
import type { FacePatch } from './face-patch.ts'
import type { Point } from './geometry.ts'

/** Where make-up goes, in the planes of a patch, each 0..1 with soft borders. */
export interface MakeupRegions {
  readonly lips: Plane
  /** From the lashes of the upper lid over its crease, most of the way to the brow. */
  readonly eyeShadow: Plane
  /** The upper lid from its lashes to its crease: where the colour of eye shadow is told. */
  readonly lids: Plane
  /** Along the lashes of the upper lid. */
  readonly eyeliner: Plane
  readonly brows: Plane
  readonly cheeks: Plane
}

/** Rows of mesh points, outer corner of the eye first. Source: MediaPipe's canonical face. */
const RIGHT = {
  lashes: [33, 246, 161, 160, 159, 158, 157, 173, 133],
  crease: [226, 247, 30, 29, 27, 28, 56, 190, 243],
  above: [113, 225, 224, 223, 222, 221, 189],
  below: [226, 25, 110, 24, 23, 22, 26, 112, 243],
  brow: FACE_PARTS.rightBrow,
  cheek: [116, 117, 118, 101, 36, 205, 187, 147, 123],
} as const
const LEFT = {
  lashes: [263, 466, 388, 387, 386, 385, 384, 398, 362],
  crease: [446, 467, 260, 259, 257, 258, 286, 414, 463],
  above: [342, 445, 444, 443, 442, 441, 413],
  below: [446, 255, 339, 254, 253, 252, 256, 341, 463],
  brow: FACE_PARTS.leftBrow,
  cheek: [345, 346, 347, 330, 266, 425, 411, 376, 352],
} as const
const SIDES = [RIGHT, LEFT]

/** By the width of the face. */
const SOFTNESS = { lips: 0.007, eyeShadow: 0.018, lowerLids: 0.006, lids: 0.006, eyeliner: 0.005, brows: 0.012, cheeks: 0.055 } as const
/** The share of the way from lashes to crease that a liner covers. */
const LINER = 0.32

export async function drawMakeupRegions({ mesh, masks, width, height, faceWidth }: FacePatch): Promise<MakeupRegions> {
  const points = (indices: readonly number[]) => indices.map((index) => mesh[index])
  const draw = async (rings: readonly (readonly Point[])[], softness: number) =>
    softenPlane(await drawMask(width, height, rings), softness * faceWidth)
  const [lips, eyeShadow, lowerLids, lids, eyeliner, brows, cheeks] = await Promise.all([
    draw([points(FACE_PARTS.lips)], SOFTNESS.lips),
    draw(
      // Down to the lower lid: a border along the lashes would be soft, and make-up is not.
      SIDES.map(({ below, above }) => [...points(below), ...points(above).reverse()]),
      SOFTNESS.eyeShadow,
    ),
    draw(
      SIDES.map(({ lashes, below }) => [...points(lashes), ...points(below).reverse()]),
      SOFTNESS.lowerLids,
    ),
    draw(
      SIDES.map(({ lashes, crease }) => [...points(lashes), ...points(crease).reverse()]),
      SOFTNESS.lids,
    ),
    draw(
      SIDES.map(({ lashes, crease }) => {
        const [lower, upper] = [points(lashes), points(crease)]
        return [...lower, ...upper.map((point, i) => between(lower[i], point, LINER)).reverse()]
      }),
      SOFTNESS.eyeliner,
    ),
    draw(
      SIDES.map(({ brow }) => points(brow)),
      SOFTNESS.brows,
    ),
    draw(
      SIDES.map(({ cheek }) => points(cheek)),
      SOFTNESS.cheeks,
    ),
  ])
  for (let i = 0; i < lips.data.length; i++) {
    lips.data[i] *= 1 - masks.mouth.data[i]
    eyeShadow.data[i] *= Math.max(0, 1 - lowerLids.data[i] - masks.eyes.data[i])
    eyeliner.data[i] *= 1 - masks.eyes.data[i]
    cheeks.data[i] *= masks.skin.data[i]
  }
  return { lips, eyeShadow, lids, eyeliner, brows, cheeks }
}

function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}
