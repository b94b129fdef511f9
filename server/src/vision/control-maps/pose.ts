import sharp from 'sharp'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { analysePicture } from '../analyse-picture.ts'
import { MIN_KEYPOINT_SCORE, type Body, type BodyPart } from '../bodies.ts'
import { FACE_PARTS, type FacePart } from '../face-parts.ts'
import type { Face } from '../faces.ts'
import type { Point } from '../geometry.ts'
import type { Hand } from '../hands.ts'
import type { Preprocessor } from './control-map.ts'
import { findLikelyFaces } from './find-people.ts'
import { JOINTS, LIMB_SHADE, LIMBS, POSE_COLOURS, type Skeleton } from './skeleton.ts'

interface Parts {
  readonly body: boolean
  readonly hands: boolean
  readonly face: boolean
}

/** Variants in the words of ControlNet's preprocessors. */
const FILTERS: Readonly<Record<string, Parts>> = {
  openpose: { body: true, hands: false, face: false },
  openpose_hand: { body: true, hands: true, face: false },
  openpose_face: { body: true, hands: false, face: true },
  openpose_faceonly: { body: false, hands: false, face: true },
  openpose_full: { body: true, hands: true, face: true },
}
const DRAWN_FACE_PARTS: readonly FacePart[] = ['oval', 'rightBrow', 'leftBrow', 'rightEye', 'leftEye', 'lips']

/**
 * Bodies, hands and faces in OpenPose's colours on black; all black where nobody is found; a small face without a body is nobody. Bodies have COCO's eighteen joints: MoveNet's
 * seventeen, and the neck in the middle of the shoulders. Faces are white dots along the parts of the face mesh, hands chains of joints.
 * Source: Cao et al. 2017, "OpenPose"; how it is drawn: the maps of ControlNet's preprocessors.
 */
export const mapPose: Preprocessor = async (picture, { signal, filter }) => {
  const parts = FILTERS[filter ?? ''] ?? FILTERS['openpose_full']
  const analysis = analysePicture(picture)
  await checkpoint(signal)
  const bodies = parts.body ? await analysis.bodies() : []
  await checkpoint(signal)
  const faces = parts.face ? await findLikelyFaces(analysis, picture) : []
  await checkpoint(signal)
  const hands = parts.hands ? await analysis.hands() : []
  return drawPoseMap(picture, { skeletons: bodies.map(skeletonOf), faces, hands })
}

export function skeletonOf({ keypoints }: Pick<Body, 'keypoints'>): Skeleton {
  const certain = (part: BodyPart): Point | undefined => (keypoints[part].score >= MIN_KEYPOINT_SCORE ? keypoints[part] : undefined)
  const [left, right] = [certain('leftShoulder'), certain('rightShoulder')]
  const neck = left && right && { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 }
  const joints = JOINTS.map((joint) => [joint, joint === 'neck' ? neck : certain(joint)] as const)
  return Object.fromEntries(joints.flatMap(([joint, point]) => (point ? [[joint, { x: point.x, y: point.y }]] : [])))
}

/** A pose map of that size. */
export async function drawPoseMap(
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  { skeletons, faces = [], hands = [] }: { skeletons: readonly Skeleton[]; faces?: readonly Face[]; hands?: readonly Hand[] },
): Promise<Pixels> {
  const unit = Math.max(0.5, Math.min(width, height) / 512)
  const shapes = [
    ...skeletons.map((skeleton) => drawSkeleton(skeleton, unit)),
    ...hands.map(({ points }) => drawHand(points, unit)),
    ...faces.map(({ mesh }) => drawFace(mesh, unit)),
  ]
  // Without smoothing, so that joints keep exactly the colour that tells them apart.
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" shape-rendering="crispEdges"><rect width="100%" height="100%"/>${shapes.join('')}</svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { width, height, channels: 3, data: asBytes(data) }
}

const rgb = (colour: readonly number[], shade = 1) => `rgb(${colour.map((value) => Math.floor(value * shade)).join(',')})`
const dot = ({ x, y }: Point, radius: number, fill: string) =>
  `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(2)}" fill="${fill}"/>`

function drawSkeleton(skeleton: Skeleton, unit: number): string {
  const limbs = LIMBS.map(([from, to], index) => {
    const [a, b] = [skeleton[from], skeleton[to]]
    if (!a || !b) return ''
    const angle = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
    const [x, y] = [((a.x + b.x) / 2).toFixed(1), ((a.y + b.y) / 2).toFixed(1)]
    return `<ellipse rx="${(Math.hypot(b.x - a.x, b.y - a.y) / 2).toFixed(1)}" ry="${(4 * unit).toFixed(1)}" transform="translate(${x} ${y}) rotate(${angle.toFixed(1)})" fill="${rgb(POSE_COLOURS[index], LIMB_SHADE)}"/>`
  })
  const joints = JOINTS.map((joint, index) => {
    const point = skeleton[joint]
    return point ? dot(point, 4 * unit, rgb(POSE_COLOURS[index])) : ''
  })
  return limbs.join('') + joints.join('')
}

/** Bones of a finger in one hue, a fifth of the circle apart. */
function drawHand(points: readonly Point[], unit: number): string {
  const bones = Array.from({ length: 20 }, (_, bone) => {
    const [from, to] = [bone % 4 === 0 ? points[0] : points[bone], points[bone + 1]]
    return `<path d="M${from.x.toFixed(1)} ${from.y.toFixed(1)}L${to.x.toFixed(1)} ${to.y.toFixed(1)}" stroke="hsl(${String(bone * 18)},90%,45%)" stroke-width="${(1.6 * unit).toFixed(2)}"/>`
  })
  return bones.join('') + points.map((point) => dot(point, 1.6 * unit, '#2020f0')).join('')
}

function drawFace(mesh: readonly Point[], unit: number): string {
  const size = Math.max(...mesh.map(({ y }) => y)) - Math.min(...mesh.map(({ y }) => y))
  const radius = Math.max(0.8, Math.min(2 * unit, size / 90))
  return DRAWN_FACE_PARTS.flatMap((part) => FACE_PARTS[part].map((index) => dot(mesh[index], radius, '#fff'))).join('')
}
