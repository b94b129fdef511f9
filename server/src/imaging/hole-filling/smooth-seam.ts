import { checkpoint } from '../checkpoint.ts'
import { grow } from './level.ts'
import { interpolate } from './membrane.ts'
import type { PatchField } from './patch-field.ts'
import { askPatches, weighPatches } from './vote.ts'

/** How far around the hole the fill is compared with what is known, in pixels. */
const RIM = 2
/** A difference much larger than this is another thing rather than another light, and is not carried into the hole. */
const LIKELY_DIFFERENCE = 14

/**
 * Levels the light of the fill with that around it: just outside of the hole, what the patches would have put there is compared with
 * what is there, and the difference is spread over the hole as a membrane and added.
 * Source: the membrane of Pérez, Gangnet, Blake 2003, "Poisson Image Editing", sec. 2, interpolated instead of solved for.
 */
export async function smoothSeam(field: PatchField, signal: AbortSignal): Promise<void> {
  const { level, filled } = field
  const { width, height, hole, texels } = level
  const around = grow(hole, width, height, RIM)
  const weight = weighPatches(field, 1)
  const opinion = new Float64Array(4)
  const difference = new Float32Array(width * height * 3)
  const certainty = new Float32Array(width * height)
  for (let at = 0; at < hole.length; at++) {
    if (!around[at] || hole[at] || !askPatches(field, weight, at, opinion)) continue
    let largest = 0
    for (let channel = 0; channel < 3; channel++) {
      const gap = texels[at * 4 + channel] - opinion[channel]
      difference[at * 3 + channel] = gap
      largest = Math.max(largest, Math.abs(gap))
    }
    certainty[at] = Math.exp(-((largest / LIKELY_DIFFERENCE) ** 2))
  }
  await checkpoint(signal)
  interpolate(difference, certainty, width, height, 3)
  await checkpoint(signal)
  for (const at of filled)
    for (let channel = 0; channel < 3; channel++) {
      const levelled = texels[at * 4 + channel] + difference[at * 3 + channel]
      texels[at * 4 + channel] = Math.max(0, Math.min(255, Math.round(levelled)))
    }
}
