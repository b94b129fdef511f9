import type { Pixels } from '../imaging/pixels.ts'
import { cutSquare, wholeSquare } from './cut-square.ts'
import { boundsOf, squareAround, type Box, type Point } from './geometry.ts'
import { loadPictureNetwork, type PictureNetwork } from './graph-model.ts'

/** In the network's order, which is COCO's. Left and right are the person's own. */
export const BODY_PARTS = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const
export type BodyPart = (typeof BODY_PARTS)[number]

export interface Keypoint extends Point {
  /** How certain its place is, 0..1. Below `MIN_KEYPOINT_SCORE` it is a guess, mostly of something that is not in the picture. */
  readonly score: number
}

export const MIN_KEYPOINT_SCORE = 0.3

export interface Body {
  /** The mean over the keypoints that are certain, 0.3..1. */
  readonly score: number
  /** Around the keypoints that are certain, in pixels. */
  readonly box: Box
  /** All 17, the uncertain ones too. Pixels. */
  readonly keypoints: Readonly<Record<BodyPart, Keypoint>>
}

/** Fixed by the network. */
const SIDE = 192
const MIN_CERTAIN_KEYPOINTS = 4
/** The network was trained on squares with that much room around a person. */
const REGION_MARGIN = 1.25

let network: Promise<PictureNetwork> | undefined

/**
 * The body of the most prominent person in the picture, or in a region of it; undefined where there is none. Network and reading are run
 * without the library that ships it: that one pulls keypoints towards those of the picture before, as a video would want it.
 * Source: MoveNet SinglePose Lightning, model card of 2021-05.
 */
export async function findBody(pixels: Pixels, region?: Box): Promise<Body | undefined> {
  const run = await (network ??= loadPictureNetwork('movenet-lightning', 'Identity:0'))
  const square = await cutSquare(pixels, region ? squareAround(region, REGION_MARGIN) : wholeSquare(pixels), SIDE)
  const rows = await run(square.pixels)
  const keypoints = Object.fromEntries(
    BODY_PARTS.map((part, index) => {
      const [y, x, score] = rows.subarray(index * 3, index * 3 + 3)
      return [part, { ...square.toPicture(x * SIDE, y * SIDE), score }]
    }),
  ) as Record<BodyPart, Keypoint>
  const certain = Object.values(keypoints).filter(({ score }) => score >= MIN_KEYPOINT_SCORE)
  if (certain.length < MIN_CERTAIN_KEYPOINTS) return undefined
  const score = certain.reduce((sum, keypoint) => sum + keypoint.score, 0) / certain.length
  return { score, box: boundsOf(certain), keypoints }
}
