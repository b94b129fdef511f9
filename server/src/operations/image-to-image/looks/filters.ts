/** Steps that several looks share. All take and give RGB pixels or planes of luma 0..255, and leave what they are given alone. */
import sharp from 'sharp'
import { boxBlur } from '../../../imaging/box-blur.ts'
import { checkpoint } from '../../../imaging/checkpoint.ts'
import { asBytes } from '../../../imaging/decode.ts'
import { createPlane, type Pixels, type Plane } from '../../../imaging/pixels.ts'
import { createRandom } from '../../../imaging/random.ts'

/** Well below half a second of work, whatever is done to the rows. */
const ROWS_AT_ONCE = 128

export function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value)
}

export function lumaOf({ width, height, channels, data }: Pixels): Plane {
  const luma = createPlane(width, height)
  for (let at = 0, from = 0; at < luma.data.length; at++, from += channels)
    luma.data[at] = 0.299 * data[from] + 0.587 * data[from + 1] + 0.114 * data[from + 2]
  return luma
}

/** The luma that a share (0..1) of the pixels lies below. */
export function percentile({ data }: Plane, share: number): number {
  const histogram = new Uint32Array(256)
  for (const value of data) histogram[Math.max(0, Math.min(255, Math.round(value)))]++
  let sum = 0
  return histogram.findIndex((count) => (sum += count) > share * data.length)
}

/** Gaussian, by three boxes at a time from libvips. */
export async function blur(pixels: Pixels, sigma: number): Promise<Pixels> {
  if (sigma < 0.3) return pixels
  return { ...pixels, data: asBytes(await sharp(pixels.data, { raw: pixels }).blur(sigma).raw().toBuffer()) }
}

/** Each channel of each pixel through a function of all three and of where it is. Stops between rows when the signal is aborted. */
export async function mapPixels(
  { width, height, channels, data }: Pixels,
  signal: AbortSignal,
  change: (red: number, green: number, blue: number, x: number, y: number, write: (r: number, g: number, b: number) => void) => void,
): Promise<Pixels> {
  const result = new Uint8Array(width * height * 3)
  let to = 0
  const write = (r: number, g: number, b: number) => {
    result[to] = toByte(r)
    result[to + 1] = toByte(g)
    result[to + 2] = toByte(b)
  }
  for (let y = 0, from = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) await checkpoint(signal)
    for (let x = 0; x < width; x++, from += channels, to += 3) change(data[from], data[from + 1], data[from + 2], x, y, write)
  }
  return { width, height, channels: 3, data: result }
}

/** Smooth noise, -1..1: random values on a grid of `cell` pixels, blended between. */
export function createNoise(width: number, height: number, cell: number, seed: number): (x: number, y: number) => number {
  const random = createRandom(seed)
  const columns = Math.ceil(width / cell) + 2
  const grid = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 2) }, () => random.next() * 2 - 1)
  return (x, y) => {
    const [u, v] = [x / cell, y / cell]
    const [column, row] = [Math.floor(u), Math.floor(v)]
    const [a, b] = [u - column, v - row]
    const [across, down] = [a * a * (3 - 2 * a), b * b * (3 - 2 * b)]
    const at = row * columns + column
    const above = grid[at] + (grid[at + 1] - grid[at]) * across
    const below = grid[at + columns] + (grid[at + columns + 1] - grid[at + columns]) * across
    return above + (below - above) * down
  }
}

/** Variance of luma that grain has; areas that differ by less are equally even, or grain would be sorted into blocks. */
const EVEN = 20

/**
 * Flattens texture and keeps edges: each pixel becomes a mean of the eight areas around it, the evenest counting most.
 * `radius` in pixels. Source: Kuwahara et al. 1976; the weights after Papari, Petkov, Campisi 2007, eq. 12.
 */
export async function kuwahara(pixels: Pixels, radius: number, signal: AbortSignal): Promise<Pixels> {
  const { width, height, channels, data } = pixels
  const side = Math.max(1, Math.round(radius / 2))
  const luma = lumaOf(pixels)
  const square = createPlane(width, height)
  for (let at = 0; at < square.data.length; at++) square.data[at] = luma.data[at] * luma.data[at]
  const mean = boxBlur(luma, side).data
  const meanSquare = boxBlur(square, side).data
  const colours = [0, 1, 2].map((channel) => {
    const plane = createPlane(width, height)
    for (let at = 0, from = channel; at < plane.data.length; at++, from += channels) plane.data[at] = data[from]
    return boxBlur(plane, side).data
  })
  const result = new Uint8Array(width * height * 3)
  await checkpoint(signal)
  const offsets = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].flatMap((dx) => (dx === 0 && dy === 0 ? [] : [[dx * side, dy * side]])))
  for (let y = 0; y < height; y++) {
    if (y % ROWS_AT_ONCE === 0) await checkpoint(signal)
    for (let x = 0; x < width; x++) {
      let [total, red, green, blue] = [0, 0, 0, 0]
      for (let k = 0; k < 8; k++) {
        const px = Math.max(0, Math.min(width - 1, x + offsets[k][0]))
        const py = Math.max(0, Math.min(height - 1, y + offsets[k][1]))
        const at = py * width + px
        const variance = Math.max(0, meanSquare[at] - mean[at] * mean[at])
        const weight = 1 / (EVEN * EVEN + variance * variance)
        total += weight
        red += weight * colours[0][at]
        green += weight * colours[1][at]
        blue += weight * colours[2][at]
      }
      const to = (y * width + x) * 3
      result[to] = toByte(red / total)
      result[to + 1] = toByte(green / total)
      result[to + 2] = toByte(blue / total)
    }
  }
  return { width, height, channels: 3, data: result }
}

/**
 * Ink lines: 1 where there is none … 0 where the ink is full. `width` of a line in pixels; `threshold` in luma: less ink the larger.
 * Source: Winnemöller, Kyprianidis, Olsen 2012, "XDoG", eq. 5 (boxes for Gaussians).
 */
export function inkLines(luma: Plane, width: number, threshold: number): Float32Array {
  const radius = Math.max(1, Math.round(width * 0.75))
  const fine = boxBlur(boxBlur(luma, radius), Math.max(1, radius >> 1))
  const coarse = boxBlur(boxBlur(fine, Math.max(1, Math.round(radius * 1.6))), radius)
  const lines = new Float32Array(fine.data.length)
  for (let at = 0; at < lines.length; at++) {
    const edge = coarse.data[at] - fine.data[at] - threshold
    lines[at] = edge <= 0 ? 1 : Math.max(0, 1 - Math.tanh(edge * 0.28))
  }
  return lines
}

/** Lays SVG shapes over a picture. `body` in pixels of the picture. */
export async function drawOver(pixels: Pixels, body: string): Promise<Pixels> {
  const { width, height } = pixels
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${body}</svg>`
  const data = await sharp(pixels.data, { raw: pixels })
    .composite([{ input: await sharp(Buffer.from(svg), { unlimited: true }).png({ compressionLevel: 0 }).toBuffer() }])
    .removeAlpha()
    .raw()
    .toBuffer()
  return { width, height, channels: 3, data: asBytes(data) }
}

/** More colour (above 1) or less (below), luma kept. */
export function saturate(pixels: Pixels, factor: number, signal: AbortSignal): Promise<Pixels> {
  return mapPixels(pixels, signal, (r, g, b, _x, _y, write) => {
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    write(luma + (r - luma) * factor, luma + (g - luma) * factor, luma + (b - luma) * factor)
  })
}
