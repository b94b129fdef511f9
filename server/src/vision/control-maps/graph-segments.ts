import type { Pixels } from '../../imaging/pixels.ts'

export interface Segments {
  /** The segment of each pixel, 0..count-1. */
  readonly labels: Int32Array
  readonly count: number
}

/**
 * Divides a picture into segments between which the colour changes more than within them. `scale`: larger prefers larger segments;
 * colours are bytes. Segments of fewer than `minPixels` join a neighbour.
 * Source: Felzenszwalb, Huttenlocher 2004, "Efficient Graph-Based Image Segmentation".
 */
export function segmentByGraph({ width, height, channels, data }: Pixels, scale: number, minPixels: number): Segments {
  const pixels = width * height
  const edges: { from: Int32Array; to: Int32Array; weight: Float32Array } = listEdges()
  const order = sortByWeight(edges.weight)
  const parent = Int32Array.from({ length: pixels }, (_, i) => i)
  const size = new Int32Array(pixels).fill(1)
  const limit = new Float32Array(pixels).fill(scale)
  const find = (i: number) => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]]
    return i
  }
  const join = (a: number, b: number) => {
    const [large, small] = size[a] >= size[b] ? [a, b] : [b, a]
    parent[small] = large
    size[large] += size[small]
    return large
  }
  for (const edge of order) {
    const [a, b] = [find(edges.from[edge]), find(edges.to[edge])]
    const weight = edges.weight[edge]
    if (a === b || weight > limit[a] || weight > limit[b]) continue
    const joined = join(a, b)
    limit[joined] = weight + scale / size[joined]
  }
  for (const edge of order) {
    const [a, b] = [find(edges.from[edge]), find(edges.to[edge])]
    if (a !== b && Math.min(size[a], size[b]) < minPixels) join(a, b)
  }
  const names = new Map<number, number>()
  const labels = Int32Array.from({ length: pixels }, (_, i) => {
    const root = find(i)
    const known = names.get(root)
    if (known !== undefined) return known
    names.set(root, names.size)
    return names.size - 1
  })
  return { labels, count: names.size }

  function listEdges() {
    const count = (width - 1) * height + width * (height - 1)
    const [from, to, weight] = [new Int32Array(count), new Int32Array(count), new Float32Array(count)]
    let edge = 0
    const add = (a: number, b: number) => {
      const [p, q] = [a * channels, b * channels]
      from[edge] = a
      to[edge] = b
      weight[edge++] = Math.hypot(data[p] - data[q], data[p + 1] - data[q + 1], data[p + 2] - data[q + 2])
    }
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        if (x + 1 < width) add(i, i + 1)
        if (y + 1 < height) add(i, i + width)
      }
    return { from, to, weight }
  }
}

/** Indices by rising weight (0..442), in buckets of a quarter: finer differences are grain, and sorting a million numbers takes half a second. */
function sortByWeight(weights: Float32Array): Int32Array {
  const bucket = (weight: number) => Math.min(1799, Math.floor(weight * 4))
  const starts = new Int32Array(1801)
  for (const weight of weights) starts[bucket(weight) + 1]++
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1]
  const order = new Int32Array(weights.length)
  for (let i = 0; i < weights.length; i++) order[starts[bucket(weights[i])]++] = i
  return order
}
