import { checkpoint } from '../../imaging/checkpoint.ts'
import { cutPart, tileWithin } from '../../imaging/cut-part.ts'
import type { Head } from '../../imaging/hair/head.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { sampleRow } from '../../imaging/sample.ts'
import type { Tile } from '../../imaging/tiles.ts'
import { analysePicture } from '../analyse-picture.ts'
import { drawFaceMasks, type FaceMasks } from '../face-masks.ts'
import type { Face } from '../faces.ts'
import { findPerson } from '../person-mask.ts'
import { findHair, type FoundHair } from './find-hair.ts'
import { headOfFace } from './head-of-face.ts'

/** A head with all that its hair may reach, at the size that it is worked on. */
export interface Portrait extends FoundHair {
  /** The part of the photo, in its pixels. */
  readonly tile: Tile
  /** That part, at most `WORKING_SIDE` pixels long; no alpha. Masks and head have its raster. */
  readonly picture: Pixels
  readonly head: Head
  readonly masks: FaceMasks
}

const WORKING_SIDE = 1024
/** Units of the head to the sides, above and below its origin that hair may reach. */
const REACH = { side: 25, above: 29, below: 44 }

/** Cuts out a head and finds its hair and its body. Stops at the next checkpoint when aborted. */
export async function lookAtPortrait(photo: Pixels, face: Face, signal: AbortSignal): Promise<Portrait> {
  const whole = headOfFace(face)
  const { unit } = whole
  const tile = tileWithin(photo, {
    left: whole.x - REACH.side * unit,
    top: whole.y - REACH.above * unit,
    width: 2 * REACH.side * unit,
    height: (REACH.above + REACH.below) * unit,
  })
  const part = withoutAlpha(cutPart(photo, tile))
  const size = fitWithin(tile.width, tile.height, WORKING_SIDE)
  const scale = size.width / tile.width
  const picture = await resizePixels(part, size.width, size.height)
  await checkpoint(signal)
  const person = agree(await findPerson(part), await analysePicture(photo).personMask(), tile, photo)
  await checkpoint(signal)
  const head = headOfFace(face, tile.left, tile.top, scale)
  const masks = await drawFaceMasks(face, { frame: tile, ...size })
  const found = await findHair(picture, head, person, signal)
  return { tile, picture, head, masks, ...found }
}

/** The mean of what a close look and a look at the whole photo say: what the network mistakes for a person differs between them. */
function agree(near: Plane, far: Plane, tile: Tile, photo: Pixels): Plane {
  const agreed = createPlane(near.width, near.height)
  const row = new Float32Array(photo.width)
  for (let y = 0; y < near.height; y++) {
    sampleRow(
      far,
      Math.min(photo.height - 1, Math.round(tile.top + ((y + 0.5) * tile.height) / near.height)),
      photo.width,
      photo.height,
      row,
    )
    for (let x = 0; x < near.width; x++) {
      const seen = row[Math.min(photo.width - 1, Math.round(tile.left + ((x + 0.5) * tile.width) / near.width))]
      agreed.data[y * near.width + x] = (near.data[y * near.width + x] * 2 + seen) / 3
    }
  }
  return agreed
}

function withoutAlpha(part: Pixels): Pixels {
  if (part.channels === 3) return part
  const data = new Uint8Array(part.width * part.height * 3)
  for (let i = 0; i < part.width * part.height; i++)
    for (let channel = 0; channel < 3; channel++) data[i * 3 + channel] = part.data[i * 4 + channel]
  return { ...part, channels: 3, data }
}
