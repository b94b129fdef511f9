import { drawMask, softenPlane } from '../../imaging/draw-mask.ts'
import { blurWithin } from '../../imaging/face/blur-within.ts'
import { toLabPlanes, type LabPlanes } from '../../imaging/face/lab-planes.ts'
import { warpPlanes } from '../../imaging/face/warp-planes.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { findFaceCover } from '../../vision/face-cover.ts'
import { FACE_PARTS } from '../../vision/face-parts.ts'
import type { FacePatch } from '../../vision/face-patch.ts'

/** How a face is put over another, for every pixel of the target's patch. */
export interface Match {
  /** How much of the new face shows, 0..1. */
  readonly opacity: Plane
  /** Added to the colours of the new face. */
  readonly shift: LabPlanes
  /** By how much each coordinate's distance to its local mean is multiplied. */
  readonly contrast: readonly [number, number, number]
  /** Local means of the new face. */
  readonly means: LabPlanes
  /** Lightness of the new face without its finest detail, and by how much of itself that detail is raised. */
  readonly coarse: Plane
  readonly sharpening: number
  /** Where `contrast` holds, 0..1: eyes, brows and lips keep theirs. */
  readonly even: Plane
}

/** By the width of the face: how far light is alike, how soft the rim is. */
const LIGHT_REACH = 0.09
const RIM = 0.028
const BESIDE = 0.025
const FINE = 0.008
/** More would show the grain of what was enlarged. */
const MAX_SHARPENING = 0.5
const CONTRAST = [0.75, 1.25] as const
const MIN_COLOUR_CONTRAST = 0.55
/** The whites of eyes are lit like the skin but do not have its tone. */
const EYE_TONE = 0.35

/**
 * Works out where the source's face shows on the target's, and how its colours change: mean and spread of the target's skin, and the target's
 * light over the face (the difference of both at a low frequency, measured on what is skin in both). Details stay those of the source.
 */
export async function matchFace(target: FacePatch, source: FacePatch, triangles: ArrayLike<number>): Promise<Match> {
  const { width, height, faceWidth } = target
  const own = toLabPlanes(target.lab, width, height)
  const cover = findFaceCover(target)
  const sourceCover = findFaceCover(source)
  const covered = cover.covered
  // Two pairs of glasses are one too many: those of the new face come along.
  if (cover.glasses && !sourceCover.glasses)
    for (let i = 0; i < covered.data.length; i++) covered.data[i] = Math.max(covered.data[i], cover.glasses.data[i])
  // What hides the source's skin is widened, because hair throws a shadow beside it.
  const beside = softenPlane(sourceCover.covered, BESIDE * source.faceWidth)
  const planes = [...toLabPlanes(source.lab, source.width, source.height), source.masks.skin, beside]
  const [l, a, b, sourceSkin, hidden] = warpPlanes(planes, source.mesh, target.mesh, triangles, target)
  const given = [l, a, b] as const

  const skin = createPlane(width, height)
  for (let i = 0; i < skin.data.length; i++)
    skin.data[i] = target.masks.skin.data[i] * (1 - covered.data[i]) * sourceSkin.data[i] * (1 - hidden.data[i])
  const contrast = given.map((plane, k) => {
    const ratio = spreadOf(own[k], skin) / Math.max(1e-3, spreadOf(plane, skin))
    return Math.max(k === 0 ? CONTRAST[0] : MIN_COLOUR_CONTRAST, Math.min(CONTRAST[1], ratio))
  })
  const ownMeans = blurWithin(own, skin, LIGHT_REACH * faceWidth)
  const givenMeans = blurWithin(given, skin, LIGHT_REACH * faceWidth)
  const shift = given.map((_, k) => {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) {
      const tone = k === 0 ? 1 : 1 - (1 - EYE_TONE) * target.masks.eyes.data[i]
      plane.data[i] = (ownMeans[k].data[i] - givenMeans[k].data[i]) * tone
    }
    return plane
  })
  const opacity = await drawRim(target)
  for (let i = 0; i < opacity.data.length; i++)
    opacity.data[i] *= (1 - covered.data[i]) * (1 - widen(hidden.data[i])) * (1 - target.masks.mouth.data[i])
  return {
    opacity,
    shift: [shift[0], shift[1], shift[2]],
    contrast: [contrast[0], contrast[1], contrast[2]],
    coarse: softenPlane(l, FINE * faceWidth),
    sharpening: sharpeningFor(own[0], l, skin, FINE * faceWidth),
    even: target.masks.skin,
    means: [givenMeans[0], givenMeans[1], givenMeans[2]],
  }
}

/** From the blurred border of what hides skin: wholly hidden within it, and a little beyond. */
function widen(hidden: number): number {
  const t = Math.max(0, Math.min(1, (hidden - 0.03) / 0.45))
  return t * t * (3 - 2 * t)
}

/** A small face that is put into a large picture is less sharp than what is around it. */
function sharpeningFor(own: Plane, given: Plane, skin: Plane, fine: number): number {
  const detailOf = (plane: Plane) => {
    const coarse = softenPlane(plane, fine)
    return spreadOf({ ...plane, data: plane.data.map((value, i) => value - coarse.data[i]) }, skin)
  }
  return Math.max(0, Math.min(MAX_SHARPENING, detailOf(own) / Math.max(1e-3, detailOf(given)) - 1))
}

/** 1 within the face, falling to 0 at the rim of its oval, not beyond. */
async function drawRim({ mesh, width, height, faceWidth }: FacePatch): Promise<Plane> {
  const oval = await drawMask(width, height, [FACE_PARTS.oval.map((index) => mesh[index])])
  const rim = softenPlane(oval, RIM * faceWidth)
  for (let i = 0; i < rim.data.length; i++) {
    const inside = Math.max(0, Math.min(1, (rim.data[i] - 0.55) / 0.42))
    rim.data[i] = inside * inside * (3 - 2 * inside)
  }
  return rim
}

function spreadOf({ data }: Plane, weights: Plane): number {
  let [sum, squares, count] = [0, 0, 0]
  for (let i = 0; i < data.length; i++) {
    const weight = weights.data[i]
    sum += weight * data[i]
    squares += weight * data[i] ** 2
    count += weight
  }
  const mean = sum / Math.max(1e-6, count)
  return Math.sqrt(Math.max(0, squares / Math.max(1e-6, count) - mean * mean))
}
