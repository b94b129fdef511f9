import { softenPlane } from '../../imaging/draw-mask.ts'
import { blurWithin } from '../../imaging/face/blur-within.ts'
import { drawFolds, type Fold } from '../../imaging/face/draw-folds.ts'
import { toLabPlanes, type LabPlanes } from '../../imaging/face/lab-planes.ts'
import { lightFolds } from '../../imaging/face/light-folds.ts'
import { drawNoise } from '../../imaging/face/noise.ts'
import { placeOnMesh } from '../../imaging/face/place-on-mesh.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { smoothPlane } from '../../imaging/smooth-plane.ts'
import type { FaceCover } from '../../vision/face-cover.ts'
import type { FacePatch } from '../../vision/face-patch.ts'
import { drawMakeupRegions } from '../../vision/face-regions.ts'
import { faceTopology } from '../../vision/face-topology.ts'
import type { AgeLevels } from './age-levels.ts'
import { drawSpots } from './draw-spots.ts'
import { FOLD_LINES } from './fold-lines.ts'
import { lightOf } from './light-of.ts'

/** A change of colours that is made by as much as `amount` says. */
export interface AgeLayer {
  readonly change: LabPlanes
  /** From the difference of two ages' levels: 0 for none of it, 1 for all. */
  readonly amount: (difference: AgeLevels) => number
}

/** Fixed, so that a face has the same folds and spots at every age and in every run. */
const SEED = 20
/** By the width of the face. */
const SMOOTH = { radius: 0.03, amplitude: 8 } as const
const FORM = { radius: 0.055, amplitude: 16 } as const
/** Pixels of the photo. */
const MIN_FOLD = 0.9
const FILL = 0.045
const PORES = 0.007
const BLOTCHES = 0.045

/** Everything that is worked out once for all ages of a series. */
export async function buildLayers(patch: FacePatch, { covered, glasses }: FaceCover, hair: Plane): Promise<AgeLayer[]> {
  const { width, height, masks, faceWidth } = patch
  const own = toLabPlanes(patch.lab, width, height)
  const skin = createPlane(width, height)
  const open = createPlane(width, height)
  const everywhere = createPlane(width, height)
  everywhere.data.fill(1)
  for (let i = 0; i < skin.data.length; i++) {
    const seen = (1 - covered.data[i]) * (1 - (glasses?.data[i] ?? 0))
    skin.data[i] = masks.skin.data[i] * seen
    // Folds run on over the lids' surroundings, which are features and not skin to the masks.
    open.data[i] = Math.min(1, masks.oval.data[i] * (1 - masks.eyes.data[i]) * (1 - masks.mouth.data[i])) * seen
  }
  const light = lightOf(patch, skin)
  const layers: AgeLayer[] = []
  // What makes younger is worked out one after the other, each on what the one before left: added up, they never take the same shadow twice.
  let younger = own
  const remove = (change: LabPlanes, amount: AgeLayer['amount']) => {
    younger = asLab(younger.map((plane, k) => combine(everywhere, (i) => plane.data[i] + change[k].data[i])))
    layers.push({ change, amount })
  }
  for (const level of ['folds', 'lines', 'late'] as const) {
    const surface = drawFolds(width, height, foldsOf(patch, level), createRandom(SEED))
    layers.push({
      change: times(lightFolds(surface, light, 0.009 * faceWidth), open),
      amount: (difference) => Math.max(0, difference[level]),
    })
    remove(unfold(younger, surface, skin, open, faceWidth), (difference) =>
      Math.min(1, Math.max(0, 0.7 * difference.child - difference[level])),
    )
  }
  remove(smoothed(younger, skin, SMOOTH, faceWidth), ({ skin: rough, child }) => Math.max(0, Math.min(1, child - 1.7 * rough)))
  remove(smoothed(younger, skin, FORM, faceWidth), ({ late, lines }) => Math.max(0, Math.min(0.8, -0.7 * (late + lines))))

  const random = createRandom(SEED + 1)
  const pores = drawNoise(width, height, PORES * faceWidth, random)
  const patches = drawNoise(width, height, BLOTCHES * faceWidth, random)
  const rough = [
    combine(skin, (i) => 1.8 * pores.data[i] + 1.5 * patches.data[i] - 1.8),
    combine(skin, (i) => 1.2 * patches.data[i] + 0.5 * pores.data[i] + 0.6),
    combine(skin, (i) => 0.8 - 0.4 * patches.data[i]),
  ]
  layers.push({ change: asLab(rough), amount: ({ skin: level }) => Math.max(0, level) })
  // Young skin is lighter and rosier.
  const rosy = [combine(skin, () => 1.6), combine(skin, () => 0.8), combine(skin, () => -1)]
  layers.push({ change: asLab(rosy), amount: ({ skin: level }) => Math.max(0, -level) })
  layers.push({ change: drawSpots(patch, skin, createRandom(SEED + 2)), amount: ({ spots }) => Math.max(0, spots) })

  const { lips, brows } = await drawMakeupRegions(patch)
  const paler = [combine(lips, () => 1), combine(lips, () => -6), combine(lips, () => -1)]
  layers.push({ change: asLab(paler), amount: ({ late, child }) => late - 0.4 * Math.max(0, child) })
  const dull = [combine(masks.eyes, () => -3), combine(masks.eyes, () => 0), combine(masks.eyes, () => 1.5)]
  layers.push({ change: asLab(dull), amount: ({ late }) => late })

  layers.push({ change: greyOf(own, hair, 17), amount: ({ grey }) => Math.max(0, grey) })
  const browsSeen = combine(brows, (i) => 1 - covered.data[i])
  const around = blurWithin(own, skin, 0.04 * faceWidth)
  const thinner = own.map((plane, k) => combine(browsSeen, (i) => (around[k].data[i] - plane.data[i]) * 0.45))
  layers.push({ change: asLab(thinner), amount: ({ grey, child }) => Math.max(0, grey, child * 0.9) })
  layers.push({ change: coloured(own, hair), amount: ({ grey }) => Math.max(0, -grey) })
  return layers
}

