import { checkpoint } from '../checkpoint.ts'
import type { Pixels } from '../pixels.ts'
import type { Tile } from '../tiles.ts'
import { labToRgb, rgbToLab } from './colour-lab.ts'
import type { LabPlanes } from './lab-planes.ts'
import { samplePlane } from './sample-colour.ts'

const ROWS_AT_ONCE = 64
/** A change of colour below that is not seen, and not made. */
const MIN_CHANGE = 0.1

/**
 * Adds to the colours of a part of the picture, in place. `change` covers the part at any size and is read bilinearly; pixels without a change
 * keep their bytes.
 * @throws `signal.reason` when aborted
 */
export async function addLab(picture: Pixels, { left, top, width, height }: Tile, change: LabPlanes, signal: AbortSignal): Promise<void> {
  const [scaleX, scaleY] = [change[0].width / width, change[0].height / height]
  const lab = new Float32Array(3)
  const colour = new Float32Array(3)
  for (let y = top; y < top + height; y++) {
    if ((y - top) % ROWS_AT_ONCE === 0) await checkpoint(signal)
    const v = (y + 0.5 - top) * scaleY
    for (let x = left; x < left + width; x++) {
      const u = (x + 0.5 - left) * scaleX
      const [l, a, b] = [samplePlane(change[0], u, v), samplePlane(change[1], u, v), samplePlane(change[2], u, v)]
      if (Math.abs(l) + Math.abs(a) + Math.abs(b) < MIN_CHANGE) continue
      const at = (y * picture.width + x) * picture.channels
      for (let k = 0; k < 3; k++) colour[k] = picture.data[at + k]
      rgbToLab(colour, 0, lab)
      labToRgb(lab[0] + l, lab[1] + a, lab[2] + b, colour)
      for (let k = 0; k < 3; k++) picture.data[at + k] = Math.round(colour[k])
    }
  }
}
