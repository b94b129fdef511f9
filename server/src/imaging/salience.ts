import type { Pixels, Plane } from './pixels.ts'
import { createPlane } from './pixels.ts'
import { divideIntoSuperpixels, MEANS_STRIDE, type Superpixels } from './superpixels.ts'

/** Pieces enough to follow outlines, few enough for distances between all pairs. */
const PIECES = 300
/** L*a*b* distance that counts as the same surface. */
const SIGMA_COLOUR = 10
/** Of the picture's longer side: how far contrast reaches. */
const SIGMA_SPACE = 0.25
/** Pairs of pieces always hold together a little, or lone pieces would stand out as noise. */
const MIN_TIE = 0.1

/** Three views of what a picture's border is made of, each a plane of the picture's size. */
export interface Salience {
  /** How much a pixel stands out from the background: 0..1. */
  readonly salience: Plane
  /** How likely a pixel is part of what runs on to the border: 0..1. */
  readonly background: Plane
  /** L*a*b* distance to the most similar colour of the background around; holes in a subject are not strange, although not connected. */
  readonly strangeness: Plane
}

/**
 * What stands out from the background, taken to be what runs on to the border. Meant for pictures of a few hundred pixels a side.
 * Source: Zhu et al. 2014, "Saliency Optimization from Robust Background Detection".
 */
