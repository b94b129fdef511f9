import { createPlane, type Plane } from '../../imaging/pixels.ts'

/** Of the picture; smaller holes are reflections and dots. */
const MAX_HOLE = 0.0015

/** A mask of 0 and 1 without parts that weigh less than `minShare` of the heaviest, and without pinholes. */
export function keepMainParts(mask: Plane, weight: Plane, minShare: number): Plane {
  const parts = findParts(mask).filter(({ value }) => value === 1)
  const weights = parts.map(({ pixels }) => pixels.reduce((sum, i) => sum + weight.data[i] ** 2, 0))
  const heaviest = weights.reduce((a, b) => Math.max(a, b), 0)
  const result = createPlane(mask.width, mask.height)
  parts.forEach(({ pixels }, index) => {
    if (weights[index] >= minShare * heaviest) for (const i of pixels) result.data[i] = 1
  })
  // Only now: a hole in a part that goes must go with it.
  for (const { value, pixels } of findParts(result))
    if (value === 0 && pixels.length < MAX_HOLE * mask.data.length) for (const i of pixels) result.data[i] = 1
  return result
}

interface Part {
  readonly value: number
  readonly pixels: Int32Array
}

/** Regions of one value, connected by sides. */
export function findParts({ width, height, data }: Plane): Part[] {
  const seen = new Uint8Array(data.length)
  const queue = new Int32Array(data.length)
  const parts: Part[] = []
  for (let start = 0; start < data.length; start++) {
    if (seen[start]) continue
    let length = 1
    queue[0] = start
    seen[start] = 1
    const reach = (next: number) => {
      if (seen[next] || data[next] !== data[start]) return
      seen[next] = 1
      queue[length++] = next
    }
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      if (x > 0) reach(i - 1)
      if (x < width - 1) reach(i + 1)
      if (i >= width) reach(i - width)
      if (i < width * (height - 1)) reach(i + width)
    }
    parts.push({ value: data[start], pixels: queue.slice(0, length) })
  }
  return parts
}
