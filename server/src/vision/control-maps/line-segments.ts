import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { lumaOf } from './control-map.ts'
import { joinCollinear, lengthOf, type Segment } from './join-segments.ts'
import { withMatrices } from './matrices.ts'
import { significanceOf } from './segment-significance.ts'

/** How far directions in one region may differ: 22.5 degrees, as in the paper. */
const TOLERANCE = Math.PI / 8
/** Gradients below this have no direction: an error of rounding of 1 turns them by more than the tolerance. Luma per pixel. */
const MIN_GRADIENT = 2.7
/** Share of a rectangle that its region fills; regions of curves fill less and are grown again, narrower. */
const MIN_DENSITY = 0.66
const SHRINK = 0.75
/** Narrower tolerances that are tried where a rectangle is not significant at the first. */
const HALVINGS = 3
/** Of the shorter side: pieces, and what is left when they are joined. */
const MIN_PIECE = 0.018
const MIN_LENGTH = 0.045
const PIXELS_PER_TURN = 40_000

interface Field {
  readonly width: number
  readonly height: number
  readonly magnitudes: Float32Array
  readonly angles: Float32Array
}

/** Through (x, y) in the direction `angle`, `from`..`to` along it and `half` to both sides, in pixels; gradients stand at `normal`. */
interface Rectangle {
  readonly x: number
  readonly y: number
  readonly angle: number
  readonly from: number
  readonly to: number
  readonly half: number
  readonly normal: number
}

/**
 * The straight segments of a picture, longest first, in pixels: regions whose gradients agree in direction, each with its rectangle, kept where
 * chance does not explain it, and joined where one continues another.
 * Source: Grompone von Gioi, Jakubowicz, Morel, Randall 2010, "LSD: A Fast Line Segment Detector with a False Detection Control".
 */
export async function findSegments(picture: Pixels, signal: AbortSignal): Promise<Segment[]> {
  const { width, height } = picture
  const field = await findGradients(picture)
  const { magnitudes } = field
  await checkpoint(signal)
  const order = magnitudes
    .map((_, index) => index)
    .filter((index) => magnitudes[index] >= MIN_GRADIENT)
    .sort((a, b) => magnitudes[b] - magnitudes[a])
  // Of the paper: positions, directions and widths of rectangles, times the tolerances that are tried.
  const log10Tests = 2.5 * Math.log10(width * height) + Math.log10(1 + HALVINGS)
  const used = new Uint8Array(width * height)
  const queue = new Int32Array(width * height)
  const unit = Math.min(width, height)
  const segments: Segment[] = []
  let sinceTurn = 0
  for (const seed of order) {
    if (used[seed] === 1) continue
    let length = growRegion(field, seed, TOLERANCE, used, queue)
    if ((sinceTurn += length) > PIXELS_PER_TURN) {
      sinceTurn = 0
      await checkpoint(signal)
    }
    if (length < MIN_PIECE * unit) continue
    let rectangle = fitRectangle(field, queue.subarray(0, length))
    if (densityOf(rectangle, length) < MIN_DENSITY) {
      for (let k = 0; k < length; k++) used[queue[k]] = 0
      length = growRegion(field, seed, spreadAround(field, seed, queue.subarray(0, length), rectangle.half), used, queue)
      if (length < 2) continue
      rectangle = fitRectangle(field, queue.subarray(0, length))
      while (length > MIN_PIECE * unit && densityOf(rectangle, length) < MIN_DENSITY) {
        length = keepNear(field, seed, rectangle, used, queue, length)
        rectangle = fitRectangle(field, queue.subarray(0, length))
      }
    }
    if (rectangle.to - rectangle.from < MIN_PIECE * unit || !isSignificant(field, rectangle, log10Tests)) continue
    const [ux, uy] = [Math.cos(rectangle.angle), Math.sin(rectangle.angle)]
    const { x, y, from, to } = rectangle
    segments.push({ x1: x + from * ux, y1: y + from * uy, x2: x + to * ux, y2: y + to * uy })
  }
  return joinCollinear(segments, unit).filter((segment) => lengthOf(segment) >= MIN_LENGTH * unit)
}

function findGradients(picture: Pixels): Promise<Field> {
  const { width, height } = picture
  return withMatrices((cv, keep) => {
    const luma = keep(new cv.Mat(height, width, cv.CV_8UC1))
    luma.data.set(lumaOf(picture))
    const [smooth, dx, dy] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())]
    cv.GaussianBlur(luma, smooth, new cv.Size(0, 0), 0.75)
    cv.Sobel(smooth, dx, cv.CV_32F, 1, 0, 3, 1 / 8)
    cv.Sobel(smooth, dy, cv.CV_32F, 0, 1, 3, 1 / 8)
    const magnitudes = new Float32Array(width * height)
    const angles = new Float32Array(width * height)
    for (let i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.hypot(dx.data32F[i], dy.data32F[i])
      angles[i] = Math.atan2(dy.data32F[i], dx.data32F[i])
    }
    return { width, height, magnitudes, angles }
  })
}

