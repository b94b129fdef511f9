import { boxBlur } from '../box-blur.ts'
import { checkpoint } from '../checkpoint.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'

/** Patches are squares of side 2 * RADIUS + 1. */
export const RADIUS = 3

/**
 * One size of the picture that is being mended. Flags are 0 or 1; all fields are height × width, row-major, and texels are four bytes
 * each: red, green, blue (sRGB) and how busy the surroundings are, so that grass is told from a lawn-coloured wall where both are
 * too small to show their texture (Newson 2014, sec. 4.2).
 */
export interface Level {
  readonly width: number
  readonly height: number
  readonly texels: Uint8Array
  /** What is to be filled. */
  readonly hole: Uint8Array
  /** The hole, and what is too near to it to be copied: a mask rarely covers the soft rim of what it removes. */
  readonly suspect: Uint8Array
}

/** How far the rim of a removed thing is thought to reach beyond its mask, in pixels of the picture. */
const RIM = 2
/** Over how many pixels busyness is averaged. */
const BUSY_RADIUS = 5
const BUSY_GAIN = 2
const ROWS_AT_ONCE = 256
/** At the coarsest level no pixel of the hole is deeper in it than this, so that its surroundings can guess it. */
const COARSEST_DEPTH = 3
const COARSEST_SIDE = 4 * RADIUS + 4

export interface Region {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The levels of a part of the picture, finest first. `hole` is of the picture's size. */
export async function createLevels(picture: Pixels, hole: Uint8Array, region: Region, signal: AbortSignal): Promise<Level[]> {
  const levels = [await cutLevel(picture, hole, region, signal)]
  for (;;) {
    const last = levels[levels.length - 1]
    if (Math.min(last.width, last.height) < 2 * COARSEST_SIDE) break
    if (depthOfHole(last).deepest <= COARSEST_DEPTH) break
    await checkpoint(signal)
    levels.push(halve(last))
  }
  return levels
}

async function cutLevel(picture: Pixels, wholeHole: Uint8Array, region: Region, signal: AbortSignal): Promise<Level> {
  const { width, height } = region
  const level: Level = {
    width,
    height,
    texels: new Uint8Array(width * height * 4),
    hole: new Uint8Array(width * height),
    suspect: new Uint8Array(width * height),
  }
  const change = createPlane(width, height)
  const known = createPlane(width, height)
  for (let from = 0; from < height; from += ROWS_AT_ONCE) {
    const to = Math.min(height, from + ROWS_AT_ONCE)
    copyRows(picture, wholeHole, region, level, from, to)
    await checkpoint(signal)
  }
  for (let from = 0; from < height - 1; from += ROWS_AT_ONCE) {
    measureChange(level, change, known, from, Math.min(height - 1, from + ROWS_AT_ONCE))
    await checkpoint(signal)
  }
  const busy = boxBlur(change, BUSY_RADIUS)
  await checkpoint(signal)
  const share = boxBlur(known, BUSY_RADIUS)
  await checkpoint(signal)
  for (let at = 0; at < known.data.length; at++)
    level.texels[at * 4 + 3] = share.data[at] > 0.01 ? Math.min(255, (busy.data[at] / share.data[at]) * BUSY_GAIN) : 0
  level.suspect.set(grow(level.hole, width, height, RIM))
  return level
}

function copyRows(picture: Pixels, wholeHole: Uint8Array, region: Region, { width, texels, hole }: Level, from: number, to: number): void {
  const { channels, data } = picture
  for (let y = from; y < to; y++) {
    let source = (region.top + y) * picture.width + region.left
    for (let at = y * width; at < (y + 1) * width; at++, source++) {
      hole[at] = wholeHole[source]
      texels[at * 4] = data[source * channels]
      texels[at * 4 + 1] = data[source * channels + 1]
      texels[at * 4 + 2] = data[source * channels + 2]
    }
  }
}

/** How much the luma changes from each known pixel to the next to the right and below. */
function measureChange({ width, texels, hole }: Level, change: Plane, known: Plane, from: number, to: number): void {
  const luma = (at: number) => (texels[at * 4] * 77 + texels[at * 4 + 1] * 150 + texels[at * 4 + 2] * 29) >> 8
  for (let y = from; y < to; y++)
    for (let at = y * width; at < (y + 1) * width - 1; at++) {
      if (hole[at] || hole[at + 1] || hole[at + width]) continue
      known.data[at] = 1
      change.data[at] = Math.abs(luma(at + 1) - luma(at)) + Math.abs(luma(at + width) - luma(at))
    }
}

/** Half the size. A pixel is part of the hole if at least half of what it stands for is; colours are means of what is known. */
function halve({ width, height, texels, hole, suspect }: Level): Level {
  const w = width >> 1
  const h = height >> 1
  const half: Level = {
    width: w,
    height: h,
    texels: new Uint8Array(w * h * 4),
    hole: new Uint8Array(w * h),
    suspect: new Uint8Array(w * h),
  }
  const sum = [0, 0, 0, 0]
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const to = y * w + x
      const first = 2 * y * width + 2 * x
      let known = 0
      let touched = 0
      sum.fill(0)
      for (const from of [first, first + 1, first + width, first + width + 1]) {
        touched |= suspect[from]
        if (hole[from]) continue
        known++
        for (let channel = 0; channel < 4; channel++) sum[channel] += texels[from * 4 + channel]
      }
      half.hole[to] = known <= 2 ? 1 : 0
      half.suspect[to] = touched
      if (known > 0) for (let channel = 0; channel < 4; channel++) half.texels[to * 4 + channel] = Math.round(sum[channel] / known)
    }
  return half
}

/** The flags, and all within `radius` of them (in a square). */
export function grow(flags: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const rows = new Uint8Array(flags.length)
  const grown = new Uint8Array(flags.length)
  for (let y = 0; y < height; y++) spread(flags, rows, y * width, 1, width, radius)
  for (let x = 0; x < width; x++) spread(rows, grown, x, width, height, radius)
  return grown
}

/** One line of `grow`: how many steps ago, and in how many, a flag is met. */
function spread(from: Uint8Array, to: Uint8Array, start: number, step: number, count: number, radius: number): void {
  let until = -1
  for (let i = 0; i < Math.min(radius, count); i++) if (from[start + i * step]) until = i + radius
  for (let i = 0; i < count; i++) {
    const ahead = i + radius
    if (ahead < count && from[start + ahead * step]) until = ahead + radius
    if (i <= until) to[start + i * step] = 1
  }
}

/** How many steps (in four directions) each pixel of the hole is away from what is known: 1 at its rim, 0 outside; 65535 if nothing is known. */
export function depthOfHole({ width, height, hole }: Pick<Level, 'width' | 'height' | 'hole'>): { depth: Uint16Array; deepest: number } {
  const depth = new Uint16Array(hole.length)
  for (let at = 0; at < hole.length; at++) if (hole[at]) depth[at] = 65535
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if (x > 0 && depth[at - 1] + 1 < depth[at]) depth[at] = depth[at - 1] + 1
      if (y > 0 && depth[at - width] + 1 < depth[at]) depth[at] = depth[at - width] + 1
    }
  let deepest = 0
  for (let y = height - 1, at = hole.length - 1; y >= 0; y--)
    for (let x = width - 1; x >= 0; x--, at--) {
      if (x + 1 < width && depth[at + 1] + 1 < depth[at]) depth[at] = depth[at + 1] + 1
      if (y + 1 < height && depth[at + width] + 1 < depth[at]) depth[at] = depth[at + width] + 1
      if (depth[at] > deepest) deepest = depth[at]
    }
  return { depth, deepest }
}
