import { toLab } from './lab.ts'
import type { Pixels } from './pixels.ts'

/** A picture divided into small connected pieces of nearly one colour. */
export interface Superpixels {
  readonly width: number
  readonly height: number
  readonly count: number
  /** The piece of each pixel, 0..count-1: height × width. */
  readonly labels: Int32Array
  /** Mean L*, a*, b*, x, y (pixels) of each piece, and how many pixels it has: count × 6. */
  readonly means: Float64Array
}

/** How much distance in pixels weighs against distance in colour; 10 is the paper's choice for pictures in L*a*b*. */
const COMPACTNESS = 10
const ROUNDS = 8
export const MEANS_STRIDE = 6

/**
 * Divides a picture into about `wanted` pieces.
 * Source: Achanta et al. 2012, "SLIC Superpixels Compared to State-of-the-art Superpixel Methods", algorithm 1.
 */
export function divideIntoSuperpixels(picture: Pixels, wanted: number): Superpixels {
  const { width, height } = picture
  const lab = toLab(picture)
  const step = Math.max(2, Math.sqrt((width * height) / wanted))
  const columns = Math.max(1, Math.round(width / step))
  const rows = Math.max(1, Math.round(height / step))
  const centres = new Float64Array(columns * rows * MEANS_STRIDE)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const x = Math.floor(((column + 0.5) * width) / columns)
      const y = Math.floor(((row + 0.5) * height) / rows)
      const from = (y * width + x) * 3
      centres.set([lab[from], lab[from + 1], lab[from + 2], x, y, 1], (row * columns + column) * MEANS_STRIDE)
    }
  const labels = new Int32Array(width * height)
  for (let round = 0; round < ROUNDS; round++) {
    assignPixels(lab, width, height, centres, step, labels)
    averagePieces(lab, width, labels, centres)
  }
  const count = joinFragments(width, height, labels, (step * step) / 4)
  const means = new Float64Array(count * MEANS_STRIDE)
  averagePieces(lab, width, labels, means)
  return { width, height, count, labels, means }
}

function assignPixels(lab: Float32Array, width: number, height: number, centres: Float64Array, step: number, labels: Int32Array): void {
  const nearest = new Float32Array(width * height).fill(Infinity)
  const weight = (COMPACTNESS / step) ** 2
  for (let at = 0; at < centres.length; at += MEANS_STRIDE) {
    const [l, a, b, centreX, centreY] = centres.subarray(at, at + 5)
    const [left, right] = [Math.max(0, Math.floor(centreX - step)), Math.min(width - 1, Math.ceil(centreX + step))]
    const [top, bottom] = [Math.max(0, Math.floor(centreY - step)), Math.min(height - 1, Math.ceil(centreY + step))]
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const i = y * width + x
        const inSpace = (x - centreX) ** 2 + (y - centreY) ** 2
        const distance = (lab[i * 3] - l) ** 2 + (lab[i * 3 + 1] - a) ** 2 + (lab[i * 3 + 2] - b) ** 2 + inSpace * weight
        if (distance >= nearest[i]) continue
        nearest[i] = distance
        labels[i] = at / MEANS_STRIDE
      }
  }
}

function averagePieces(lab: Float32Array, width: number, labels: Int32Array, means: Float64Array): void {
  const before = means.slice()
  means.fill(0)
  for (let i = 0; i < labels.length; i++) {
    const at = labels[i] * MEANS_STRIDE
    for (let channel = 0; channel < 3; channel++) means[at + channel] += lab[i * 3 + channel]
    means[at + 3] += i % width
    means[at + 4] += Math.floor(i / width)
    means[at + 5]++
  }
  for (let at = 0; at < means.length; at += MEANS_STRIDE) {
    const pixels = means[at + 5]
    // A piece that lost every pixel stays where it was.
    for (let part = 0; part < 5; part++) means[at + part] = pixels > 0 ? means[at + part] / pixels : before[at + part]
  }
}

/** Gives each connected fragment a label of its own and those below `minPixels` to a neighbour. Says how many labels there are. */
function joinFragments(width: number, height: number, labels: Int32Array, minPixels: number): number {
  const joined = new Int32Array(labels.length).fill(-1)
  const queue = new Int32Array(labels.length)
  let count = 0
  for (let start = 0; start < labels.length; start++) {
    if (joined[start] >= 0) continue
    let neighbour = -1
    let length = 1
    queue[0] = start
    joined[start] = count
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      const y = (i - x) / width
      for (const [inside, next] of [
        [x > 0, i - 1],
        [x < width - 1, i + 1],
        [y > 0, i - width],
        [y < height - 1, i + width],
      ] as const) {
        if (!inside || joined[next] === count) continue
        if (joined[next] >= 0) neighbour = joined[next]
        else if (labels[next] === labels[start]) {
          joined[next] = count
          queue[length++] = next
        }
      }
    }
    if (length < minPixels && neighbour >= 0) for (let k = 0; k < length; k++) joined[queue[k]] = neighbour
    else count++
  }
  labels.set(joined)
  return count
}
