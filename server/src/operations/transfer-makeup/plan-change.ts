import { blurWithin } from '../../imaging/face/blur-within.ts'
import { toLabPlanes, type LabPlanes } from '../../imaging/face/lab-planes.ts'
import { warpPlanes } from '../../imaging/face/warp-planes.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import type { MakeupRegions } from '../../vision/face-regions.ts'
import { faceTopology } from '../../vision/face-topology.ts'
import type { MadeUpFace } from './read-face.ts'

type Lab = readonly [number, number, number]

/** How the make-up of one region is told from bare skin, and carried over. */
interface Rule {
  /** By the width of the face: what is coarser than this is make-up, what is finer is the face's own texture. */
  readonly reach: number
  /** What the region differs from the skin by when nothing is on it. Measured on the two free portraits. */
  readonly bare: Lab
  /** By how much each coordinate counts when the difference to bare is told. */
  readonly weights: Lab
  /** The difference from which on there may be make-up, and from which on there surely is. */
  readonly sure: readonly [number, number]
  /** How much is carried over when there seems to be none. */
  readonly least: number
  /** How much of each coordinate is carried over. */
  readonly share: Lab
  /** Whether it hides the skin below, so that its hue is its own; otherwise it tints. */
  readonly isOpaque: boolean
}

type RegionName = Exclude<keyof MakeupRegions, 'lids'>

const RULES: Readonly<Record<RegionName, Rule>> = {
  lips: { reach: 0.022, bare: [-9, 10, -3], weights: [0.6, 1, 1], sure: [5, 15], least: 0.35, share: [1, 1, 1], isOpaque: true },
  eyeShadow: { reach: 0.03, bare: [-28, 3, -3], weights: [0.35, 1, 1], sure: [6, 14], least: 0.1, share: [1, 1, 1], isOpaque: true },
  eyeliner: { reach: 0.008, bare: [-40, 2, -5], weights: [1, 0, 0], sure: [8, 16], least: 0, share: [1, 0.5, 0.5], isOpaque: true },
  brows: { reach: 0.02, bare: [-10, 0, -2], weights: [1, 0.5, 0.5], sure: [9, 20], least: 0, share: [0.7, 0.5, 0.5], isOpaque: false },
  cheeks: { reach: 0.06, bare: [-1, 1, 1], weights: [0.3, 1, 1], sure: [4, 8], least: 0.1, share: [0.35, 1, 1], isOpaque: false },
}
/** Where the colour of a region is told. */
export const MEASURED = {
  lips: 'lips',
  eyeShadow: 'lids',
  eyeliner: 'eyeliner',
  brows: 'brows',
  cheeks: 'cheeks',
} as const satisfies Record<RegionName, keyof MakeupRegions>
/** Of the difference between the two skins, at most so much: foundation changes a tone, and the neck keeps its own. */
const TONE = { share: 0.2, limit: 3.5 } as const
/** How much of the difference in evenness is taken, and how fine the unevenness is. */
const EVENING = { share: 0.7, reach: 0.03 } as const

/** What has to be added to the target's colours, in its patch, to wear the reference's make-up. */
export function planChange(target: MadeUpFace, reference: MadeUpFace, strength: number): LabPlanes {
  const { width, height } = target.patch
  const own = toLabPlanes(target.patch.lab, width, height)
  const change: LabPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  layFoundation(change, own, target, reference)
  for (const name of ['cheeks', 'brows', 'eyeShadow', 'eyeliner', 'lips'] as const) layRegion(change, own, target, reference, name)
  for (const plane of change) for (let i = 0; i < plane.data.length; i++) plane.data[i] *= strength
  return change
}

/** How much of each pixel of a region is to be seen. */
export function visible(region: Plane, { covered, glasses }: Pick<MadeUpFace, 'covered' | 'glasses'>): Plane {
  const seen = createPlane(region.width, region.height)
  for (let i = 0; i < seen.data.length; i++) seen.data[i] = region.data[i] * (1 - covered.data[i]) * (1 - (glasses?.data[i] ?? 0))
  return seen
}

/** The mean colour of a region of a face. */
export function meanColour({ patch: { lab } }: MadeUpFace, weights: Plane): Lab {
  const sum = [0, 0, 0]
  let count = 1e-6
  for (let i = 0; i < weights.data.length; i++) {
    // Soft borders hold the colour of what is beside.
    const weight = weights.data[i] > 0.5 ? weights.data[i] : 0
    for (let k = 0; k < 3; k++) sum[k] += weight * lab[i * 3 + k]
    count += weight
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

/** How sure it is that the region is made up, 0..1. */
export function certainty(face: MadeUpFace, name: RegionName): number {
  const { bare, weights, sure } = RULES[name]
  const mean = meanColour(face, visible(face.regions[MEASURED[name]], face))
  const difference = Math.hypot(...mean.map((value, k) => (value - face.skinColour.mean[k] - bare[k]) * weights[k]))
  return smooth((difference - sure[0]) / (sure[1] - sure[0]))
}

function layRegion(change: LabPlanes, own: LabPlanes, target: MadeUpFace, reference: MadeUpFace, name: RegionName): void {
  const { reach, least, share, isOpaque } = RULES[name]
  const region = visible(target.regions[name], target)
  const worn = certainty(reference, name)
  const amount = Math.max(least, worn)
  const source = reference.patch
  const planes = toLabPlanes(source.lab, source.width, source.height)
  const colours = blurWithin(planes, visible(reference.regions[name], reference), reach * source.faceWidth)
  const given = warpPlanes(colours, source.mesh, target.patch.mesh, faceTopology().triangles, target.patch)
  const present = blurWithin(own, region, reach * target.patch.faceWidth)
  const [skin, otherSkin] = [target.skinColour.mean, reference.skinColour.mean]
  for (let k = 0; k < 3; k++) {
    // What tints is seen against the skin, and lightness always is, for the light differs.
    const opaque = isOpaque && k > 0 ? worn : 0
    const offset = (skin[k] - otherSkin[k]) * (1 - opaque)
    for (let i = 0; i < region.data.length; i++) {
      const weight = region.data[i]
      if (weight === 0) continue
      const wanted = given[k].data[i] + offset - present[k].data[i]
      // What a region gets replaces what the foundation gave it.
      change[k].data[i] = change[k].data[i] * (1 - weight * amount) + wanted * weight * amount * share[k]
    }
  }
}

function layFoundation(change: LabPlanes, own: LabPlanes, target: MadeUpFace, reference: MadeUpFace): void {
  const skin = visible(target.patch.masks.skin, target)
  const smoothed = blurWithin(own, skin, EVENING.reach * target.patch.faceWidth)
  for (let k = 0; k < 3; k++) {
    const difference = (reference.skinColour.mean[k] - target.skinColour.mean[k]) * TONE.share
    const tone = Math.max(-TONE.limit, Math.min(TONE.limit, difference))
    const evenness = Math.max(0, 1 - reference.skinColour.deviation[k] / target.skinColour.deviation[k])
    const evening = k === 0 ? 0 : evenness * EVENING.share
    for (let i = 0; i < skin.data.length; i++) change[k].data[i] = skin.data[i] * (tone + evening * (smoothed[k].data[i] - own[k].data[i]))
  }
}

function smooth(value: number): number {
  const t = Math.max(0, Math.min(1, value))
  return t * t * (3 - 2 * t)
}
