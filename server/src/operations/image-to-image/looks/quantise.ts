import type { Pixels } from '../../../imaging/pixels.ts'

const ROUNDS = 10

/**
 * The picture in at most `count` colours, those that fit it best: k-means, begun with colours that lie as far apart as the picture has
 * them, so that a small red flag is not lost. For small pictures: time grows with pixels × colours.
 */
export function quantise({ width, height, channels, data }: Pixels, count: number): Pixels {
  const pixels = width * height
  const colour = (at: number): Colour => [data[at * channels], data[at * channels + 1], data[at * channels + 2]]
  const palette: Colour[] = [colour(pixels >> 1)]
  const farness = new Float64Array(pixels).fill(Infinity)
  while (palette.length < count) {
    const newest = palette[palette.length - 1]
    let farthest = 0
    for (let at = 0; at < pixels; at++) {
      farness[at] = Math.min(farness[at], distance(colour(at), newest))
      if (farness[at] > farness[farthest]) farthest = at
    }
    if (farness[farthest] === 0) break
    palette.push(colour(farthest))
  }
  const owner = new Uint8Array(pixels)
  for (let round = 0; round < ROUNDS; round++) {
    const sums = palette.map(() => [0, 0, 0, 0])
    for (let at = 0; at < pixels; at++) {
      owner[at] = nearest(palette, colour(at))
      const sum = sums[owner[at]]
      for (let channel = 0; channel < 3; channel++) sum[channel] += data[at * channels + channel]
      sum[3]++
    }
    for (const [i, [r, g, b, members]] of sums.entries()) if (members > 0) palette[i] = [r / members, g / members, b / members]
  }
  const result = new Uint8Array(pixels * 3)
  for (let at = 0; at < pixels; at++) result.set(palette[owner[at]].map(Math.round), at * 3)
  return { width, height, channels: 3, data: result }
}

type Colour = readonly [number, number, number]

/** The eye tells greens best and blues least. */
function distance(a: Colour, b: Colour): number {
  return 2 * (a[0] - b[0]) ** 2 + 4 * (a[1] - b[1]) ** 2 + 3 * (a[2] - b[2]) ** 2
}

function nearest(palette: readonly Colour[], colour: Colour): number {
  let best = 0
  let least = Infinity
  for (let i = 0; i < palette.length; i++) {
    const far = distance(palette[i], colour)
    if (far < least) {
      least = far
      best = i
    }
  }
  return best
}
