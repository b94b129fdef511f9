import { checkpoint } from '../../imaging/checkpoint.ts'
import { cutPart, pastePart, tileWithin } from '../../imaging/cut-part.ts'
import { softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { fitWithin } from '../../imaging/resize.ts'
import { sampleRow } from '../../imaging/sample.ts'
import { smoothPlane } from '../../imaging/smooth-plane.ts'
import { drawFaceMasks, type FaceMasks } from '../../vision/face-masks.ts'
import type { Face } from '../../vision/faces.ts'

/** Room around the face, for the soft border and for the filters. */
const MARGIN = 0.15
/** How much of the noise's standard deviation counts as noise. */
const NOISE_REACH = 2.2
/** Noise below that (levels of 255) is the camera's or the network's own grain and stays. */
const MIN_NOISE = 1.2
const MAX_AMPLITUDE = 0.09
/** How much the difference to the blurred face is raised on eyes, brows and lips. */
const DETAIL = 0.35

/** Masks are smooth: larger faces are masked at that side and the masks enlarged. */
const MASK_SIDE = 768
/** Rows that are worked on at once, so that a face of many megapixels needs no more memory than its strip. */
const STRIP = 256

/**
 * Takes care of one face of an enlarged picture, in place: noise is smoothed as far as it is measured, and the contrast of eyes, brows and
 * lips is raised, never beyond the levels that are around each pixel already. Nothing is invented. `face` and `noise` (levels of 255) are
 * those of the picture before it was enlarged by `factor`: enlarged noise has grains that look like detail.
 * @throws `signal.reason` when aborted
 */
export async function careForFace(picture: Pixels, face: Face, factor: number, noise: number, signal: AbortSignal): Promise<void> {
  const margin = MARGIN * Math.max(face.box.width, face.box.height)
  const region = tileWithin(picture, {
    left: (face.box.left - margin) * factor,
    top: (face.box.top - margin) * factor,
    width: (face.box.width + 2 * margin) * factor,
    height: (face.box.height + 2 * margin) * factor,
  })
  if (region.width < 16 || region.height < 16) return

  const frame = { left: region.left / factor, top: region.top / factor, width: region.width / factor, height: region.height / factor }
  const masks = await drawFaceMasks(face, { frame, ...fitWithin(region.width, region.height, MASK_SIDE) })
  const strength = {
    amplitude: noise < MIN_NOISE ? 0 : Math.min(MAX_AMPLITUDE, (NOISE_REACH * noise) / 255),
    radius: Math.max(factor, Math.round(face.box.width * factor * 0.012)),
    grain: factor,
  }
  const reach = Math.max(2 * strength.radius, 6 * factor) + 2
  const before = cutPart(picture, region)
  for (let from = 0; from < region.height; from += STRIP) {
    await checkpoint(signal)
    const to = Math.min(region.height, from + STRIP)
    // Filters look beyond the strip, at what was there before.
    const top = Math.max(0, from - reach)
    const seen = cutPart(before, { left: 0, top, width: region.width, height: Math.min(region.height, to + reach) - top })
    mendStrip(seen, masks, { top, height: region.height }, strength)
    pastePart(picture, cutPart(seen, { left: 0, top: from - top, width: region.width, height: to - from }), region.left, region.top + from)
  }
}

interface Strength {
  /** Levels 0..1 that count as noise. */
  readonly amplitude: number
  readonly radius: number
  /** Pixels of the picture per pixel that it was enlarged from. */
  readonly grain: number
}

/** `strip` begins at row `top` of a region of `height` rows, which the masks cover. */
function mendStrip(
  strip: Pixels,
  masks: FaceMasks,
  { top, height }: { top: number; height: number },
  { amplitude, radius, grain }: Strength,
): void {
  const { width, channels, data } = strip
  const [oval, skin, features] = [masks.oval, masks.skin, masks.features].map((mask) => {
    const enlarged = createPlane(width, strip.height)
    for (let y = 0; y < strip.height; y++) sampleRow(mask, top + y, width, height, enlarged.data.subarray(y * width, (y + 1) * width))
    return enlarged
  })
  for (let channel = 0; channel < 3; channel++) {
    const seen = channelOf(strip, channel)
    const smooth = amplitude > 0 ? smoothPlane(seen, radius, amplitude) : seen
    // On features the same filter with half the reach: lashes and the line of the lips are as low as noise.
    const careful = amplitude > 0 ? smoothPlane(seen, grain, amplitude / 2) : seen
    const blurred = softenPlane(careful, Math.max(1, grain * 0.8))
    const { low, high } = rangeAround(careful, grain)
    for (let i = 0; i < seen.data.length; i++) {
      const raised = careful.data[i] + DETAIL * (careful.data[i] - blurred.data[i])
      const feature = Math.max(low.data[i], Math.min(high.data[i], raised))
      const featureShare = features.data[i] * oval.data[i]
      const rest = 1 - skin.data[i] - featureShare
      const value = smooth.data[i] * skin.data[i] + feature * featureShare + seen.data[i] * rest
      data[i * channels + channel] = Math.round(255 * Math.max(0, Math.min(1, value)))
    }
  }
}

function channelOf({ width, height, channels, data }: Pixels, channel: number): Plane {
  const plane = createPlane(width, height)
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = data[i * channels + channel] / 255
  return plane
}

/** The lowest and the highest value within `radius` pixels along rows and columns. */
function rangeAround(plane: Plane, radius: number): { low: Plane; high: Plane } {
  const extreme = (pick: (a: number, b: number) => number) => {
    const along = (source: Plane, stepX: number, stepY: number) => {
      const result = createPlane(plane.width, plane.height)
      for (let y = 0, i = 0; y < plane.height; y++)
        for (let x = 0; x < plane.width; x++, i++) {
          let value = source.data[i]
          for (let k = -radius; k <= radius; k++) {
            const [u, v] = [x + k * stepX, y + k * stepY]
            if (u >= 0 && v >= 0 && u < plane.width && v < plane.height) value = pick(value, source.data[v * plane.width + u])
          }
          result.data[i] = value
        }
      return result
    }
    return along(along(plane, 1, 0), 0, 1)
  }
  return { low: extreme(Math.min), high: extreme(Math.max) }
}
