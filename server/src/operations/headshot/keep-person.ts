import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'

/** Soft borders reach that far from what is certain, in pixels of the mask. */
const BORDER = 5

/** The mask without other people: what hangs together with (`x`, `y`), shares of width and height, and its soft border. Gives a new plane. */
export function keepPerson(mask: Plane, x: number, y: number): Plane {
  const { width, height, data } = mask
  const own = createPlane(width, height)
  const queue = [Math.floor(y * height) * width + Math.floor(x * width)]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (own.data[at] === 1 || !(data[at] > 0.5)) continue
    own.data[at] = 1
    const column = at % width
    if (column > 0) queue.push(at - 1)
    if (column < width - 1) queue.push(at + 1)
    queue.push(at - width, at + width)
  }
  const near = boxBlur(own, BORDER)
  return { width, height, data: data.map((value, i) => (near.data[i] > 0 ? value : 0)) }
}
