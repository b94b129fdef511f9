import { checkpoint } from '../../imaging/checkpoint.ts'
import { labToRgb, rgbToLab } from '../../imaging/face/colour-lab.ts'
import type { LabPlanes } from '../../imaging/face/lab-planes.ts'
import { pushField } from '../../imaging/face/push-field.ts'
import { sampleColour, samplePlane } from '../../imaging/face/sample-colour.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import type { FacePatch } from '../../vision/face-patch.ts'
import type { AgeLevels } from './age-levels.ts'
import type { AgeLayer } from './build-layers.ts'
import type { AgePush } from './pushes.ts'

const ROWS_AT_ONCE = 64
/** Pixels and L*: below, nothing changes, and bytes stay. */
const MIN_MOVE = 0.02
const MIN_CHANGE = 0.1

/**
 * The picture at another age: `difference` is that age's levels less those of the photo. Colours change first, then everything moves, so folds
 * go with the skin that they are in.
 * @throws `signal.reason` when aborted
 */
export async function renderAge(
  picture: Pixels,
  patch: FacePatch,
  { layers, pushes }: { readonly layers: readonly AgeLayer[]; readonly pushes: readonly AgePush[] },
  difference: AgeLevels,
  signal: AbortSignal,
): Promise<Pixels> {
  const change = sumOf(patch, layers, difference)
  const strengths = pushes.map((push) => difference[push.with])
  const field = pushField(patch.width, patch.height, pushes, strengths)
  const result = { ...picture, data: picture.data.slice() }
  const { tile, width, height } = patch
  const [scaleX, scaleY] = [width / tile.width, height / tile.height]
  const [shareX, shareY] = [field.x.width / width, field.x.height / height]
  const colour = new Float32Array(3)
  const lab = new Float32Array(3)
  for (let y = tile.top; y < tile.top + tile.height; y++) {
    if ((y - tile.top) % ROWS_AT_ONCE === 0) await checkpoint(signal)
    const v = (y + 0.5 - tile.top) * scaleY
    for (let x = tile.left; x < tile.left + tile.width; x++) {
      const u = (x + 0.5 - tile.left) * scaleX
      const [moveX, moveY] = [samplePlane(field.x, u * shareX, v * shareY), samplePlane(field.y, u * shareX, v * shareY)]
      const [fromU, fromV] = [u - moveX, v - moveY]
      const [l, a, b] = [samplePlane(change[0], fromU, fromV), samplePlane(change[1], fromU, fromV), samplePlane(change[2], fromU, fromV)]
      const moves = Math.abs(moveX) + Math.abs(moveY) > MIN_MOVE
      const changes = Math.abs(l) + Math.abs(a) + Math.abs(b) > MIN_CHANGE
      if (!moves && !changes) continue
      sampleColour(picture, x + 0.5 - moveX / scaleX, y + 0.5 - moveY / scaleY, colour)
      if (changes) {
        rgbToLab(colour, 0, lab)
        labToRgb(lab[0] + l, lab[1] + a, lab[2] + b, colour)
      }
      const at = (y * picture.width + x) * picture.channels
      for (let k = 0; k < 3; k++) result.data[at + k] = Math.max(0, Math.min(255, Math.round(colour[k])))
    }
  }
  return result
}

function sumOf({ width, height }: FacePatch, layers: readonly AgeLayer[], difference: AgeLevels): LabPlanes {
  const sum: LabPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  for (const { change, amount } of layers) {
    const weight = amount(difference)
    if (weight === 0) continue
    for (let k = 0; k < 3; k++) {
      const [from, to] = [change[k].data, sum[k].data]
      for (let i = 0; i < to.length; i++) to[i] += weight * from[i]
    }
  }
  return sum
}
