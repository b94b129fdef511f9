import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Plane } from '../pixels.ts'
import { blurWithin } from './blur-within.ts'
import type { SkinColour } from './skin-colour.ts'

/** In deviations of the skin: what is certainly another thing, and what belongs to it when it touches. */
const SURE = 3.4
const LIKELY = 2.4
/** Skin in the shadow of the face's own form differs by so much from the face's mean, and its surroundings with it. */
const SHADED = 3.2
/** By the width of the face: how far around the light is alike. */
const LIGHT_REACH = 0.13
/** How much what is dark counts where shadows are. */
const SHADOW = 0.45

export interface OccluderAreas {
  /** The whole face, soft; its rim is where what covers it comes in. */
  readonly oval: Plane
  /** Bare skin as far as the mesh tells, without eyes, brows, lips and nostrils. */
  readonly skin: Plane
  /** What is no skin by nature and stays: eyes, lips, brows. */
  readonly features: Plane
  /** Pixels of the planes. */
  readonly faceWidth: number
  /** The row from which on what is dark is the shadow of jaw and lip rather than hair. */
  readonly shadowsFrom: number
}

/** How far each pixel is from the skin around it, in deviations. */
function foreignness(lab: Float32Array, { oval, skin, faceWidth, shadowsFrom }: OccluderAreas, colour: SkinColour): Plane {
  const { width, height } = oval
  const [mean, spread] = [colour.mean, colour.deviation]
  const planes = [0, 1, 2].map((k) => {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = lab[i * 3 + k]
    return plane
  })
  const likely = createPlane(width, height)
  for (let i = 0; i < likely.data.length; i++) {
    const distance = Math.hypot(...planes.map(({ data }, k) => (data[i] - mean[k]) / spread[k]))
    likely.data[i] = distance < SHADED ? skin.data[i] : 0
  }
  const local = blurWithin(planes, likely, LIGHT_REACH * faceWidth)
  const foreign = createPlane(width, height)
  for (let i = 0; i < foreign.data.length; i++) {
    const [l, a, b] = planes.map(({ data }, k) => (data[i] - local[k].data[i]) / spread[k])
    const isShadow = l < 0 && i > shadowsFrom * width
    foreign.data[i] = Math.min(9, Math.hypot(l, a, b) * (isShadow ? SHADOW : 1))
  }
  // Single strands let skin shine through: looked at a little from afar they are one.
  return softenPlane(foreign, faceWidth / 300)
}

/**
 * What lies over a face and reaches into it from outside: hair, a hat, a hand, and what of the background the mesh covers; 0..1 with soft
 * borders. A colour that is not skin counts only where it hangs together with the rim of the oval, so moles and spots stay.
 */
export function findOccluders(lab: Float32Array, areas: OccluderAreas, colour: SkinColour): Plane {
  const { oval, features, faceWidth } = areas
  const { width, height } = oval
  const foreign = foreignness(lab, areas, colour)
  const covered = createPlane(width, height)
  const queue: number[] = []
  const isOpen = (i: number) => oval.data[i] > 0.02 && features.data[i] < 0.4
  for (let i = 0; i < foreign.data.length; i++)
    if (isOpen(i) && oval.data[i] < 0.5 && foreign.data[i] > SURE) {
      covered.data[i] = 1
      queue.push(i)
    }
  for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
    const x = i % width
    for (const next of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (next < 0 || next >= foreign.data.length || covered.data[next] > 0 || !isOpen(next)) continue
      if (foreign.data[next] < LIKELY) continue
      // What is only likely is taken when it touches, and leads no further.
      covered.data[next] = 1
      if (foreign.data[next] > SURE) queue.push(next)
    }
  }
  return softenPlane(covered, faceWidth / 160)
}
