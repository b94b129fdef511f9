import { checkpoint } from '../../imaging/checkpoint.ts'
import { softenPlane } from '../../imaging/draw-mask.ts'
import { applyGuidedFilter, fitGuidedFilter, type ColourPlanes } from '../../imaging/guided-filter.ts'
import { aboveHairline, CHIN_Y, faceHalfWidth, fromCamera, meetSkull, type Head } from '../../imaging/hair/head.ts'
import { toLab } from '../../imaging/lab.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { enlargePlane } from '../../imaging/sample.ts'
import { grabCut, SEED } from '../grab-cut.ts'

export interface FoundHair {
  /** How much of each pixel is hair, 0..1. */
  readonly hair: Plane
  /** How much of each pixel is the person without the hair, 0..1. */
  readonly body: Plane
}

/** Cutting takes seconds at full size and gains nothing: the guided filter brings edges back. */
const CUT_SIDE = 400
/** Variance of colours (0..1) that counts as one thing. */
const EPSILON = 3e-4

/**
 * The hair around a head. `person` is how likely a pixel is the person, at any size over the same field of view. Where hair must be (above the
 * hairline of the head), where it cannot be (cheeks, background, below the chin), and the colours of both decide about the rest.
 */
export async function findHair(picture: Pixels, head: Head, person: Plane, signal: AbortSignal): Promise<FoundHair> {
  const size = fitWithin(picture.width, picture.height, CUT_SIDE)
  const small = await resizePixels(picture, size.width, size.height)
  const seeds = seedHair(small, scaleHead(head, size.width / picture.width), enlargePlane(person, size.width, size.height))
  await checkpoint(signal)
  const cut = keepSeeded(await grabCut(small, seeds, signal), seeds)
  await checkpoint(signal)
  const guide = toPlanes(picture)
  const refine = (plane: Plane, radius: number) => {
    const refined = applyGuidedFilter(fitGuidedFilter(guide, enlargePlane(plane, picture.width, picture.height), radius, EPSILON), guide)
    for (let i = 0; i < refined.data.length; i++) refined.data[i] = steepen(refined.data[i])
    return refined
  }
  const hair = refine(cut, Math.max(3, Math.round(head.unit * 0.35)))
  await checkpoint(signal)
  const all = createPlane(size.width, size.height)
  const seen = enlargePlane(person, size.width, size.height)
  for (let i = 0; i < all.data.length; i++) all.data[i] = Math.max(cut.data[i], seen.data[i] > 0.5 ? 1 : 0)
  const whole = refine(softenPlane(all, 1), Math.max(3, Math.round(head.unit * 0.5)))
  const body = createPlane(picture.width, picture.height)
  for (let i = 0; i < body.data.length; i++) body.data[i] = Math.max(0, whole.data[i] - hair.data[i])
  return { hair, body }
}

export function scaleHead(head: Head, scale: number): Head {
  return { ...head, unit: head.unit * scale, x: head.x * scale, y: head.y * scale }
}

function seedHair(picture: Pixels, head: Head, person: Plane): Uint8Array {
  const { width, height } = picture
  const seeds = new Uint8Array(width * height)
  const lab = toLab(picture)
  const skin = meanLab(lab, width, height, (x, y) => inFace(head, x, y, 0.75, 3.2) === true)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const hx = (x + 0.5 - head.x) / head.unit
      const hy = (head.y - y - 0.5) / head.unit
      const likely = person.data[at]
      const face = inFace(head, x, y, 0.86, 3.6)
      const far = Math.abs(hx) > 17 || hy > 24 || hy < CHIN_Y - 26
      const throat = hy < CHIN_Y - 0.5 && hy > CHIN_Y - 9 && Math.abs(hx) < 3.2
      if (likely < 0.15 || far || face || throat) {
        seeds[at] = SEED.background
        continue
      }
      const skull = meetSkull(head, x + 0.5, y + 0.5, 0.3)
      const place = skull && fromCamera(head, hx, hy, skull.depth)
      const above = place ? aboveHairline(...place) : -1
      const likeSkin = Math.hypot((lab[at * 3] - skin[0]) / 2.2, lab[at * 3 + 1] - skin[1], lab[at * 3 + 2] - skin[2]) < 9
      if (above > 2 && likely > 0.7 && !likeSkin) seeds[at] = SEED.subject
      else if (hy < CHIN_Y) seeds[at] = SEED.maybeBackground
      else if (likely > 0.5 && !likeSkin) seeds[at] = SEED.maybeSubject
      else seeds[at] = SEED.maybeBackground
    }
  return seeds
}

/** Whether a pixel lies on the face below the brows, within `share` of its width. */
function inFace(head: Head, x: number, y: number, share: number, top: number): boolean {
  const [hx, hy] = fromCamera(head, (x + 0.5 - head.x) / head.unit, (head.y - y - 0.5) / head.unit, 0)
  return hy < top && hy > CHIN_Y && Math.abs(hx) < faceHalfWidth(hy) * share
}

function meanLab(lab: Float32Array, width: number, height: number, isMeant: (x: number, y: number) => boolean): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (!isMeant(x, y)) continue
      for (let k = 0; k < 3; k++) sum[k] += lab[(y * width + x) * 3 + k]
      count++
    }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

/** Only what hangs together with a place that is hair for certain. */
function keepSeeded(cut: Plane, seeds: Uint8Array): Plane {
  const { width, data } = cut
  const kept = createPlane(width, cut.height)
  const queue: number[] = []
  for (let i = 0; i < seeds.length; i++) if (seeds[i] === SEED.subject && data[i] > 0.5) queue.push(i)
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (kept.data[at] === 1 || !(data[at] > 0.5)) continue
    kept.data[at] = 1
    if (at % width > 0) queue.push(at - 1)
    if (at % width < width - 1) queue.push(at + 1)
    queue.push(at - width, at + width)
  }
  return kept
}

function steepen(value: number): number {
  const pressed = Math.max(0, Math.min(1, (value - 0.12) / 0.76))
  return pressed * pressed * (3 - 2 * pressed)
}

function toPlanes({ width, height, channels, data }: Pixels): ColourPlanes {
  const planes: ColourPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  for (let i = 0, source = 0; i < width * height; i++, source += channels)
    for (let channel = 0; channel < 3; channel++) planes[channel].data[i] = data[source + channel] / 255
  return planes
}
