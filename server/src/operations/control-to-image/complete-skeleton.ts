import type { Point } from '../../vision/geometry.ts'
import { JOINTS, type Joint, type Skeleton } from '../../vision/control-maps/skeleton.ts'

export type WholeSkeleton = Readonly<Record<Joint, Point>>

/** Standing at ease, seen from the front, in shoulder widths, the neck at the origin. The person's right is on the left. */
export const REST_POSE: WholeSkeleton = {
  neck: { x: 0, y: 0 }, nose: { x: 0, y: -0.62 }, rightEye: { x: -0.13, y: -0.74 }, leftEye: { x: 0.13, y: -0.74 },
  rightEar: { x: -0.29, y: -0.68 }, leftEar: { x: 0.29, y: -0.68 }, rightShoulder: { x: -0.5, y: 0.03 }, leftShoulder: { x: 0.5, y: 0.03 },
  rightElbow: { x: -0.66, y: 0.82 }, leftElbow: { x: 0.66, y: 0.82 }, rightWrist: { x: -0.66, y: 1.52 }, leftWrist: { x: 0.66, y: 1.52 },
  rightHip: { x: -0.31, y: 1.5 }, leftHip: { x: 0.31, y: 1.5 }, rightKnee: { x: -0.33, y: 2.6 }, leftKnee: { x: 0.33, y: 2.6 },
  rightAnkle: { x: -0.34, y: 3.65 }, leftAnkle: { x: 0.34, y: 3.65 },
} // prettier-ignore

/** What hangs on what: a joint that is missing is put where the rest pose has it, seen from the first of these that is there. */
const ANCHORS: Readonly<Record<Joint, Joint>> = {
  neck: 'nose', nose: 'neck', rightEye: 'nose', leftEye: 'nose', rightEar: 'rightEye', leftEar: 'leftEye', rightShoulder: 'neck',
  leftShoulder: 'neck', rightElbow: 'rightShoulder', leftElbow: 'leftShoulder', rightWrist: 'rightElbow', leftWrist: 'leftElbow',
  rightHip: 'neck', leftHip: 'neck', rightKnee: 'rightHip', leftKnee: 'leftHip', rightAnkle: 'rightKnee', leftAnkle: 'leftKnee',
} // prettier-ignore

/** The width of the shoulders seen from the front, told by the limbs that are there, in pixels. */
export function scaleOf(skeleton: Skeleton): number {
  const pairs = [
    ['leftShoulder', 'rightShoulder'],
    ['neck', 'rightHip'],
    ['neck', 'leftHip'],
    ['rightHip', 'rightKnee'],
    ['leftHip', 'leftKnee'],
    ['rightShoulder', 'rightElbow'],
    ['leftShoulder', 'leftElbow'],
    ['rightEar', 'leftEar'],
  ] as const
  const sizes = pairs.flatMap(([a, b]) => {
    const [from, to] = [skeleton[a], skeleton[b]]
    if (!from || !to) return []
    return [Math.hypot(to.x - from.x, to.y - from.y) / Math.hypot(REST_POSE[b].x - REST_POSE[a].x, REST_POSE[b].y - REST_POSE[a].y)]
  })
  // Perspective shortens limbs and never lengthens them.
  return sizes.length === 0 ? 60 : sizes.sort((a, b) => a - b)[Math.floor(sizes.length * 0.7)]
}

/** The same skeleton with every joint; those that are there stay where they are. */
export function completeSkeleton(seen: Skeleton): WholeSkeleton {
  const scale = scaleOf(seen)
  const whole: Partial<Record<Joint, Point>> = { ...seen }
  const order: readonly Joint[] = ['neck', ...JOINTS]
  const anySeen = JOINTS.find((joint) => seen[joint])
  for (const joint of order) {
    if (whole[joint]) continue
    const anchor = whole[ANCHORS[joint]] ? ANCHORS[joint] : anySeen!
    const from = whole[anchor]!
    whole[joint] = {
      x: from.x + (REST_POSE[joint].x - REST_POSE[anchor].x) * scale,
      y: from.y + (REST_POSE[joint].y - REST_POSE[anchor].y) * scale,
    }
  }
  return whole as WholeSkeleton
}

/** The rest pose at the place and size of a skeleton. */
export function restAt(skeleton: WholeSkeleton, rest: WholeSkeleton): WholeSkeleton {
  const scale = scaleOf(skeleton)
  const { neck } = skeleton
  return Object.fromEntries(
    JOINTS.map((joint) => [joint, { x: neck.x + rest[joint].x * scale, y: neck.y + rest[joint].y * scale }]),
  ) as WholeSkeleton
}
