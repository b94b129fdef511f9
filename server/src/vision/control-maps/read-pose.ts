import type { Pixels } from '../../imaging/pixels.ts'
import type { Point } from '../geometry.ts'
import { findChains } from './canny.ts'
import { JOINTS, POSE_COLOURS, type Joint, type Skeleton } from './skeleton.ts'

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
  return people.filter((person) => Object.keys(person).length >= 3)
}

function findSpots({ width, height, channels, data }: Pixels, colour: readonly number[]): { x: number; y: number; area: number }[] {
  const mask = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < mask.length; i++, at += channels)
    mask[i] = colour.every((value, channel) => Math.abs(data[at + channel] - value) <= MAX_COLOUR_DISTANCE) ? 1 : 0
  return findChains(mask, width, height)
    .map((pixels) => {
      const x = pixels.reduce((sum, i) => sum + (i % width), 0) / pixels.length
      const y = pixels.reduce((sum, i) => sum + Math.floor(i / width), 0) / pixels.length
      return { x: x + 0.5, y: y + 0.5, area: pixels.length }
    })
    .sort((a, b) => b.area - a.area)
}
