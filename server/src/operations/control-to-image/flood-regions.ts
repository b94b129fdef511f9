import { distanceToLines } from './distance.ts'

export interface Regions {
  /** The region of each pixel, 0..count-1, lines included. */
  readonly labels: Int32Array
  readonly count: number
  /** Pixels to the nearest line. */
  readonly distance: Float32Array
}

/** A passage at least this wide, measured against the narrower of what it joins, is no gap in a line but part of one region. */
const PASSAGE = 0.6
/** Pixels per bucket: finer differences of distance are rounding. */
const BUCKET = 0.25

/**
 * The regions that lines enclose, gaps in lines closed: water rises from the middles of regions to the lines, and what meets at a narrow passage
 * stays apart. Idea: watersheds (Vincent, Soille 1991) on the distance to lines, and the gap closing of trapped-ball segmentation
 * (Zhang et al. 2009, "Vectorizing Cartoon Animations"). `minPixels`: smaller regions join what they meet first.
 */
export function floodRegions(lines: Uint8Array, width: number, height: number, minPixels: number): Regions {
  const distance = distanceToLines(lines, width, height)
  const parent: number[] = []
  const peak: number[] = []
  const size: number[] = []
  const find = (label: number) => {
    while (parent[label] !== label) label = parent[label] = parent[parent[label]]
    return label
  }
  const labels = new Int32Array(width * height).fill(-1)
  for (const i of byFallingDistance(distance)) {
    const x = i % width
    const y = (i - x) / width
    let best = -1
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        const raw = labels[v * width + u]
        if (raw < 0) continue
        const label = find(raw)
        if (best < 0 || label === best) {
          best = label
          continue
        }
        const [deep, shallow] = peak[label] > peak[best] ? [label, best] : [best, label]
        if (distance[i] >= PASSAGE * peak[shallow] || size[shallow] < minPixels) {
          parent[shallow] = deep
          size[deep] += size[shallow]
        }
        best = deep
      }
    if (best < 0) {
      best = parent.length
      parent.push(best)
      peak.push(distance[i])
      size.push(0)
    }
    labels[i] = best
    size[best]++
  }
  const names = new Map<number, number>()
  for (let i = 0; i < labels.length; i++) {
    const root = find(labels[i])
    let name = names.get(root)
    if (name === undefined) names.set(root, (name = names.size))
    labels[i] = name
  }
  return { labels, count: names.size, distance }
}

function byFallingDistance(distance: Float32Array): Int32Array {
  const most = distance.reduce((a, b) => Math.max(a, b), 0)
  const buckets = Math.floor(most / BUCKET) + 1
  const bucket = (value: number) => buckets - 1 - Math.floor(value / BUCKET)
  const starts = new Int32Array(buckets + 1)
  for (const value of distance) starts[bucket(value) + 1]++
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1]
  const order = new Int32Array(distance.length)
  for (let i = 0; i < distance.length; i++) order[starts[bucket(distance[i])]++] = i
  return order
}
