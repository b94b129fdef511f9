import { toLab } from '../imaging/lab.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { fitWithin, resizePixels } from '../imaging/resize.ts'

/** What can be measured of a picture without knowing what it shows. Levels are sRGB values in 0..1 unless it says otherwise. */
export interface Quality {
  readonly exposure: {
    /** Luma that half of the pixels are below. */
    readonly median: number
    /** Share of pixels below 2 %, and above 98 %. */
    readonly shadowsClipped: number
    readonly highlightsClipped: number
  }
  /** Between the 2nd and the 98th percentile of luma: 0 is one grey, 1 the whole range. */
  readonly contrast: number
  /**
   * How far the colours that should be grey are from it, in CIELAB (D65): positive `a` is red, negative green; positive `b` yellow, negative
   * blue. `share` is how much of the picture was taken for grey: below 0.02 the rest means little.
   */
  readonly cast: { readonly a: number; readonly b: number; readonly share: number }
  /** Standard deviation of the noise in levels of 0..255. Fine, even texture counts as noise. */
  readonly noise: number
  /**
   * How steep the steepest edges are: 1 when they pass from dark to light between two pixels, 0.5 when that takes two, and so on; 0 for a
   * picture without edges. Below 0.3 a picture looks blurred at its full size. Strong noise passes for sharp edges: read `noise` first.
   */
  readonly sharpness: number
  /** Mean of chroma in CIELAB, 0 for a grey picture; usual photos have 10 to 30. */
  readonly chroma: number
}

/** Tones and colours are the same in a smaller picture. */
const TONE_SIDE = 512
const LEVELS = 256

/** Measures a picture. Noise and sharpness are those of its own pixels, everything else is measured on a smaller copy. About 0.1 s at 12 MP. */
export async function measureQuality(pixels: Pixels): Promise<Quality> {
  const size = fitWithin(pixels.width, pixels.height, TONE_SIDE)
  const small = await resizePixels(pixels, size.width, size.height)
  const tones = lumaHistogram(small)
  const total = size.width * size.height
  const atShare = (share: number) => {
    let [level, seen] = [0, tones[0]]
    while (seen < share * total && level < LEVELS - 1) seen += tones[++level]
    return level / (LEVELS - 1)
  }
  const share = (from: number, to: number) => tones.slice(from, to).reduce((sum, count) => sum + count, 0) / total
  const colours = measureColours(small)
  return {
    exposure: { median: atShare(0.5), shadowsClipped: share(0, 5), highlightsClipped: share(251, LEVELS) },
    contrast: atShare(0.98) - atShare(0.02),
    ...colours,
    noise: measureNoise(pixels),
    sharpness: measureSharpness(pixels),
  }
}

function luma({ data, channels }: Pixels, index: number): number {
  const at = index * channels
  return 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]
}

function lumaHistogram(pixels: Pixels): Uint32Array {
  const histogram = new Uint32Array(LEVELS)
  for (let i = 0; i < pixels.width * pixels.height; i++) histogram[Math.round(luma(pixels, i))]++
  return histogram
}

/**
 * The cast is the mean of near-grey pixels of middle lightness, found again around the mean found before: a cast moves all greys together,
 * coloured things do not follow. Source: the grey-world assumption on near-grey pixels, after Huo et al. 2006, "Robust automatic white balance".
 */
function measureColours(pixels: Pixels): Pick<Quality, 'cast' | 'chroma'> {
  const total = pixels.width * pixels.height
  const lab = toLab(pixels)
  let chroma = 0
  for (let at = 0; at < lab.length; at += 3) chroma += Math.hypot(lab[at + 1], lab[at + 2])
  let cast = { a: 0, b: 0, share: 0 }
  for (const radius of [24, 16, 12, 12]) {
    let [sumA, sumB, count] = [0, 0, 0]
    for (let at = 0; at < lab.length; at += 3) {
      if (lab[at] < 20 || lab[at] > 97 || Math.hypot(lab[at + 1] - cast.a, lab[at + 2] - cast.b) > radius) continue
      sumA += lab[at + 1]
      sumB += lab[at + 2]
      count++
    }
    if (count > 0) cast = { a: sumA / count, b: sumB / count, share: count / total }
  }
  return { cast, chroma: chroma / total }
}

