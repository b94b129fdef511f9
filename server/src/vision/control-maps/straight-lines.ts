import sharp from 'sharp'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { lumaOf, type Preprocessor } from './control-map.ts'
import { withMatrices } from './matrices.ts'

export interface Segment {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** How far directions in one region may differ: 22.5 degrees, as in the paper. */
const TOLERANCE = Math.PI / 8
/** Gradients below this are quantisation and grain. Luma per pixel. */
const MIN_GRADIENT = 5.2
const MIN_DENSITY = 0.6
/** Of the shorter side. */
const MIN_LENGTH = 0.045
const MAX_GAP = 0.035
const ROWS_PER_TURN = 40_000

/**
 * Straight lines, white on black, as maps of M-LSD show them. Not that network: regions of pixels whose gradients agree in direction, each
 * with the rectangle that it fills, kept when long and dense; collinear neighbours are joined.
 * Source: Grompone von Gioi et al. 2012, "LSD: a Line Segment Detector" (regions and rectangles; a bound on length in the place of its count of
 * false alarms).
 */
export const mapStraightLines: Preprocessor = async (picture, { signal }) => {
  const { width, height } = picture
  const lines = (await findSegments(picture, signal)).map(
    ({ x1, y1, x2, y2 }) => `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}"/>`,
  )
  const stroke = Math.max(1.5, (2 * Math.min(width, height)) / 512)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%"/><g stroke="#fff" stroke-width="${stroke.toFixed(2)}" stroke-linecap="round">${lines.join('')}</g></svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { width, height, channels: 3, data: asBytes(data) }
}

/** The straight segments of a picture, longest first, in pixels. */
export async function findSegments(picture: Pixels, signal: AbortSignal): Promise<Segment[]> {
  const { width, height } = picture
  const { magnitudes, angles } = await findGradients(picture)
  await checkpoint(signal)
  const order = magnitudes
    .map((_, index) => index)
    .filter((index) => magnitudes[index] >= MIN_GRADIENT)
    .sort((a, b) => magnitudes[b] - magnitudes[a])
  const used = new Uint8Array(width * height)
  const queue = new Int32Array(width * height)
  const minLength = MIN_LENGTH * Math.min(width, height)
  const segments: Segment[] = []
  let sinceTurn = 0
  for (const seed of order) {
    if (used[seed] === 1) continue
    const length = growRegion(seed, width, height, magnitudes, angles, used, queue)
    if ((sinceTurn += length) > ROWS_PER_TURN) {
      sinceTurn = 0
      await checkpoint(signal)
    }
    if (length < minLength) continue
    const segment = fitSegment(queue.subarray(0, length), width, magnitudes)
    if (segment && lengthOf(segment) >= minLength) segments.push(segment)
  }
  return joinCollinear(segments, MAX_GAP * Math.min(width, height))
}

function findGradients(picture: Pixels): Promise<{ magnitudes: Float32Array; angles: Float32Array }> {
  const { width, height } = picture
  return withMatrices((cv, keep) => {
    const luma = keep(new cv.Mat(height, width, cv.CV_8UC1))
    luma.data.set(lumaOf(picture))
    const [smooth, dx, dy] = [keep(new cv.Mat()), keep(new cv.Mat()), keep(new cv.Mat())]
    cv.GaussianBlur(luma, smooth, new cv.Size(0, 0), 0.9)
    cv.Sobel(smooth, dx, cv.CV_32F, 1, 0, 3, 1 / 8)
    cv.Sobel(smooth, dy, cv.CV_32F, 0, 1, 3, 1 / 8)
    const magnitudes = new Float32Array(width * height)
    const angles = new Float32Array(width * height)
    for (let i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.hypot(dx.data32F[i], dy.data32F[i])
      angles[i] = Math.atan2(dy.data32F[i], dx.data32F[i])
    }
    return { magnitudes, angles }
  })
}

/** Writes the pixels of the region around `seed` to `queue` and says how many there are. */
function growRegion(
  seed: number,
  width: number,
  height: number,
  magnitudes: Float32Array,
  angles: Float32Array,
  used: Uint8Array,
  queue: Int32Array,
): number {
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
        if (used[next] === 1 || magnitudes[next] < MIN_GRADIENT) continue
        const apart = Math.abs(angles[next] - angle)
        if (Math.min(apart, 2 * Math.PI - apart) > TOLERANCE) continue
        used[next] = 1
        queue[length++] = next
        sumX += Math.cos(angles[next])
        sumY += Math.sin(angles[next])
        angle = Math.atan2(sumY, sumX)
      }
  }
  return length
}

/** The middle line of the rectangle around a region, by its moments; undefined where the region does not fill it. */
function fitSegment(region: Int32Array, width: number, magnitudes: Float32Array): Segment | undefined {
  let [weight, cx, cy] = [0, 0, 0]
  for (const i of region) {
    const m = magnitudes[i]
    weight += m
    cx += m * (i % width)
    cy += m * Math.floor(i / width)
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
  let [from, to, left, right] = [0, 0, 0, 0]
  for (const i of region) {
    const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy]
    const [along, across] = [dx * ux + dy * uy, dy * ux - dx * uy]
    from = Math.min(from, along)
    to = Math.max(to, along)
    left = Math.min(left, across)
    right = Math.max(right, across)
  }
  const density = region.length / ((to - from + 1) * (right - left + 1))
  // A line is long and narrow.
  if (density < MIN_DENSITY || to - from < 4 * (right - left)) return undefined
  return { x1: cx + from * ux, y1: cy + from * uy, x2: cx + to * ux, y2: cy + to * uy }
}

const lengthOf = ({ x1, y1, x2, y2 }: Segment) => Math.hypot(x2 - x1, y2 - y1)

/** Joins segments that lie on one line with at most `maxGap` pixels between, and leaves out one beside a longer, which a band's other rim gives. */
function joinCollinear(segments: readonly Segment[], maxGap: number): Segment[] {
  const joined: Segment[] = []
  for (const segment of segments.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
    const at = joined.findIndex((other) => continues(other, segment, maxGap))
    if (at < 0) joined.push(segment)
    else joined[at] = longest(joined[at], segment)
  }
  return joined
}

function continues(a: Segment, b: Segment, maxGap: number): boolean {
  const length = lengthOf(a)
  const [ux, uy] = [(a.x2 - a.x1) / length, (a.y2 - a.y1) / length]
  const along = (x: number, y: number) => (x - a.x1) * ux + (y - a.y1) * uy
  const across = (x: number, y: number) => Math.abs((y - a.y1) * ux - (x - a.x1) * uy)
  if (Math.max(across(b.x1, b.y1), across(b.x2, b.y2)) > 2.5) return false
  const [from, to] = [along(b.x1, b.y1), along(b.x2, b.y2)].sort((p, q) => p - q)
  return from < length + maxGap && to > -maxGap
}

function longest(a: Segment, b: Segment): Segment {
  const ends = [
    [a.x1, a.y1],
    [a.x2, a.y2],
    [b.x1, b.y1],
    [b.x2, b.y2],
  ] as const
  let best: Segment = a
  for (const [x1, y1] of ends) for (const [x2, y2] of ends) if (lengthOf({ x1, y1, x2, y2 }) > lengthOf(best)) best = { x1, y1, x2, y2 }
  return best
}
