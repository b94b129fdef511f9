import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { dropShortChains } from './canny.ts'
import { lumaOf, toGreyPicture, type Preprocessor } from './control-map.ts'
import { withMatrices } from './matrices.ts'
import { findSoftEdges } from './soft-edges.ts'

/** Of the shorter side. */
const STROKE = 5 / 512
const TOLERANCE = 1.6 / 512
const MIN_STROKE = 0.06
const MIN_SURENESS = 0.5
/** A picture with so much of one plain tone, and hardly anything between that and its strokes, is a drawing. */
const MIN_PAPER = 0.6
const MAX_BETWEEN = 0.14

/**
 * Thick simple strokes, white on black, as of a felt pen. A drawing keeps its own strokes; of a photo the surest outlines are thinned,
 * freed of what is short, and straightened. Sources: Douglas, Peucker 1973 (simplification); Zhang, Suen 1984 (thinning).
 */
export const mapScribble: Preprocessor = async (picture, { signal }) => {
  const { width, height } = picture
  const drawn = strokesOfDrawing(picture)
  if (drawn) return toGreyPicture(picture, drawn)
  const soft = await findSoftEdges(picture, signal)
  const sure = Uint8Array.from(soft.data, (value) => (value >= MIN_SURENESS ? 255 : 0))
  await checkpoint(signal)
  const lines = dropShortChains(await thin(sure, width, height, signal), width, height, MIN_STROKE * Math.min(width, height))
  return toGreyPicture(picture, await drawSimply(lines, width, height))
}

/** The strokes of a line drawing, dark on light or light on dark, 255 each; undefined for anything else. */
export function strokesOfDrawing(picture: Pixels): Uint8Array | undefined {
  const luma = lumaOf(picture)
  const counts = new Float64Array(256)
  for (const value of luma) counts[value]++
  const share = (from: number, to: number) => counts.subarray(from, to).reduce((sum, count) => sum + count, 0) / luma.length
  const [dark, light] = [share(0, 64), share(192, 256)]
  if (1 - dark - light > MAX_BETWEEN || Math.max(dark, light) < MIN_PAPER) return undefined
  return luma.map((value) => (value < 128 === light > dark ? 255 : 0))
}

/** Lines of one pixel where there were broader ones; connections stay. */
export async function thin(mask: Uint8Array, width: number, height: number, signal: AbortSignal): Promise<Uint8Array> {
  const at = mask.map((value) => (value > 0 ? 1 : 0))
  // Clockwise from above. Pixels at the rim have no full neighbourhood, and go.
  const around = [-width, -width + 1, 1, width + 1, width, width - 1, -1, -width - 1]
  for (let x = 0; x < width; x++) at[x] = at[(height - 1) * width + x] = 0
  for (let y = 0; y < height; y++) at[y * width] = at[y * width + width - 1] = 0
  for (let removed = 1; removed > 0;) {
    removed = 0
    await checkpoint(signal)
    for (const step of [0, 1]) {
      const doomed: number[] = []
      for (let i = width + 1; i < at.length - width - 1; i++) {
        if (at[i] === 0) continue
        let [neighbours, rises] = [0, 0]
        for (let k = 0; k < 8; k++) {
          const here = at[i + around[k]]
          neighbours += here
          if (here === 0 && at[i + around[(k + 1) % 8]] === 1) rises++
        }
        if (neighbours < 2 || neighbours > 6 || rises !== 1) continue
        const [up, right, down, left] = [at[i - width], at[i + 1], at[i + width], at[i - 1]]
        const goes = step === 0 ? up * right * down === 0 && right * down * left === 0 : up * right * left === 0 && up * down * left === 0
        if (goes) doomed.push(i)
      }
      for (const i of doomed) at[i] = 0
      removed += doomed.length
    }
  }
  return at.map((value) => value * 255)
}

function drawSimply(lines: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  const unit = Math.min(width, height)
  return withMatrices((cv, keep) => {
    const mask = keep(new cv.Mat(height, width, cv.CV_8UC1))
    mask.data.set(lines)
    const contours = keep(new cv.MatVector())
    cv.findContours(mask, contours, keep(new cv.Mat()), cv.RETR_LIST, cv.CHAIN_APPROX_NONE)
    const drawing = keep(cv.Mat.zeros(height, width, cv.CV_8UC1))
    const strokes = keep(new cv.MatVector())
    for (let index = 0; index < contours.size(); index++) {
      const contour = keep(contours.get(index))
      const simple = keep(new cv.Mat())
      cv.approxPolyDP(contour, simple, TOLERANCE * unit, true)
      strokes.push_back(simple)
    }
    const white = new cv.Scalar(255)
    cv.polylines(drawing, strokes, true, white, Math.max(2, Math.round(STROKE * unit)))
    return drawing.data.slice()
  })
}
