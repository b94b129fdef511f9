import type { Plane } from '../../imaging/pixels.ts'
import type { Face } from '../../vision/faces.ts'
import type { Box } from '../../vision/geometry.ts'
import type { Template } from './templates.ts'

/** In the order of the mesh: the outer corners of the eyes, and the chin. */
const RIGHT_EYE = 33
const LEFT_EYE = 263
const CHIN = 152
/** A person who is seen at the border of the photo to that share of it is cut off there. */
const CUT_OFF_SHARE = 0.04

/**
 * Which part of the photo becomes the headshot: a box of the wanted aspect (width ÷ height), in pixels of the photo. It may reach over the
 * photo's borders, where the backdrop is seen, but not where the person is cut off by them: there it is made smaller instead. `person` is the
 * mask over the whole photo.
 */
export function frameHead(
  face: Face,
  person: Plane,
  photo: { readonly width: number; readonly height: number },
  wanted: Template['frame'],
  aspect: number,
): Box {
  const eyes = { x: (face.mesh[RIGHT_EYE].x + face.mesh[LEFT_EYE].x) / 2, y: (face.mesh[RIGHT_EYE].y + face.mesh[LEFT_EYE].y) / 2 }
  const chin = face.mesh[CHIN]
  // A face that looks down or up is foreshortened; its width tells its size as well.
  const eyesToChin = Math.max(Math.hypot(chin.x - eyes.x, chin.y - eyes.y), face.box.width * 0.62)
  // The head is wider than the mesh: the middle between its edges looks centred, whichever way it turns.
  const middle = face.box.left + face.box.width / 2
  const height = eyesToChin / wanted.eyesToChin
  const width = height * aspect
  const cutOff = findCutOffs(person)
  const room = [
    // The bottom belongs to the person in any portrait.
    (photo.height - eyes.y) / ((1 - wanted.eyeLine) * height),
    cutOff.left ? middle / (width / 2) : 1,
    cutOff.right ? (photo.width - middle) / (width / 2) : 1,
  ]
  // The face itself always stays in the picture.
  const smallest = (face.box.height * 1.35) / height
  const scale = Math.max(Math.min(1, ...room), Math.min(1, smallest))
  return { left: middle - (width * scale) / 2, top: eyes.y - wanted.eyeLine * height * scale, width: width * scale, height: height * scale }
}

/** Whether the person goes on beyond the left and the right border of the photo. */
function findCutOffs({ width, height, data }: Plane): { left: boolean; right: boolean } {
  const shareAt = (column: number) => {
    let count = 0
    for (let y = 0; y < height; y++) if (data[y * width + column] > 0.5) count++
    return count / height
  }
  return { left: shareAt(1) > CUT_OFF_SHARE, right: shareAt(width - 2) > CUT_OFF_SHARE }
}
