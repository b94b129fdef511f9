import { cutPart, tileWithin } from '../imaging/cut-part.ts'
import { toLab } from '../imaging/lab.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { resizePixels } from '../imaging/resize.ts'
import type { Tile } from '../imaging/tiles.ts'
import { drawFaceMasks, type FaceMasks } from './face-masks.ts'
import type { Face } from './faces.ts'
import type { Point } from './geometry.ts'

/**
 * A face and its surroundings at a size of their own: what is soft (light, masks, colour differences) is worked out here, whatever the size of
 * the picture, and read bilinearly at its pixels.
 */
export interface FacePatch {
  /** The part of the picture that the patch shows. */
  readonly tile: Tile
  /** Pixels of the patch per pixel of the picture. */
  readonly scale: number
  readonly width: number
  readonly height: number
  /** Of the patch's pixels. */
  readonly faceWidth: number
  /** Height × width × 3. */
  readonly lab: Float32Array<ArrayBuffer>
  readonly masks: FaceMasks
  /** The face's mesh in pixels of the patch. */
  readonly mesh: readonly Point[]
}

/** Enough for what is soft. */
const FACE_SIDE = 320

/** `margin` is by the width of the face, on each side; `side` how many pixels the face is wide in its patch. */
export async function readFacePatch(
  picture: Pixels,
  face: Face,
  { margin = 0.25, side = FACE_SIDE }: { readonly margin?: number; readonly side?: number } = {},
): Promise<FacePatch> {
  const room = margin * face.box.width
  const tile = tileWithin(picture, {
    left: face.box.left - room,
    top: face.box.top - room,
    width: face.box.width + 2 * room,
    height: face.box.height + 2 * room,
  })
  const wanted = side / face.box.width
  const [width, height] = [Math.max(8, Math.round(tile.width * wanted)), Math.max(8, Math.round(tile.height * wanted))]
  const [scaleX, scaleY] = [width / tile.width, height / tile.height]
  return {
    tile,
    scale: scaleX,
    width,
    height,
    faceWidth: face.box.width * scaleX,
    lab: toLab(await resizePixels(cutPart(picture, tile), width, height)),
    masks: await drawFaceMasks(face, { frame: tile, width, height }),
    mesh: face.mesh.map(({ x, y }) => ({ x: (x - tile.left) * scaleX, y: (y - tile.top) * scaleY })),
  }
}
