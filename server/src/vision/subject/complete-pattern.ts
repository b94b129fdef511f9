import { boxBlur } from '../../imaging/box-blur.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { findFlatZones } from './flat-zones.ts'
import { findParts } from './main-parts.ts'

/** Fewer are handles and rings, through which the background is seen. */
const MIN_DOTS = 5
/** Of the picture. */
const MIN_DOT = 0.00008
const MAX_DOT = 0.008
/** Share of the subject around a dot. */
const MIN_AROUND = 0.9
/** Pixels from a dot's flat middle to what is around it, beyond its soft rim. */
const RING = 2
/** L*a*b* distance between what one pattern is painted with. */
const SAME_PAINT = 6
/** A dot that the outline cuts is no larger than a whole one, but for its soft rim. */
const MAX_GROWTH = 2

/**
 * A mask of 0 and 1 with the dots of its subject's pattern: many small spots of one colour, all around which is subject, are painted on, and so
 * are the spots of that colour which bite into the outline. `lab` has L*, a*, b* per pixel.
 */
export function completePattern(mask: Plane, lab: Float32Array): Plane {
  const { width, height, data } = mask
  const closed = createPlane(width, height)
  closed.data.set(data)
  for (const { value, pixels } of findParts(mask))
    if (value === 0 && pixels.length <= MAX_DOT * data.length) for (const i of pixels) closed.data[i] = 1
  const zones = findFlatZones(lab, width, height, MIN_DOT * data.length).filter(
    ({ pixels, touchesBorder }) => !touchesBorder && pixels.length <= MAX_DOT * data.length && isWithin(pixels, closed),
  )
  const paint = zones.map(({ pixels }) => middleColour(pixels, lab))
  const [usual] = paint.toSorted((a, b) => crowd(b, paint) - crowd(a, paint))
  const dots = zones.filter((_, index) => distance(paint[index], usual) < SAME_PAINT)
  if (dots.length < MIN_DOTS) return mask
  const result = createPlane(width, height)
  result.data.set(data)
  for (const { pixels } of dots) for (const i of pixels) result.data[i] = 1

  const largest = Math.max(...dots.map(({ pixels }) => pixels.length))
  const painted = createPlane(width, height)
  for (let i = 0; i < data.length; i++) {
    const isPaint =
      result.data[i] === 0 && Math.hypot(lab[i * 3] - usual[0], lab[i * 3 + 1] - usual[1], lab[i * 3 + 2] - usual[2]) < SAME_PAINT
    painted.data[i] = isPaint ? 1 : 0
  }
  const near = boxBlur(result, 2).data
  const spots = findParts(painted).filter(
    ({ value, pixels }) => value === 1 && pixels.length <= MAX_GROWTH * largest && pixels.some((i) => near[i] > 0),
  )
  const rims = createPlane(width, height)
  for (const { pixels } of spots) for (const i of pixels) rims.data[i] = 1
  const around = boxBlur(rims, 1).data
  // Between paint and subject lies a rim of mixed colour, which is neither's.
  for (let i = 0; i < data.length; i++) if (rims.data[i] === 1 || (around[i] > 0 && near[i] > 0.3)) result.data[i] = 1
  return result
}

type Lab = readonly [number, number, number]

const distance = (a: Lab, b: Lab) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
const crowd = (colour: Lab, all: readonly Lab[]) => all.filter((other) => distance(colour, other) < SAME_PAINT).length

/** The median of each channel: rims of mixed colour do not count. */
function middleColour(pixels: Int32Array, lab: Float32Array): Lab {
  return [0, 1, 2].map((channel) => {
    const values = Float32Array.from(pixels, (i) => lab[i * 3 + channel]).sort()
    return values[values.length >> 1]
  }) as unknown as Lab
}

/** Whether the ring of pixels around a spot is the subject's. The spot must not touch the picture's border. */
function isWithin(pixels: Int32Array, { width, data }: Plane): boolean {
  const own = new Set(pixels)
  const ring = new Set<number>()
  for (const i of pixels)
    for (const step of [-RING * width, -RING, RING, RING * width])
      if (i + step >= 0 && i + step < data.length && !own.has(i + step)) ring.add(i + step)
  let inside = 0
  for (const i of ring) inside += data[i]
  return inside >= MIN_AROUND * ring.size
}