function foldsOf(patch: FacePatch, level: 'folds' | 'lines' | 'late'): Fold[] {
  const { triangles, unrolled } = faceTopology()
  return FOLD_LINES.filter((fold) => fold.with === level).flatMap(({ line, width, depth }) => {
    const crosses = line.some(([u]) => u < 0.5) && line.some(([u]) => u > 0.5)
    const sides = crosses ? [line] : [line, line.map(([u, v]) => [1 - u, v] as const)]
    return sides.map((side) => ({
      line: side.map(([x, y]) => placeOnMesh({ x, y }, unrolled, patch.mesh, triangles)),
      // Finer than a pixel of the photo, a line would be lost.
      width: Math.max(width * patch.faceWidth, MIN_FOLD * patch.scale),
      depth,
    }))
  })
}

/** Skin without what is finer than `radius` and lower than `amplitude`: edges of the face's form stay. */
function smoothed(own: LabPlanes, skin: Plane, { radius, amplitude }: { radius: number; amplitude: number }, faceWidth: number): LabPlanes {
  return asLab(
    own.map((plane, k) => {
      const even = smoothPlane(plane, Math.max(2, Math.round(radius * faceWidth)), k === 0 ? amplitude : amplitude * 0.7)
      return combine(skin, (i) => (even.data[i] - plane.data[i]) * 0.85)
    }),
  )
}

/** What takes folds away: where one may be, the skin is filled in from its sides. */
function unfold(own: LabPlanes, surface: Plane, skin: Plane, open: Plane, faceWidth: number): LabPlanes {
  const band = softenPlane(
    combine(surface, (i) => (Math.abs(surface.data[i]) > 0.015 ? 1 / surface.data[i] : 0)),
    faceWidth / 110,
  )
  const beside = combine(skin, (i) => 1 - Math.min(1, band.data[i]) * 0.9)
  const filled = blurWithin(own, beside, FILL * faceWidth)
  return asLab(
    own.map((plane, k) =>
      combine(band, (i) => {
        const difference = filled[k].data[i] - plane.data[i]
        // Shadows go; what is light already stays.
        return open.data[i] * (k === 0 ? Math.max(0, difference) : difference) * 0.8
      }),
    ),
  )
}

/** Hair without its colour, lighter by `lift`. */
function greyOf(own: LabPlanes, hair: Plane, lift: number): LabPlanes {
  const [l, a, b] = own
  return asLab([
    // Dark strands stay the darker ones.
    combine(hair, (i) => lift * (1 - l.data[i] / 110) * Math.min(1, l.data[i] / 45)),
    combine(hair, (i) => -0.85 * a.data[i]),
    combine(hair, (i) => -0.85 * (b.data[i] - 2)),
  ])
}

/** Grey hair with the brown that it may have had. Dark hair has not gone grey. */
function coloured(own: LabPlanes, hair: Plane): LabPlanes {
  const [l, a, b] = own
  const grey = combine(hair, (i) => Math.max(0, Math.min(1, (l.data[i] - 28) / 20)))
  return asLab([
    combine(grey, (i) => -0.4 * (l.data[i] - 25)),
    combine(grey, (i) => 0.7 * Math.max(0, 6 - a.data[i])),
    combine(grey, (i) => 0.7 * Math.max(0, 14 - b.data[i])),
  ])
}

function combine(weights: Plane, value: (index: number) => number): Plane {
  const plane = createPlane(weights.width, weights.height)
  for (let i = 0; i < plane.data.length; i++) if (weights.data[i] !== 0) plane.data[i] = weights.data[i] * value(i)
  return plane
}

function times(planes: LabPlanes, weights: Plane): LabPlanes {
  return asLab(planes.map((plane) => combine(weights, (i) => plane.data[i])))
}

function asLab(planes: readonly Plane[]): LabPlanes {
  return [planes[0], planes[1], planes[2]]
}
