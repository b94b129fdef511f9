import { checkpoint } from '../../imaging/checkpoint.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { toGreyPicture, type Preprocessor } from './control-map.ts'
import { colourMatrix, withMatrices } from './matrices.ts'

/** Standard deviations at 512 pixels: fine lines, outlines, masses. An edge that shows at several scales is one that a person would draw. */
const SCALES = [1, 2, 4] as const

/**
 * Soft edges, white on black, in the manner of HED's maps. Not HED: that is a trained network; these are gradients of colour at three scales,
 * multiplied and thinned softly. Source: the scale multiplication of Bao, Zhang, Wu 2005, "Canny Edge Detection Enhanced by Scale Multiplication".
 */
export const mapSoftEdges: Preprocessor = async (picture, { signal }) => {
  const { data } = await findSoftEdges(picture, signal)
  return toGreyPicture(
    picture,
    data.map((value) => 255 * value),
  )
}

/** How surely a pixel lies on an outline, 0..1. */
export async function findSoftEdges(picture: Pixels, signal: AbortSignal): Promise<Plane> {
  const { width, height } = picture
  const unit = Math.min(width, height) / 512
  const result = createPlane(width, height)
  await withMatrices(async (cv, keep) => {
    const colours = keep(colourMatrix(cv, picture))
    const smooth = keep(new cv.Mat())
    await checkpoint(signal)
    cv.bilateralFilter(colours, smooth, 9, 40, 5)
    result.data.fill(1)
    const blurred = keep(new cv.Mat())
    const [dx, dy] = [keep(new cv.Mat()), keep(new cv.Mat())]
    for (const scale of SCALES) {
      await checkpoint(signal)
      const sigma = Math.max(0.6, scale * unit)
      cv.GaussianBlur(smooth, blurred, new cv.Size(0, 0), sigma)
      cv.Sobel(blurred, dx, cv.CV_32F, 1, 0)
      cv.Sobel(blurred, dy, cv.CV_32F, 0, 1)
      const [across, down] = [dx.data32F, dy.data32F]
      for (let i = 0; i < result.data.length; i++) {
        let strongest = 0
        for (let at = i * 3; at < i * 3 + 3; at++) strongest = Math.max(strongest, across[at] ** 2 + down[at] ** 2)
        result.data[i] *= Math.cbrt(Math.sqrt(strongest) * sigma)
      }
    }
  })
  await checkpoint(signal)
  thinSoftly(result, Math.max(1, Math.round(2 * unit)))
  await checkpoint(signal)
  const sorted = result.data.toSorted()
  const most = Math.max(1e-6, sorted[Math.floor(sorted.length * 0.985)])
  for (let i = 0; i < result.data.length; i++) result.data[i] = smoothStep(0.12, 0.75, result.data[i] / most)
  return result
}

/** Lets what is not the strongest of its surroundings fade, so that ramps become ridges. */
function thinSoftly(plane: Plane, radius: number): void {
  const { width, height } = plane
  const values = plane.data.slice()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let most = 1e-9
      for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++)
        for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) most = Math.max(most, values[v * width + u])
      const i = y * width + x
      plane.data[i] = values[i] * (values[i] / most) ** 2
    }
}

function smoothStep(from: number, to: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