function apart(a: number, b: number): number {
  const difference = Math.abs(a - b)
  return Math.min(difference, Math.abs(2 * Math.PI - difference))
}

/** Writes the pixels of the region around `seed` to `queue` and says how many there are. */
function growRegion(field: Field, seed: number, tolerance: number, used: Uint8Array, queue: Int32Array): number {
  const { width, height, magnitudes, angles } = field
  queue[0] = seed
  used[seed] = 1
  let length = 1
  let angle = angles[seed]
  let [sumX, sumY] = [Math.cos(angle), Math.sin(angle)]
  for (let head = 0; head < length; head++) {
    const x = queue[head] % width
    const y = (queue[head] - x) / width
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const next = v * width + u
        if (used[next] === 1 || magnitudes[next] < MIN_GRADIENT || apart(angles[next], angle) > tolerance) continue
        used[next] = 1
        queue[length++] = next
        sumX += Math.cos(angles[next])
        sumY += Math.sin(angles[next])
        angle = Math.atan2(sumY, sumX)
      }
  }
  return length
}

/** The rectangle around a region, along its longer axis of inertia. */
function fitRectangle({ width, magnitudes, angles }: Field, region: Int32Array): Rectangle {
  let [weight, cx, cy, sumX, sumY] = [0, 0, 0, 0, 0]
  for (const i of region) {
    const m = magnitudes[i]
    weight += m
    cx += m * (i % width)
    cy += m * Math.floor(i / width)
    sumX += Math.cos(angles[i])
    sumY += Math.sin(angles[i])
  }
  cx /= weight
  cy /= weight
  let [xx, yy, xy] = [0, 0, 0]
  for (const i of region) {
    const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy]
    xx += magnitudes[i] * dx * dx
    yy += magnitudes[i] * dy * dy
    xy += magnitudes[i] * dx * dy
  }
  const angle = 0.5 * Math.atan2(2 * xy, xx - yy)
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)]
  let [from, to, half] = [0, 0, 0.5]
  for (const i of region) {
    const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy]
    const along = dx * ux + dy * uy
    from = Math.min(from, along)
    to = Math.max(to, along)
    half = Math.max(half, Math.abs(dy * ux - dx * uy))
  }
  return { x: cx, y: cy, angle, from, to, half, normal: Math.atan2(sumY, sumX) }
}

const densityOf = ({ from, to, half }: Rectangle, pixels: number) => pixels / ((to - from + 1) * (2 * half + 1))

/** Twice the standard deviation of directions near the seed: the tolerance that its own line asks for. */
function spreadAround({ width, angles }: Field, seed: number, region: Int32Array, reach: number): number {
  let [sum, count] = [0, 0]
  for (const i of region) {
    if (Math.hypot((i % width) - (seed % width), Math.floor(i / width) - Math.floor(seed / width)) > Math.max(2, reach)) continue
    sum += apart(angles[i], angles[seed]) ** 2
    count++
  }
  return Math.min(TOLERANCE, 2 * Math.sqrt(sum / Math.max(1, count)))
}

/** Gives up what is far from the seed, and says how many pixels are left. */
function keepNear({ width }: Field, seed: number, { from, to }: Rectangle, used: Uint8Array, queue: Int32Array, length: number): number {
  const reach = (SHRINK * (to - from)) / 1.6
  let kept = 0
  for (let k = 0; k < length; k++) {
    const i = queue[k]
    if (Math.hypot((i % width) - (seed % width), Math.floor(i / width) - Math.floor(seed / width)) <= reach) queue[kept++] = i
    else used[i] = 0
  }
  return kept < length ? kept : 0
}

/** Whether the rectangle, or the same with a narrower tolerance or a narrower body, is no work of chance. */
function isSignificant(field: Field, rectangle: Rectangle, log10Tests: number): boolean {
  for (let halving = 0; halving <= HALVINGS; halving++)
    for (const half of new Set([rectangle.half, Math.max(1, rectangle.half / 2)])) {
      const tolerance = TOLERANCE / 2 ** halving
      const { pixels, aligned } = countAligned(field, { ...rectangle, half }, tolerance)
      if (significanceOf(pixels, aligned, tolerance / Math.PI, log10Tests) > 0) return true
    }
  return false
}

function countAligned({ width, height, magnitudes, angles }: Field, { x, y, angle, from, to, half, normal }: Rectangle, tolerance: number) {
  const [ux, uy] = [Math.cos(angle), Math.sin(angle)]
  let [pixels, aligned] = [0, 0]
  const rows = Math.max(1, Math.round(2 * half + 1))
  for (let along = Math.ceil(from); along <= to; along++)
    for (let row = 0; row < rows; row++) {
      const across = rows === 1 ? 0 : -half + (2 * half * row) / (rows - 1)
      const [u, v] = [Math.round(x + along * ux - across * uy), Math.round(y + along * uy + across * ux)]
      if (u < 0 || v < 0 || u >= width || v >= height) continue
      const i = v * width + u
      pixels++
      if (magnitudes[i] >= MIN_GRADIENT && apart(angles[i], normal) <= tolerance) aligned++
    }
  return { pixels, aligned }
}
