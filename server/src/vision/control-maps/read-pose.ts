import type { Pixels } from '../../imaging/pixels.ts'
import type { Point } from '../geometry.ts'
import { findChains } from './canny.ts'
import { JOINTS, LIMB_SHADE, LIMBS, POSE_COLOURS, type Joint, type Skeleton } from './skeleton.ts'

/** Per channel; maps that went through JPEG or were scaled are off by a little. */
const MAX_COLOUR_DISTANCE = 24
/** Dots of hands and bits of limbs are smaller than joints. */
const MIN_SHARE_OF_JOINT = 0.35

/** The skeletons that a pose map shows, leftmost first. A map shows joints in colours of their own; who they belong to is told by the nearest neck. */
export function readPose(map: Pixels): Skeleton[] {
  const spots = JOINTS.map((joint, index) => ({ joint, found: findSpots(map, POSE_COLOURS[index]) }))
  const areas = spots.flatMap(({ found }) => found.slice(0, 1).map(({ area }) => area)).sort((a, b) => a - b)
  const usual = areas[areas.length >> 1] ?? 0
  const joints = spots.map(({ joint, found }) => ({ joint, points: found.filter(({ area }) => area >= usual * MIN_SHARE_OF_JOINT) }))
  const necks = joints.find(({ joint }) => joint === 'neck')!.points.toSorted((a, b) => a.x - b.x)
  const people: Partial<Record<Joint, Point>>[] = (necks.length > 0 ? necks : [undefined]).map((neck) => (neck ? { neck } : {}))
  for (const { joint, points } of joints) {
    if (joint === 'neck') continue
    for (const { x, y } of points) {
      const distance = (neck: Point | undefined) => (neck ? Math.hypot(neck.x - x, neck.y - y) : 0)
      const person = people.toSorted((a, b) => distance(a.neck) - distance(b.neck))[0]
      const rival = person[joint]
      if (!rival || distance(person.neck) < Math.hypot(rival.x - (person.neck?.x ?? x), rival.y - (person.neck?.y ?? y)))
        person[joint] = { x, y }
    }
  }
  for (const [index, [from, to]] of LIMBS.entries()) {
    if (people.every((person) => person[to] ?? !person[from])) continue
    const limbs = findSpots(
      map,
      POSE_COLOURS[index].map((value) => Math.floor(value * LIMB_SHADE)),
    ).filter(({ area }) => area >= usual)
    for (const person of people) {
      const end = person[from] && !person[to] ? farEnd(limbs, person[from], map.width) : undefined
      if (end) person[to] = end
    }
  }
  return people.filter((person) => Object.keys(person).length >= 3)
}

interface Spot extends Point {
  readonly area: number
  /** Indices. */
  readonly pixels: Int32Array
}

/** A joint that another one hides: where the limb ends that comes from `start`. */
function farEnd(limbs: readonly Spot[], start: Point, width: number): Point | undefined {
  const ends = limbs.map(({ pixels }) => {
    const away = (i: number) => Math.hypot((i % width) + 0.5 - start.x, Math.floor(i / width) + 0.5 - start.y)
    const far = pixels.reduce((best, i) => (away(i) > away(best) ? i : best))
    const near = pixels.reduce((least, i) => Math.min(least, away(i)), Infinity)
    return { x: (far % width) + 0.5, y: Math.floor(far / width) + 0.5, near, length: away(far) }
  })
  const own = ends.filter(({ near, length }) => near < 0.25 * length).sort((a, b) => a.near - b.near)[0]
  return own && { x: own.x, y: own.y }
}

function findSpots({ width, height, channels, data }: Pixels, colour: readonly number[]): Spot[] {
  const mask = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < mask.length; i++, at += channels)
    mask[i] = colour.every((value, channel) => Math.abs(data[at + channel] - value) <= MAX_COLOUR_DISTANCE) ? 1 : 0
  return findChains(mask, width, height)
    .map((pixels) => {
      const x = pixels.reduce((sum, i) => sum + (i % width), 0) / pixels.length
      const y = pixels.reduce((sum, i) => sum + Math.floor(i / width), 0) / pixels.length
      return { x: x + 0.5, y: y + 0.5, area: pixels.length, pixels }
    })
    .sort((a, b) => b.area - a.area)
}
