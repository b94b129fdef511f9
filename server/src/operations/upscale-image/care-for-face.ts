import { cutPart, pastePart, tileWithin } from '../../imaging/cut-part.ts'
import { softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { smoothPlane } from '../../imaging/smooth-plane.ts'
import { drawFaceMasks } from '../../vision/face-masks.ts'
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

/**
 * Takes care of one face of an enlarged picture, in place: noise and blocking are smoothed as far as they are measured there, and the contrast
 * of eyes, brows and lips is raised, never beyond the levels that are around each pixel already. Nothing is invented. `face` and
 * `noise` (levels of 255) are those of the picture before it was enlarged by `factor`: enlarged noise has grains that look like detail.
 */
export async function careForFace(picture: Pixels, face: Face, factor: number, noise: number): Promise<void> {
  const margin = MARGIN * Math.max(face.box.width, face.box.height)
  const tile = tileWithin(picture, {
    left: (face.box.left - margin) * factor,
    top: (face.box.top - margin) * factor,
    width: (face.box.width + 2 * margin) * factor,
    height: (face.box.height + 2 * margin) * factor,
  })
  const { width, height } = tile
  if (width < 16 || height < 16) return

  const faceWidth = face.box.width * factor
  const frame = { left: tile.left / factor, top: tile.top / factor, width: width / factor, height: height / factor }
  const { oval, skin, features } = await drawFaceMasks(face, { frame, width, height })
  const part = cutPart(picture, tile)
  const amplitude = noise < MIN_NOISE ? 0 : Math.min(MAX_AMPLITUDE, (NOISE_REACH * noise) / 255)
  const radius = Math.max(factor, Math.round(faceWidth * 0.012))

  for (let channel = 0; channel < 3; channel++) {
    const seen = channelOf(part, channel)
    const smooth = amplitude > 0 ? smoothPlane(seen, radius, amplitude) : seen
    // On features the same filter with half the reach: lashes and the line of the lips are as low as noise.
    const careful = amplitude > 0 ? smoothPlane(seen, factor, amplitude / 2) : seen
    const blurred = softenPlane(careful, Math.max(1, factor * 0.8))
    const bounds = rangeAround(careful, factor)
    for (let i = 0; i < seen.data.length; i++) {
      const raised = careful.data[i] + DETAIL * (careful.data[i] - blurred.data[i])
      const feature = Math.max(bounds.low.data[i], Math.min(bounds.high.data[i], raised))
      const skinShare = skin.data[i]
      const featureShare = features.data[i] * oval.data[i]
      part.data[i * part.channels + channel] = Math.round(
        255 * Math.max(0, Math.min(1, smooth.data[i] * skinShare + feature * featureShare + seen.data[i] * (1 - skinShare - featureShare))),
      )
    }
  }
  pastePart(picture, part, tile.left, tile.top)
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
