import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { findParts } from './main-parts.ts'
import type { Looks } from './part-layers.ts'

/** Pixels around that a place is compared with. */
const REACH = 24
/** Standard deviations of the background around; and the L*a*b* distance that is grain even where all is flat. */
const STRANGE = 3
const HARDLY_STRANGE = 1.8
const GRAIN = 4
/** Rounds of leaving out what is strange to the rest of a place, before that rest is measured. */
const TRIMS = 3
/** L*a*b* step from an attachment to what is behind it, in the mean over its outline: shadows and glows have none. */
const MIN_STEP = 14
/** L*a*b* standard deviation of the background around: where it is busier, what stands out is as likely its own. */
const QUIET = 9
/** Of the subject. */
const MAX_SHARE = 0.5
const MIN_PIXELS = 20
/** Share of the background around that must be left, for its looks to be known. */
const MIN_KNOWN = 0.25

/**
 * A mask of 0 and 1 with what hangs together with its subject and stands out sharply from the background around: legs, handles and tips, which
 * are too thin or too unlike the rest for a cut by colours to keep them.
 */
export function followAttachments(mask: Plane, { width, height, lab }: Looks): Plane {
  const candidates = findStrange(mask, lab, width, height)
  const area = mask.data.reduce((sum, value) => sum + value, 0)
  const result = createPlane(width, height)
  result.data.set(mask.data)
  for (const { value, pixels } of findParts(candidates)) {
    if (value === 0 || pixels.length < MIN_PIXELS || pixels.length > MAX_SHARE * area) continue
    let [touching, steps, outline] = [0, 0, 0]
    // What comes in from above or from a side is something behind; what stands below may be cut by the border.
    let isBehind = false
    for (const i of pixels) {
      const x = i % width
      isBehind ||= x === 0 || x === width - 1 || i < width
      for (const [isInside, next] of [
        [x > 0, i - 1],
        [x < width - 1, i + 1],
        [i >= width, i - width],
        [i < width * (height - 1), i + width],
      ] as const) {
        if (!isInside || candidates.data[next] === 1) continue
        if (mask.data[next] === 1) touching++
        else {
          // Edges are a pixel or two wide: the step is measured over two.
          const beyond = next + (next - i)
          const to = beyond >= 0 && beyond < mask.data.length ? beyond : next
          steps += Math.hypot(lab[i * 3] - lab[to * 3], lab[i * 3 + 1] - lab[to * 3 + 1], lab[i * 3 + 2] - lab[to * 3 + 2])
          outline++
        }
      }
    }
    if (isBehind || touching === 0 || outline === 0 || steps / outline < MIN_STEP) continue
    for (const i of pixels) result.data[i] = 1
  }
  return result
}

/** Pixels outside of the mask whose colour the background around does not have. */
function findStrange(mask: Plane, lab: Float32Array, width: number, height: number): Plane {
  const strange = createPlane(width, height)
  for (let round = 0; round < TRIMS; round++) {
    const weight = createPlane(width, height)
    for (let i = 0; i < weight.data.length; i++) weight.data[i] = mask.data[i] === 0 && strange.data[i] === 0 ? 1 : 0
    const known = boxBlur(weight, REACH).data
    const squared = new Float32Array(weight.data.length)
    const busy = new Float32Array(weight.data.length)
    for (let channel = 0; channel < 3; channel++) {
      const values = createPlane(width, height)
      const squares = createPlane(width, height)
      for (let i = 0; i < weight.data.length; i++) {
        values.data[i] = lab[i * 3 + channel] * weight.data[i]
        squares.data[i] = lab[i * 3 + channel] * values.data[i]
      }
      const [mean, meanSquare] = [boxBlur(values, REACH).data, boxBlur(squares, REACH).data]
      for (let i = 0; i < squared.length; i++) {
        const middle = mean[i] / Math.max(1e-6, known[i])
        const variance = Math.max(0, meanSquare[i] / Math.max(1e-6, known[i]) - middle * middle)
        busy[i] += variance
        squared[i] += (lab[i * 3 + channel] - middle) ** 2 / (variance + GRAIN ** 2)
      }
    }
    const limit = round < TRIMS - 1 ? STRANGE : HARDLY_STRANGE
    for (let i = 0; i < squared.length; i++)
      strange.data[i] =
        mask.data[i] === 0 && known[i] > MIN_KNOWN && (round < TRIMS - 1 || busy[i] < QUIET ** 2) && squared[i] > limit ** 2 ? 1 : 0
    if (round === TRIMS - 1) return strange
  }
  return strange
}
