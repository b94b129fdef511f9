import type { Pixels } from '../imaging/pixels.ts'
import { cutSquare, wholeSquare } from './cut-square.ts'
import { boundsOf, overlap, squareAround, type Box, type Point } from './geometry.ts'
import { createDetector, type Detector, type HumanFace } from './human.ts'

/** What one person's face looks like. Lengths are pixels of the analysed picture. Left and right are the person's own. */
export interface Face {
  /** How certain the mesh is that it lies on a face, 0.5..1. */
  readonly score: number
  /** Around the mesh: forehead to chin, without hair and ears. */
  readonly box: Box
  /**
   * 478 points in the canonical order of MediaPipe's face mesh (`face-parts.ts` names groups of them): 468 of the face, then five each for
   * the left and the right iris, its centre first.
   */
  readonly mesh: readonly Point[]
  /** Depth of each point of the mesh, about in pixels; smaller is nearer. Relative to the head's middle. */
  readonly depth: readonly number[]
  readonly iris: { readonly left: Iris; readonly right: Iris }
  /** Degrees, each 0 for a face that looks into the camera. Beyond 30 degrees of yaw mesh and pose are rough. */
  readonly pose: Pose
  /** Years, as the face looks. Off by ten years easily: advice, never a proof. */
  readonly age: number
  /** What the face expresses, likeliest first; those below 0.1 are left out. */
  readonly emotions: readonly { readonly emotion: Emotion; readonly score: number }[]
  /** 1024 numbers that are alike for one person's faces. To be compared by `faceSimilarity` only. */
  readonly embedding: readonly number[]
}

export interface Iris {
  readonly centre: Point
  readonly radius: number
}

export interface Pose {
  /** Positive: turned towards the right edge of the picture. */
  readonly yaw: number
  /** Positive: looks down. */
  readonly pitch: number
  /** Positive: leans clockwise, as the picture shows it. */
  readonly roll: number
}

export const EMOTIONS = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'] as const
export type Emotion = (typeof EMOTIONS)[number]

const OFF = { enabled: false }
const ON = { enabled: true }
/** What the detector was trained for: it finds faces that are at least a twelfth of what it is shown. */
const DETECTOR_SIDE = 256
/** The mesh reads 256 pixels; the surplus keeps its rounding to whole pixels below half of one. */
const MESH_SIDE = 512
/** Candidates are cheap: the mesh rejects what is no face. */
const MIN_CANDIDATE_SCORE = 0.25
const MIN_SCORE = 0.5
const MAX_FACES = 20
/** Of the candidate's box, which has a margin of its own; enough for the detector to find the same face again. */
const MESH_MARGIN = 1.3

let models: Promise<{ find: Detector; describe: Detector }> | undefined

async function loadModels() {
  const find = { detector: { rotation: false, maxDetected: MAX_FACES, minConfidence: MIN_CANDIDATE_SCORE }, mesh: OFF, iris: OFF }
  const describe = { detector: { rotation: true, maxDetected: 2 }, mesh: ON, iris: ON }
  return {
    find: await createDetector({ face: { ...ON, ...find, description: OFF, emotion: OFF } }),
    describe: await createDetector({ face: { ...ON, ...describe, description: ON, emotion: ON } }),
  }
}

/**
 * Every face of the picture, largest first; at most 20. Looks twice: for candidates in the whole picture, then closely at each, cut out of
 * the full picture, so that points are as exact as its pixels. What that library tells of a gender is left out: it is often wrong.
 * Source: BlazeFace, MediaPipe Face Mesh and Iris, HSE-FaceRes, Oarriaga's emotion network, as @vladmandic/human ships them.
 */
export async function findFaces(pixels: Pixels): Promise<Face[]> {
  const { find, describe } = await (models ??= loadModels())
  const whole = await cutSquare(pixels, wholeSquare(pixels), DETECTOR_SIDE)
  const candidates = (await find(whole.pixels)).face
  const faces: Face[] = []
  for (const { box } of candidates) {
    const [left, top, width, height] = box
    const corner = whole.toPicture(left, top)
    const candidate = { left: corner.x, top: corner.y, width: width * whole.scale, height: height * whole.scale }
    const close = await cutSquare(pixels, squareAround(candidate, MESH_MARGIN), MESH_SIDE)
    const seen = (await describe(close.pixels)).face.filter(({ score, mesh }) => score >= MIN_SCORE && mesh.length === 478)
    const middle = nearestToMiddle(seen)
    if (!middle) continue
    const face = toFace(middle, close.toPicture, close.scale)
    if (!faces.some((other) => overlap(other.box, face.box) > 0.3)) faces.push(face)
  }
  return faces.sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
}

/**
 * How likely two embeddings show one person, 0..1; above 0.5 they probably do.
 * Source: the distance and scale that @vladmandic/human documents for this network (order 2, multiplier 25, range 0.2..0.8).
 */
export function faceSimilarity(a: readonly number[], b: readonly number[]): number {
  const squares = a.reduce((sum, value, index) => sum + (value - b[index]) ** 2, 0)
  const alike = 1 - Math.sqrt(25 * squares) / 100
  return Math.max(0, Math.min(1, (alike - 0.2) / 0.6))
}

function nearestToMiddle(faces: readonly HumanFace[]): HumanFace | undefined {
  const distance = ({ box: [left, top, width, height] }: HumanFace) =>
    Math.hypot(left + width / 2 - MESH_SIDE / 2, top + height / 2 - MESH_SIDE / 2)
  return faces.toSorted((a, b) => distance(a) - distance(b))[0]
}

function toFace(face: HumanFace, toPicture: (x: number, y: number) => Point, scale: number): Face {
  // Positions were cut to whole pixels: half a pixel more is their mean.
  const mesh = face.mesh.map(([x, y]) => toPicture(x + 0.5, y + 0.5))
  const depthScale = (scale * face.size[0]) / DETECTOR_SIDE
  const { yaw, pitch, roll } = face.rotation?.angle ?? { yaw: 0, pitch: 0, roll: 0 }
  return {
    score: face.score,
    box: boundsOf(mesh),
    mesh,
    depth: face.mesh.map(([, , z]) => (z ?? 0) * depthScale),
    iris: { left: irisAt(mesh, 468), right: irisAt(mesh, 473) },
    // That library counts a turn to the right of the picture as negative.
    pose: { yaw: -degrees(yaw), pitch: degrees(pitch), roll: degrees(roll) },
    age: face.age ?? 0,
    emotions: (face.emotion ?? []) as Face['emotions'],
    embedding: face.embedding ?? [],
  }
}

function irisAt(mesh: readonly Point[], index: number): Iris {
  const centre = mesh[index]
  const rim = mesh.slice(index + 1, index + 5)
  return { centre, radius: rim.reduce((sum, { x, y }) => sum + Math.hypot(x - centre.x, y - centre.y), 0) / rim.length }
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}
