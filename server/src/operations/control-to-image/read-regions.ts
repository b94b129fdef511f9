import type { Pixels } from '../../imaging/pixels.ts'
import { classOfColour, type SceneClass } from '../../vision/control-maps/scene-classes.ts'

export interface Region {
  name: SceneClass | undefined
  pixels: number
  x: number
  y: number
  left: number
  right: number
  top: number
  bottom: number
  /** Pixels at the picture's border. */
  frame: number
}

/** Connected pixels of one colour of the map; those of fewer than `minPixels` join the region beside them. */
export function readRegions({ width, height, channels, data }: Pixels, minPixels: number): { labels: Int32Array; regions: Region[] } {
  const colour = Int32Array.from({ length: width * height }, (_, i) => {
    const at = i * channels
    return (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
  })
  const labels = new Int32Array(width * height).fill(-1)
  const queue = new Int32Array(width * height)
  const regions: Region[] = []
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] >= 0) continue
    const [label, neighbours] = [regions.length, new Map<number, number>()]
    labels[start] = label
    queue[0] = start
    let length = 1
    const region: Region = { name: undefined, pixels: 0, x: 0, y: 0, left: width, right: 0, top: height, bottom: 0, frame: 0 }
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      const y = (i - x) / width
      for (const next of [x > 0 ? i - 1 : i, x < width - 1 ? i + 1 : i, y > 0 ? i - width : i, y < height - 1 ? i + width : i]) {
        if (labels[next] === -1 && colour[next] === colour[start]) {
          labels[next] = label
          queue[length++] = next
        } else if (labels[next] >= 0 && labels[next] !== label) neighbours.set(labels[next], (neighbours.get(labels[next]) ?? 0) + 1)
      }
    }
    const beside = [...neighbours].sort((a, b) => b[1] - a[1])[0]
    const target = length < minPixels && beside ? beside[0] : label
    if (target === label) regions.push(region)
    const merged = regions[target]
    if (target === label) merged.name = classOfColour((colour[start] >> 16) & 255, (colour[start] >> 8) & 255, colour[start] & 255)
    for (let head = 0; head < length; head++) {
      const i = queue[head]
      const x = i % width
      const y = (i - x) / width
      labels[i] = target
      merged.x = (merged.x * merged.pixels + x) / (merged.pixels + 1)
      merged.y = (merged.y * merged.pixels + y) / (merged.pixels + 1)
      merged.pixels++
      merged.left = Math.min(merged.left, x)
      merged.right = Math.max(merged.right, x)
      merged.top = Math.min(merged.top, y)
      merged.bottom = Math.max(merged.bottom, y)
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) merged.frame++
    }
  }
  return { labels, regions }
}

/** 1 where a region meets another to the right or below, 0 elsewhere. */
export function bordersOf(labels: Int32Array, width: number, height: number): Uint8Array {
  const borders = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const apart = (x + 1 < width && labels[i] !== labels[i + 1]) || (y + 1 < height && labels[i] !== labels[i + width])
      borders[i] = apart ? 1 : 0
    }
  return borders
}
