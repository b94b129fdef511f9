import { boxBlur } from '../../imaging/box-blur.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { lumaOf, type Preprocessor } from './control-map.ts'
import { estimateDepth } from './depth.ts'

/** How high the whole range of depth is, in shorter sides of the picture. */
const RELIEF = 0.5
/** How much fine changes of brightness count as relief, of the whole range. */
const DETAIL = 0.05

/**
 * Surface normals of the estimated depth, with fine relief from brightness. Tangent space: red points right, green up, blue to the viewer
 * (OpenGL's convention, which ControlNet's models know); a byte is 127.5 * (component + 1).
 */
export const mapNormals: Preprocessor = async (picture, { signal }) => {
  const depth = await estimateDepth(picture, signal)
  const { width, height } = picture
  const luma: Plane = { width, height, data: Float32Array.from(lumaOf(picture), (value) => value / 255) }
  const [fine, coarse] = [boxBlur(luma, 1), boxBlur(luma, 8)]
  const relief: Plane = { width, height, data: depth.data.map((value, i) => value + DETAIL * (fine.data[i] - coarse.data[i])) }
  return normalsOfRelief(boxBlur(boxBlur(relief, 1), 2), RELIEF * Math.min(width, height))
}

/** The normals of a relief (0..1, higher is nearer) that is `height` pixels high, as a picture. */
export function normalsOfRelief({ width, height, data }: Plane, reliefPixels: number): Pixels {
  const picture = new Uint8Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const [left, right] = [x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i]
      const [above, below] = [y > 0 ? i - width : i, y < height - 1 ? i + width : i]
      const nx = ((data[left] - data[right]) * reliefPixels) / Math.max(1, right - left)
      const ny = ((data[below] - data[above]) * reliefPixels) / Math.max(1, (below - above) / width)
      const length = Math.hypot(nx, ny, 1)
      picture[i * 3] = Math.round(127.5 * (nx / length + 1))
      picture[i * 3 + 1] = Math.round(127.5 * (ny / length + 1))
      picture[i * 3 + 2] = Math.round(127.5 * (1 / length + 1))
    }
  return { width, height, channels: 3, data: picture }
}
