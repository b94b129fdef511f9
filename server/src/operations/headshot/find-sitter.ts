import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { sampleRow } from '../../imaging/sample.ts'
import type { Tile } from '../../imaging/tiles.ts'
import type { Point } from '../../vision/geometry.ts'
import { findPerson } from '../../vision/person-mask.ts'

/** What at least half of the looks agree on is the person; what only one sees is not. */
const UNSURE = { from: 0.3, to: 0.75 }
/** Soft borders reach that far from what is certain, in pixels of the mask. */
const BORDER = 4

/**
 * Where the person around `middle` (shares of width and height) is in a part of the photo: 0..1 over that part. The network is asked for the
 * part, for its mirror image and for the whole photo (`whole`), because what it mistakes for a person differs between them; then other people
 * and what hangs in the air are left out.
 */
export async function findSitter(part: Pixels, whole: Plane, seen: Tile, photo: Pixels, middle: Point): Promise<Plane> {
  const near = await findPerson(part)
  const mirrored = mirror(await findPerson(mirrorPixels(part)))
  const { width, height } = near
  const agreed = createPlane(width, height)
  const row = new Float32Array(photo.width)
  for (let y = 0; y < height; y++) {
    sampleRow(whole, Math.min(photo.height - 1, Math.round(seen.top + ((y + 0.5) * seen.height) / height)), photo.width, photo.height, row)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const far = row[Math.min(photo.width - 1, Math.round(seen.left + ((x + 0.5) * seen.width) / width))]
      const mean = (near.data[at] + mirrored.data[at] + far) / 3
      agreed.data[at] = Math.max(0, Math.min(1, (mean - UNSURE.from) / (UNSURE.to - UNSURE.from)))
    }
  }
  return keepConnected(agreed, middle)
}

/** What hangs together with a place, and its soft border. */
function keepConnected(mask: Plane, { x, y }: Point): Plane {
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

function mirrorPixels({ width, height, channels, data }: Pixels): Pixels {
  const mirrored = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels
      mirrored.set(data.subarray(from, from + channels), (y * width + width - 1 - x) * channels)
    }
  return { width, height, channels, data: mirrored }
}

function mirror({ width, height, data }: Plane): Plane {
  const mirrored = createPlane(width, height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) mirrored.data[y * width + x] = data[y * width + width - 1 - x]
  return mirrored
}
