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
  const left = Math.max(0, Math.floor((face.box.left - margin) * factor))
  const top = Math.max(0, Math.floor((face.box.top - margin) * factor))
  const width = Math.min(picture.width, Math.ceil((face.box.left + face.box.width + margin) * factor)) - left
  const height = Math.min(picture.height, Math.ceil((face.box.top + face.box.height + margin) * factor)) - top
  if (width < 16 || height < 16) return

  const faceWidth = face.box.width * factor
  const frame = { left: left / factor, top: top / factor, width: width / factor, height: height / factor }
  const { oval, skin, features } = await drawFaceMasks(face, { frame, width, height })
  const part = cut(picture, left, top, width, height)
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
      part.data[i * 3 + channel] = Math.round(
        255 * Math.max(0, Math.min(1, smooth.data[i] * skinShare + feature * featureShare + seen.data[i] * (1 - skinShare - featureShare))),
      )
    }
  }
  paste(picture, part, left, top)
}

function cut({ width: rowLength, channels, data }: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const part: Pixels = { width, height, channels: 3, data: new Uint8Array(width * height * 3) }
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0, from = ((top + y) * rowLength + left) * channels; x < width; x++, from += channels, to += 3)
      for (let channel = 0; channel < 3; channel++) part.data[to + channel] = data[from + channel]
  return part
}

function paste({ width: rowLength, channels, data }: Pixels, part: Pixels, left: number, top: number): void {
  for (let y = 0, from = 0; y < part.height; y++)
    for (let x = 0, to = ((top + y) * rowLength + left) * channels; x < part.width; x++, to += channels, from += 3)
      for (let channel = 0; channel < 3; channel++) data[to + channel] = part.data[from + channel]
}

function channelOf({ width, height, data }: Pixels, channel: number): Plane {
  const plane = createPlane(width, height)
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = data[i * 3 + channel] / 255
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
