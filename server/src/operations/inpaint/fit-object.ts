import type { Pixels } from '../../imaging/pixels.ts'
import type { ObjectDrawing } from '../../scenes/draw/draw-objects.ts'
import type { Coverage } from './read-mask.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const WHOLLY = 0.985
const SMALLEST = 0.4
/** Of the box's height: room for the shadow in front of the foot. */
const FOREGROUND = 0.06
const SHRINK = 0.94
const OFFSETS_ACROSS = [0.5, 0.4, 0.6, 0.25, 0.75, 0, 1]
const OFFSETS_UP = [0, 0.1, 0.25, 0.5]
/** Rows of the small drawing whose outline is tried against the mask. */
const TRIAL_HEIGHT = 48

/**
 * Where in the mask a drawing fits: as large as it goes without being cut, aspect kept, as low as it goes, so that its foot stands where
 * the mask's foot is. If it fits nowhere (a mask of thin strokes), where most of it is seen.
 */
export async function fitObject(drawing: ObjectDrawing, mask: Coverage, width: number, box: Box): Promise<Box> {
  const outline = outlineOf(await drawing.rasterise(TRIAL_HEIGHT))
  const room = { ...box, height: box.height * (drawing.stands ? 1 - FOREGROUND : 1) }
  const largest = Math.min(room.height, room.width / drawing.aspect)
  let best: Box = box
  let mostSeen = -1
  for (let scale = 1; scale >= SMALLEST; scale *= SHRINK) {
    const height = Math.max(1, Math.round(largest * scale))
    const size = { width: Math.max(1, Math.round(height * drawing.aspect)), height }
    for (const up of OFFSETS_UP)
      for (const across of OFFSETS_ACROSS) {
        const left = box.left + Math.round(Math.max(0, room.width - size.width) * across)
        const top = box.top + Math.round(Math.max(0, room.height - size.height) * (1 - up))
        const seen = shareSeen(outline, mask, width, { left, top, ...size })
        if (seen > mostSeen) {
          mostSeen = seen
          best = { left, top, ...size }
        }
        if (seen >= WHOLLY) return { left, top, ...size }
      }
  }
  return best
}

/** Points of the drawing, in shares of its box. */
function outlineOf({ width, height, data }: Pixels): Float32Array {
  const points: number[] = []
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (data[(y * width + x) * 4 + 3] > 127) points.push((x + 0.5) / width, (y + 0.5) / height)
  return Float32Array.from(points)
}

function shareSeen(outline: Float32Array, mask: Coverage, width: number, box: Box): number {
  let seen = 0
  for (let i = 0; i < outline.length; i += 2) {
    const at = Math.floor(box.top + outline[i + 1] * box.height) * width + Math.floor(box.left + outline[i] * box.width)
    if (mask[at] > 127) seen++
  }
  return outline.length === 0 ? 1 : (2 * seen) / outline.length
}
