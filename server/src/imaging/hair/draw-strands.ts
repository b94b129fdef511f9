import { createPlane, type Plane } from '../pixels.ts'
import { BEHIND_Z, CHIN_Y, faceHalfWidth, meetSkull, SKULL, toCamera, type Head } from './head.ts'
import type { Strands } from './strands.ts'

/** Hair as seen: how much of each pixel it covers, and how light and how warm it is there (times the coverage). */
export interface HairLayer {
  readonly alpha: Plane
  readonly shade: Plane
  /** Hue against the hair's mean, -1..1 (times the coverage). */
  readonly tint: Plane
}

export interface DrawnHair {
  /** What hangs behind the neck and the shoulders. */
  readonly back: HairLayer
  readonly front: HairLayer
}

const BUCKETS = 512
/** Width of a drawn strand in units: thinner than two pixels, a bundle of a dozen hairs. */
const WIDTH = 0.085
const OPACITY = 0.62
/** Points that lie that far behind the skull's surface are hidden by it. */
const HIDDEN = 0.6
/** The front of the throat. */
const THROAT_Z = -1

/** Draws strands from back to front, antialiased. `shades` has one number per point. */
export function drawStrands(head: Head, strands: Strands, shades: Float32Array, width: number, height: number): DrawnHair {
  const { starts, points, count, behind, tints, fringe } = strands
  const total = points.length / 3
  const [px, py, depth] = [new Float32Array(total), new Float32Array(total), new Float32Array(total)]
  const hidden = new Uint8Array(total)
  let [near, far] = [-Infinity, Infinity]
  for (let i = 0; i < total; i++) {
    const [x, y, z] = toCamera(head, points[i * 3], points[i * 3 + 1], points[i * 3 + 2])
    px[i] = head.x + x * head.unit
    py[i] = head.y - y * head.unit
    depth[i] = z
    near = Math.max(near, z)
    far = Math.min(far, z)
    if (z > 0) continue
    const skull = meetSkull(head, px[i], py[i])
    if (skull && z < skull.depth - HIDDEN) hidden[i] = 1
  }
  const back = createLayer(width, height)
  const front = createLayer(width, height)
  const order = sortByDepth(depth, starts, count, near, far)
  const thickness = Math.max(1.05, WIDTH * head.unit)
  const strandOf = new Uint32Array(total)
  for (let strand = 0; strand < count; strand++) strandOf.fill(strand, starts[strand], starts[strand + 1])
  for (const i of order) {
    if (hidden[i] && hidden[i + 1]) continue
    const strand = strandOf[i]
    const isBack = behind[strand] === 1 || isBehindBody(points[i * 3], points[i * 3 + 1], points[i * 3 + 2])
    const left = starts[strand + 1] - 1 - i
    // Ends grow thin.
    const size = starts[strand + 1] - starts[strand]
    const taper = Math.min(1, 0.25 + left / Math.min(5, size / 3))
    // So do roots, where no other hair lies over them.
    const grown = Math.min(1, (i - starts[strand]) / Math.min(fringe[strand] ? 6 : 3, size / 4))
    const opacity = OPACITY * taper * (fringe[strand] ? grown * grown : 0.3 + 0.7 * grown)
    drawLine(
      isBack ? back : front,
      px[i],
      py[i],
      px[i + 1],
      py[i + 1],
      shades[i],
      shades[i + 1],
      tints[strand],
      thickness * (0.6 + 0.4 * taper),
      opacity,
    )
  }
  return { back, front }
}

/** Whether a point of head space lies behind the shoulders, or where face, neck and chest are. */
function isBehindBody(x: number, y: number, z: number): boolean {
  if (z < BEHIND_Z) return y < 1
  if (y < CHIN_Y) return z < THROAT_Z && Math.abs(x) < faceHalfWidth(y) + 1
  return y < SKULL.y && z < THROAT_Z && Math.abs(x) < faceHalfWidth(y) * 0.97
}

function createLayer(width: number, height: number): HairLayer {
  return { alpha: createPlane(width, height), shade: createPlane(width, height), tint: createPlane(width, height) }
}

/** First points of all segments, farthest first; stable. */
function sortByDepth(depth: Float32Array, starts: Uint32Array, count: number, near: number, far: number): Uint32Array {
  const scale = (BUCKETS - 1) / Math.max(1e-6, near - far)
  const sizes = new Uint32Array(BUCKETS + 1)
  const bucketOf = (i: number) => Math.floor((depth[i] - far) * scale)
  let segments = 0
  for (let strand = 0; strand < count; strand++)
    for (let i = starts[strand]; i < starts[strand + 1] - 1; i++, segments++) sizes[bucketOf(i) + 1]++
  for (let i = 0; i < BUCKETS; i++) sizes[i + 1] += sizes[i]
  const order = new Uint32Array(segments)
  for (let strand = 0; strand < count; strand++)
    for (let i = starts[strand]; i < starts[strand + 1] - 1; i++) order[sizes[bucketOf(i)]++] = i
  return order
}

/** A line of soft profile: coverage falls off over half a pixel at each side. */
function drawLine(
  { alpha, shade, tint }: HairLayer,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  shade0: number,
  shade1: number,
  hue: number,
  thickness: number,
  opacity: number,
): void {
  const { width, height, data } = alpha
  const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0)
  const [a0, b0, a1, b1] = isSteep ? [y0, x0, y1, x1] : [x0, y0, x1, y1]
  const span = a1 - a0
  const slope = span === 0 ? 0 : (b1 - b0) / span
  const stretch = Math.sqrt(1 + slope * slope)
  const half = (thickness * stretch) / 2 + 0.5
  const [from, to] = span >= 0 ? [a0, a1] : [a1, a0]
  const [aLimit, bLimit] = isSteep ? [height, width] : [width, height]
  const first = Math.max(0, Math.ceil(from - 0.5))
  const end = Math.min(aLimit, Math.ceil(to - 0.5))
  for (let a = first; a < end; a++) {
    const share = span === 0 ? 0 : (a + 0.5 - a0) / span
    const b = b0 + (b1 - b0) * share
    const tone = shade0 + (shade1 - shade0) * share
    const low = Math.max(0, Math.floor(b - half))
    const high = Math.min(bLimit - 1, Math.floor(b + half))
    for (let c = low; c <= high; c++) {
      const coverage = Math.min(1, half - Math.abs(c + 0.5 - b)) * opacity
      if (coverage <= 0) continue
      const at = isSteep ? a * width + c : c * width + a
      data[at] += coverage * (1 - data[at])
      shade.data[at] += coverage * (tone - shade.data[at])
      tint.data[at] += coverage * (hue - tint.data[at])
    }
  }
}
