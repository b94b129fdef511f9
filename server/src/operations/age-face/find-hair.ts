import { softenPlane } from '../../imaging/draw-mask.ts'
import { toLabPlanes } from '../../imaging/face/lab-planes.ts'
import { distanceToSkin } from '../../imaging/face/skin-colour.ts'
import { samplePlane } from '../../imaging/face/sample-colour.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import type { FaceCover } from '../../vision/face-cover.ts'
import type { FacePatch } from '../../vision/face-patch.ts'
import type { Pixels } from '../../imaging/pixels.ts'

/** In deviations of the skin. */
const UNLIKE_SKIN = 2.2
/** By the width of the face: how far around the head hair is looked for. */
const REACH = 0.95
/** Hair is told by its mean colour, strands and what shines between them together; and from its roots on. */
const SEEN = 0.015
const ROOTS = 0.012
const RIM = 0.025

/**
 * Where hair is in a patch, 0..1: what belongs to the person (`person`, over the whole picture), is not the colour of skin, and lies around the
 * face and not below the jaw. What is black or white may as well be a hat, and is left.
 */
export function findHair(patch: FacePatch, { skinColour, covered, glasses }: FaceCover, person: Plane, picture: Pixels): Plane {
  const { tile, width, height, masks, mesh, faceWidth, lab } = patch
  const middle = { x: (mesh[234].x + mesh[454].x) / 2, y: (mesh[10].y + mesh[168].y) / 2 }
  const jaw = (mesh[132].y + mesh[361].y) / 2
  const planes = toLabPlanes(lab, width, height).map((plane) => softenPlane(plane, SEEN * faceWidth))
  const within = softenPlane(covered, ROOTS * faceWidth)
  const rim = softenPlane(masks.oval, RIM * faceWidth)
  const brows = Math.min(mesh[105].y, mesh[334].y)
  const hair = createPlane(width, height)
  const colour = new Float32Array(3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const far = Math.hypot(x - middle.x, (y - middle.y) * 0.9) / (REACH * faceWidth)
      const low = (y - jaw) / (0.25 * faceWidth)
      if (far > 1.3 || low > 1) continue
      for (let k = 0; k < 3; k++) colour[k] = planes[k].data[at]
      const [u, v] = [(tile.left + (x / width) * tile.width) / picture.width, (tile.top + (y / height) * tile.height) / picture.height]
      const own = ramp(samplePlane(person, u * person.width, v * person.height), 0.4, 0.8)
      const foreign = ramp(distanceToSkin(skinColour, colour, 0), UNLIKE_SKIN, UNLIKE_SKIN + 1.2)
      // Within the oval only what surely covers it: beside hair, skin is in its shadow and looks like it.
      const outside = Math.max(ramp(1 - rim.data[at], 0.55, 0.95), y < brows ? ramp(within.data[at], 0.5, 0.9) : 0)
      const fade = 1 - ramp(far, 1, 1.3)
      const isNoHat = ramp(colour[0], 5, 12) * (1 - ramp(colour[0], 80, 90))
      hair.data[at] = own * foreign * outside * fade * (1 - Math.max(0, low)) * isNoHat * (1 - (glasses?.data[at] ?? 0))
    }
  return softenPlane(hair, faceWidth / 150)
}

function ramp(value: number, from: number, to: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
