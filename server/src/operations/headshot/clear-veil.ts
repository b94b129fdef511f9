import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'

/** By the longer side: hair and blur of focus are seen that far from what is solid; fainter things beyond are remains of the background. */
const REACH = 0.006
const SOLID = 0.6

/** Takes away what is half seen far from the solid person (RGBA), in place: before a new backdrop it would look like fog. */
export function clearVeil(person: Pixels): void {
  const { width, height, data } = person
  const solid = createPlane(width, height)
  for (let i = 0; i < solid.data.length; i++) solid.data[i] = data[i * 4 + 3] > SOLID * 255 ? 1 : 0
  const near = boxBlur(solid, Math.max(2, Math.round(Math.max(width, height) * REACH)))
  for (let i = 0; i < solid.data.length; i++) data[i * 4 + 3] = Math.round(data[i * 4 + 3] * Math.min(1, near.data[i] * 4))
}
