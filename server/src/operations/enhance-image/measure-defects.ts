import { checkpoint } from '../../imaging/checkpoint.ts'
import { denoisePlane } from '../../imaging/dct-denoise.ts'
import { toLumaChroma } from '../../imaging/luma-chroma.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../../imaging/resize.ts'
import { cutColours, type Tile } from '../../imaging/tiles.ts'
import { measureBlocking } from './measure-blocking.ts'
import { measureBlur } from './measure-blur.ts'
import { measureCast, type Cast } from '../../imaging/colour/measure-cast.ts'
import { measureRange, type Range } from '../../imaging/colour/measure-range.ts'
import { measureNoise } from './measure-noise.ts'

export interface Defects {
  /** Deviations, of 255. */
  readonly lumaNoise: number
  readonly chromaNoise: number
  /** 0 sharp .. 1 blurred. */
  readonly blur: number
  /** Jumps at the borders of JPEG blocks, of 255. */
  readonly blocking: number
  readonly range: Range
  readonly cast: Cast
}

/** Noise and blur are properties of single pixels, so parts are measured at full size; light and colour on the whole, made small. */
const PART_SIDE = 256
const PARTS_PER_SIDE = 4
const SMALL_SIDE = 256

export async function measureDefects(picture: Pixels, signal: AbortSignal): Promise<Defects> {
  const parts: { luma: number; chroma: number; blur: number; blocking: number }[] = []
  for (const part of spreadParts(picture)) {
    parts.push(await measurePart(picture, part, signal))
  }
  await checkpoint(signal)
  const size = fitWithin(picture.width, picture.height, SMALL_SIDE)
  const small = await resizePixels(picture, size.width, size.height)
  const quantile = (values: readonly number[], share: number) =>
    values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0
  return {
    // Parts full of texture show more noise than there is, parts out of focus more blur.
    lumaNoise: quantile(parts.map(({ luma }) => luma), 0.25), // prettier-ignore
    chromaNoise: quantile(parts.map(({ chroma }) => chroma), 0.25), // prettier-ignore
    blur: quantile(parts.map(({ blur }) => blur), 0.25), // prettier-ignore
    blocking: quantile(parts.map(({ blocking }) => blocking), 0.5), // prettier-ignore
    range: measureRange(small),
    cast: measureCast(small),
  }
}

async function measurePart(picture: Pixels, part: Tile, signal: AbortSignal) {
  const [luma, blue, red] = toLumaChroma(cutColours(picture, part), part.width, part.height)
  await checkpoint(signal)
  const noise = measureNoise(luma, luma) ?? 0
  const chroma = ((measureNoise(blue, luma) ?? 0) + (measureNoise(red, luma) ?? 0)) / 2
  const blocking = measureBlocking(luma)
  await checkpoint(signal)
  const clean = noise > 1 ? denoisePlane(luma, noise, 4) : luma
  await checkpoint(signal)
  return { luma: noise, chroma, blur: measureBlur(clean), blocking }
}

/** The whole of a small picture; of a large one, parts all over it, which begin where a JPEG's blocks do. */
function spreadParts({ width, height }: Pixels): Tile[] {
  if (width * height <= (PART_SIDE * PARTS_PER_SIDE) ** 2) return [{ left: 0, top: 0, width, height }]
  const starts = (length: number) => {
    const side = Math.min(PART_SIDE, length)
    return Array.from({ length: PARTS_PER_SIDE }, (_, i) => 8 * Math.floor(((length - side) * i) / (PARTS_PER_SIDE - 1) / 8))
  }
  const size = { width: Math.min(PART_SIDE, width), height: Math.min(PART_SIDE, height) }
  return starts(height).flatMap((top) => starts(width).map((left) => ({ left, top, ...size })))
}