export function findSalience(picture: Pixels): Salience {
  const pieces = divideIntoSuperpixels(picture, PIECES)
  const neighbours = findNeighbours(pieces)
  const colour = colourDistances(pieces)
  const geodesic = geodesicDistances(pieces, neighbours, colour)
  const background = backgroundProbabilities(pieces, geodesic)
  const contrast = backgroundContrast(pieces, colour, background)
  const perPixel = (values: Float64Array): Plane => {
    const plane = createPlane(picture.width, picture.height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = values[pieces.labels[i]]
    return plane
  }
  return {
    salience: perPixel(settleValues(neighbours, colour, background, contrast)),
    background: perPixel(background),
    strangeness: perPixel(distancesToBackground(pieces, colour, background, stepsToBorder(pieces, geodesic))),
  }
}

/** A piece of background across the picture counts as this much more unlike, in L*a*b*. */
const FAR_PENALTY = 30

/** Steps of colour on the way to the border, beyond which a piece is no example of the background, however probable. */
const MAX_STEPS = 8

/** The geodesic distance of each piece to the nearest at the border. */
function stepsToBorder(pieces: Superpixels, geodesic: Float64Array): Float64Array {
  const { count } = pieces
  const border = borderLengths(pieces)
  return Float64Array.from({ length: count }, (_, p) => {
    let least = Infinity
    for (let q = 0; q < count; q++) if (border[q] > 0) least = Math.min(least, geodesic[p * count + q])
    return least
  })
}

function distancesToBackground(
  { count, means, width, height }: Superpixels,
  colour: Float64Array,
  background: Float64Array,
  steps: Float64Array,
): Float64Array {
  return Float64Array.from({ length: count }, (_, p) => {
    let least = Infinity
    for (let q = 0; q < count; q++) {
      if (background[q] < 0.8 || steps[q] > MAX_STEPS) continue
      const [a, b] = [p * MEANS_STRIDE, q * MEANS_STRIDE]
      const apart = Math.hypot(means[a + 3] - means[b + 3], means[a + 4] - means[b + 4]) / Math.hypot(width, height)
      least = Math.min(least, colour[p * count + q] + apart * FAR_PENALTY)
    }
    return least
  })
}

function findNeighbours({ width, height, labels, count }: Superpixels): readonly ReadonlySet<number>[] {
  const neighbours = Array.from({ length: count }, () => new Set<number>())
  const meet = (a: number, b: number) => {
    if (a === b) return
    neighbours[a].add(b)
    neighbours[b].add(a)
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (x + 1 < width) meet(labels[i], labels[i + 1])
      if (y + 1 < height) meet(labels[i], labels[i + width])
    }
  return neighbours
}

/** L*a*b* distance between the means of each two pieces: count × count. */
function colourDistances({ count, means }: Superpixels): Float64Array {
  const distances = new Float64Array(count * count)
  for (let p = 0; p < count; p++)
    for (let q = 0; q < count; q++) {
      const [a, b] = [p * MEANS_STRIDE, q * MEANS_STRIDE]
      distances[p * count + q] = Math.hypot(means[a] - means[b], means[a + 1] - means[b + 1], means[a + 2] - means[b + 2])
    }
  return distances
}

/** The least sum of colour steps on a way from piece to piece. Steps within what is usual everywhere count as none. */
function geodesicDistances(
  { count, labels, width, height }: Superpixels,
  neighbours: readonly ReadonlySet<number>[],
  colour: Float64Array,
) {
  // The paper's clip: the mean over all pieces of the step to their most similar neighbour.
  let usual = 0
  neighbours.forEach((near, p) => {
    let least = Infinity
    for (const q of near) least = Math.min(least, colour[p * count + q])
    if (near.size > 0) usual += least / count
  })
  const border = borderLengths({ count, labels, width, height })
  const atBorder = border.flatMap((length, piece) => (length > 0 ? [piece] : []))
  const distances = new Float64Array(count * count)
  for (let from = 0; from < count; from++) {
    const row = distances.subarray(from * count, (from + 1) * count).fill(Infinity)
    const open = new Uint8Array(count).fill(1)
    row[from] = 0
    for (;;) {
      let piece = -1
      for (let q = 0; q < count; q++) if (open[q] && row[q] < Infinity && (piece < 0 || row[q] < row[piece])) piece = q
      if (piece < 0) break
      open[piece] = 0
      const step = (q: number) => {
        const length = row[piece] + Math.max(0, colour[piece * count + q] - usual)
        if (length < row[q]) row[q] = length
      }
      for (const q of neighbours[piece]) step(q)
      // The border is one ring: background that the subject parts is still one background.
      if (border[piece] > 0) for (const q of atBorder) step(q)
    }
  }
  return distances
}

function borderLengths({ count, labels, width, height }: Pick<Superpixels, 'count' | 'labels' | 'width' | 'height'>): number[] {
  const lengths = new Array<number>(count).fill(0)
  for (let x = 0; x < width; x++) {
    lengths[labels[x]]++
    lengths[labels[(height - 1) * width + x]]++
  }
  for (let y = 0; y < height; y++) {
    lengths[labels[y * width]]++
    lengths[labels[y * width + width - 1]]++
  }
  return lengths
}

/** Boundary connectivity (eq. 2-6) as a probability (eq. 9's weight). */
function backgroundProbabilities(pieces: Superpixels, geodesic: Float64Array): Float64Array {
  const { count } = pieces
  const border = borderLengths(pieces)
  return Float64Array.from({ length: count }, (_, p) => {
    let area = 0
    let length = 0
    for (let q = 0; q < count; q++) {
      const same = Math.exp(-(geodesic[p * count + q] ** 2) / (2 * SIGMA_COLOUR ** 2))
      area += same
      if (border[q] > 0) length += same
    }
    return 1 - Math.exp(-(length * length) / area / 2)
  })
}

/** Contrast against what is probably background (eq. 8), 0..1. */
function backgroundContrast({ count, means, width, height }: Superpixels, colour: Float64Array, background: Float64Array): Float64Array {
  const reach = SIGMA_SPACE * Math.max(width, height)
  const contrast = new Float64Array(count)
  for (let p = 0; p < count; p++)
    for (let q = 0; q < count; q++) {
      const [a, b] = [p * MEANS_STRIDE, q * MEANS_STRIDE]
      const squared = (means[a + 3] - means[b + 3]) ** 2 + (means[a + 4] - means[b + 4]) ** 2
      contrast[p] += colour[p * count + q] * Math.exp(-squared / (2 * reach * reach)) * background[q]
    }
  const most = contrast.reduce((a, b) => Math.max(a, b), 1e-9)
  return contrast.map((value) => value / most)
}

/** The values that agree best with background, contrast and neighbours (eq. 9), by Gauss-Seidel on its normal equations. */
function settleValues(
  neighbours: readonly ReadonlySet<number>[],
  colour: Float64Array,
  background: Float64Array,
  contrast: Float64Array,
): Float64Array {
  const count = background.length
  const ties = neighbours.map((near, p) =>
    [...near].map((q) => [q, Math.exp(-(colour[p * count + q] ** 2) / (2 * SIGMA_COLOUR ** 2)) + MIN_TIE] as const),
  )
  const values = contrast.slice()
  for (let round = 0; round < 200; round++)
    for (let p = 0; p < count; p++) {
      let pull = contrast[p]
      let weight = contrast[p] + background[p] + 1e-9
      for (const [q, tie] of ties[p]) {
        pull += tie * values[q]
        weight += tie
      }
      values[p] = pull / weight
    }
  const least = values.reduce((a, b) => Math.min(a, b), Infinity)
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity)
  return values.map((value) => (value - least) / Math.max(1e-9, most - least))
}