/** What a flat surface and a straight edge both answer with zero to. */
const NOISE_KERNEL = [1, -2, 1, -2, 4, -2, 1, -2, 1]
const BLOCK = 16
/** Of all blocks, the flattest: there the answer is noise and little else. */
const FLAT_SHARE = 0.1

/**
 * Standard deviation of the noise of luma, in levels of 0..255.
 * Source: Immerkaer 1996, "Fast noise variance estimation", taken block by block; blocks without any (clipped, drawn) are left out as long
 * as there are others.
 */
export function measureNoise(pixels: Pixels): number {
  const { width, height } = pixels
  const answers: number[] = []
  const columns = Math.max(1, Math.floor((width - 2) / BLOCK))
  const rows = Math.max(1, Math.floor((height - 2) / BLOCK))
  const step = Math.max(1, Math.round(Math.sqrt((columns * rows) / 8000)))
  for (let row = 0; row < rows; row += step)
    for (let column = 0; column < columns; column += step) {
      let [sum, count] = [0, 0]
      for (let y = row * BLOCK + 1; y < Math.min(height - 1, (row + 1) * BLOCK + 1); y++)
        for (let x = column * BLOCK + 1; x < Math.min(width - 1, (column + 1) * BLOCK + 1); x++, count++) {
          let answer = 0
          for (let k = 0; k < 9; k++) answer += NOISE_KERNEL[k] * luma(pixels, (y + Math.floor(k / 3) - 1) * width + x + (k % 3) - 1)
          sum += Math.abs(answer)
        }
      if (count > 0) answers.push((Math.sqrt(Math.PI / 2) * sum) / (6 * count))
    }
  answers.sort((a, b) => a - b)
  const alive = answers.filter((answer) => answer > 0.05)
  const considered = alive.length * 4 > answers.length ? alive : answers
  return considered[Math.floor(considered.length * FLAT_SHARE)] ?? 0
}

/** An edge's height is looked for within that many pixels of its steepest place. */
const EDGE_REACH = 8
const MIN_EDGE_HEIGHT = 40

/** The upper tenth of (steepest step ÷ height) over edges along rows and columns. */
function measureSharpness(pixels: Pixels): number {
  const { width, height } = pixels
  const ratios: number[] = []
  const along = (start: number, step: number, length: number) => {
    for (let i = EDGE_REACH; i < length - EDGE_REACH; i++) {
      const rise = luma(pixels, start + i * step) - luma(pixels, start + (i - 1) * step)
      if (Math.abs(rise) < 4) continue
      // From the steepest place on, as far as it rises the same way.
      let [from, to] = [i - 1, i]
      const isRising = (a: number, b: number) => (luma(pixels, start + b * step) - luma(pixels, start + a * step)) * Math.sign(rise) > 0
      while (i - from < EDGE_REACH && isRising(from - 1, from)) from--
      while (to - i < EDGE_REACH && isRising(to, to + 1)) to++
      const edge = Math.abs(luma(pixels, start + to * step) - luma(pixels, start + from * step))
      if (edge >= MIN_EDGE_HEIGHT) ratios.push(Math.abs(rise) / edge)
      i = to
    }
  }
  const lines = 160
  for (let i = 0; i < lines; i++) {
    along(Math.floor(((i + 0.5) * height) / lines) * width, 1, width)
    along(Math.floor(((i + 0.5) * width) / lines), width, height)
  }
  ratios.sort((a, b) => a - b)
  return ratios[Math.floor(ratios.length * 0.9)] ?? 0
}
