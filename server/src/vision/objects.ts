import type { Pixels } from '../imaging/pixels.ts'
import { cutSquare, wholeSquare } from './cut-square.ts'
import { overlap, type Box } from './geometry.ts'
import { loadPictureNetwork, type PictureNetwork } from './graph-model.ts'

/** The 80 classes of COCO 2017, in the network's order. */
// prettier-ignore
export const OBJECT_LABELS = [
  'person', 'bicycle', 'car', 'motorcycle', 'airplane', 'bus', 'train', 'truck', 'boat', 'traffic light', 'fire hydrant', 'stop sign',
  'parking meter', 'bench', 'bird', 'cat', 'dog', 'horse', 'sheep', 'cow', 'elephant', 'bear', 'zebra', 'giraffe', 'backpack', 'umbrella',
  'handbag', 'tie', 'suitcase', 'frisbee', 'skis', 'snowboard', 'sports ball', 'kite', 'baseball bat', 'baseball glove', 'skateboard',
  'surfboard', 'tennis racket', 'bottle', 'wine glass', 'cup', 'fork', 'knife', 'spoon', 'bowl', 'banana', 'apple', 'sandwich', 'orange',
  'broccoli', 'carrot', 'hot dog', 'pizza', 'donut', 'cake', 'chair', 'couch', 'potted plant', 'bed', 'dining table', 'toilet', 'tv',
  'laptop', 'mouse', 'remote', 'keyboard', 'cell phone', 'microwave', 'oven', 'toaster', 'sink', 'refrigerator', 'book', 'clock', 'vase',
  'scissors', 'teddy bear', 'hair drier', 'toothbrush',
] as const
export type ObjectLabel = (typeof OBJECT_LABELS)[number]

export interface FoundObject {
  readonly label: ObjectLabel
  /** 0.3..1. A small network: above 0.5 it is rarely wrong. */
  readonly score: number
  /** Pixels; within the picture. */
  readonly box: Box
}

/** Fixed by the network. */
const SIDE = 512
const MIN_SCORE = 0.3
const MAX_OVERLAP = 0.6
const NUMBERS_PER_DETECTION = 6

let network: Promise<PictureNetwork> | undefined

/**
 * Things of COCO's 80 classes, likeliest first. Of boxes that cover each other only the likeliest is told, whatever its class.
 * Source: MB3-CenterNet (mobilenetv3_centernet).
 */
export async function findObjects(pixels: Pixels): Promise<FoundObject[]> {
  const run = await (network ??= loadPictureNetwork('centernet', 'tower_0/detections'))
  // Stretched to a square, as others feed it, the network takes the sample photo's cat for a dog.
  const square = await cutSquare(pixels, wholeSquare(pixels), SIDE)
  const rows = await run(square.pixels)
  const objects: FoundObject[] = []
  // Rows come sorted by score.
  for (let at = 0; at < rows.length; at += NUMBERS_PER_DETECTION) {
    const [left, top, right, bottom, score, index] = rows.subarray(at, at + NUMBERS_PER_DETECTION)
    if (score < MIN_SCORE) break
    const from = clamp(square.toPicture(left, top), pixels)
    const to = clamp(square.toPicture(right, bottom), pixels)
    const box = { left: from.x, top: from.y, width: to.x - from.x, height: to.y - from.y }
    if (box.width <= 0 || box.height <= 0 || objects.some((other) => overlap(other.box, box) > MAX_OVERLAP)) continue
    objects.push({ label: OBJECT_LABELS[Math.round(index)], score, box })
  }
  return objects
}

function clamp({ x, y }: { x: number; y: number }, { width, height }: Pixels): { x: number; y: number } {
  return { x: Math.max(0, Math.min(width, x)), y: Math.max(0, Math.min(height, y)) }
}
