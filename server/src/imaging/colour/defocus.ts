import { checkpoint } from '../checkpoint.ts'
import { LINEAR_OF_BYTE } from '../lab.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'
import { blurDisc } from './blur-disc.ts'

/** A blurred picture in linear light (0..1 and beyond, where lights bloom), small enough for what is left of its detail. */
export interface Defocused {
  readonly red: Plane
  readonly green: Plane
  readonly blue: Plane
}

/** Pixels of radius that a disc has at most: what is larger is blurred on a smaller picture, whose pixels nobody can tell apart any more. */
const MAX_RADIUS = 10
const MAX_PIXELS = 3_000_000
/** Linear light from which on a pixel may be cut off at white; it then held more light than it shows. */
const BLOOM_FROM = 0.8
const BLOOM = 2.5

/**
 * The picture out of focus by a disc of `radius` pixels, in linear light, so that lights become discs. `hidden`, 0..255 per pixel, is left out of it: there,
 * what is around is carried on. Stops within half a second and throws `signal.reason` when aborted.
 */
export async function defocus(picture: Pixels, hidden: Uint8Array | undefined, radius: number, signal: AbortSignal): Promise<Defocused> {
  const { width, height } = picture
  const shrink = Math.max(1, Math.ceil(radius / MAX_RADIUS), Math.ceil(Math.sqrt((width * height) / MAX_PIXELS)))
  const [light, weight] = shrinkLight(picture, hidden, shrink)
  const seen = blurDisc(weight, radius / shrink)
  const planes: Plane[] = []
  for (const plane of light) {
    await checkpoint(signal)
    const blurred = blurDisc(plane, radius / shrink)
    for (let i = 0; i < blurred.data.length; i++) blurred.data[i] /= Math.max(1e-6, seen.data[i])
    await checkpoint(signal)
    carryOn(blurred, seen)
    planes.push(blurred)
  }
  const [red, green, blue] = planes
  return { red, green, blue }
}

/** Means over squares of `shrink` pixels: light times what is seen of it, and how much that is. */
function shrinkLight({ width, height, channels, data }: Pixels, hidden: Uint8Array | undefined, shrink: number): [Plane[], Plane] {
  const [columns, rows] = [Math.ceil(width / shrink), Math.ceil(height / shrink)]
  const light = [createPlane(columns, rows), createPlane(columns, rows), createPlane(columns, rows)]
  const weight = createPlane(columns, rows)
  const counts = new Float32Array(columns * rows)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const to = Math.floor(y / shrink) * columns + Math.floor(x / shrink)
      counts[to]++
      const seen = hidden ? 1 - hidden[i] / 255 : 1
      if (seen === 0) continue
      const at = i * channels
      const [r, g, b] = [LINEAR_OF_BYTE[data[at]], LINEAR_OF_BYTE[data[at + 1]], LINEAR_OF_BYTE[data[at + 2]]]
      const bloom = seen * (1 + BLOOM * Math.max(0, (0.2126 * r + 0.7152 * g + 0.0722 * b - BLOOM_FROM) / (1 - BLOOM_FROM)) ** 3)
      weight.data[to] += seen
      light[0].data[to] += r * bloom
      light[1].data[to] += g * bloom
      light[2].data[to] += b * bloom
    }
  for (const plane of [...light, weight]) for (let i = 0; i < counts.length; i++) plane.data[i] /= counts[i]
  return [light, weight]
}

const LITTLE = 0.02

/** Where nothing was seen, the nearest that was in the row and in the column: a subject covers it, and only its fringes let it show. In place. */
function carryOn({ width, height, data }: Plane, seen: Plane): void {
  const sum = new Float32Array(data.length)
  const weight = new Float32Array(data.length)
  const walk = (start: number, step: number, length: number) => {
    let [last, distance] = [-1, 0]
    for (let k = 0, at = start; k < length; k++, at += step) {
      if (seen.data[at] > LITTLE) [last, distance] = [at, 0]
      else if (last >= 0) {
        distance++
        sum[at] += data[last] / distance
        weight[at] += 1 / distance
      }
    }
  }
  for (let y = 0; y < height; y++) {
    walk(y * width, 1, width)
    walk(y * width + width - 1, -1, width)
  }
  for (let x = 0; x < width; x++) {
    walk(x, width, height)
    walk((height - 1) * width + x, -width, height)
  }
  for (let i = 0; i < data.length; i++) if (seen.data[i] <= LITTLE && weight[i] > 0) data[i] = sum[i] / weight[i]
}
