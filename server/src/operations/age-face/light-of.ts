import type { Plane } from '../../imaging/pixels.ts'
import type { FacePatch } from '../../vision/face-patch.ts'

/** L* between the two cheeks that is a light from the side. */
const SIDE = 14

/** Where the light on a face comes from, in the picture (x to the right, y down): from above, and from the side of the lighter cheek. */
export function lightOf({ mesh, lab, width, height, faceWidth }: FacePatch, skin: Plane): { x: number; y: number } {
  const lightness = (index: number) => {
    const { x, y } = mesh[index]
    const reach = Math.round(0.06 * faceWidth)
    let [sum, count] = [0, 1e-6]
    for (let row = Math.max(0, Math.round(y) - reach); row < Math.min(height, y + reach); row++)
      for (let column = Math.max(0, Math.round(x) - reach); column < Math.min(width, x + reach); column++) {
        const at = row * width + column
        sum += skin.data[at] * lab[at * 3]
        count += skin.data[at]
      }
    return sum / count
  }
  const sideways = Math.max(-1, Math.min(1, (lightness(280) - lightness(50)) / SIDE)) * 0.7
  return { x: sideways, y: -Math.sqrt(1 - sideways * sideways) }
}
