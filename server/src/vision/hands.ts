import type { Pixels } from '../imaging/pixels.ts'
import { cutSquare, wholeSquare } from './cut-square.ts'
import { boundsOf, type Box, type Point } from './geometry.ts'
import { createDetector, type Detector } from './human.ts'

export interface Hand {
  /** How certain the skeleton is that it lies on a hand, 0.5..1. */
  readonly score: number
  /** Around the points, in pixels. */
  readonly box: Box
  /** 21 points in MediaPipe's order: wrist, then four from root to tip for each of thumb, index, middle, ring and little finger. Pixels. */
  readonly points: readonly Point[]
}

/** The detector's own bound. */
const SIDE = 512
const MAX_HANDS = 6
const MIN_SCORE = 0.5

let detector: Promise<Detector> | undefined

/**
 * Hands that are seen clearly, at most six. A weak detector: it misses many and finds few wrongly.
 * Source: HandTrack (Victor Dibia) and MediaPipe's hand landmarks, as @vladmandic/human ships them.
 */
export async function findHands(pixels: Pixels): Promise<Hand[]> {
  const detect = await (detector ??= createDetector({
    hand: { enabled: true, landmarks: true, maxDetected: MAX_HANDS, minConfidence: MIN_SCORE },
  }))
  const square = await cutSquare(pixels, wholeSquare(pixels), SIDE)
  const { hand: hands } = await detect(square.pixels)
  return hands
    .filter(({ fingerScore, keypoints }) => fingerScore >= MIN_SCORE && keypoints.length === 21)
    .map(({ fingerScore, keypoints }) => {
      const points = keypoints.map(([x, y]) => square.toPicture(x, y))
      return { score: fingerScore, box: boundsOf(points), points }
    })
}
