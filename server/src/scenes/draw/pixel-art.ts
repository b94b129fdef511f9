import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import type { Pulse } from './pulse.ts'

/** Cells along the longer side, about: a cell is a whole number of pixels, so that the grid is even. */
const CELLS = 104
const COLOURS = 24
/** Bayer's 4 × 4 order, 0..15. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

type Colour = readonly [number, number, number]

/** Even cells of few colours; between two of them a pattern instead of a blend. RGB in and out. */
export async function toPixelArt({ width, height, data, channels }: Pixels, _seed: number, pulse: Pulse): Promise<Pixels> {
  const cell = Math.max(1, Math.round(Math.max(width, height) / CELLS))
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)]
  const small = asBytes(
    await sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
      .resize(columns, rows, { fit: 'fill', kernel: 'mitchell' })
      .modulate({ saturation: 1.25 })
      .removeAlpha()
      .raw()
      .toBuffer(),
  )
  await pulse(0.1)
  const palette = choosePalette(small, COLOURS)
  await pulse(0.5)
  const cells = new Uint8Array(columns * rows * 3)
  for (let at = 0, index = 0; at < cells.length; at += 3, index++) {
    const colour: Colour = [small[at], small[at + 1], small[at + 2]]
    const [near, next, share] = twoNearest(palette, colour)
    const threshold = (BAYER[(Math.floor(index / columns) % 4) * 4 + ((index % columns) % 4)] + 0.5) / 16
    cells.set(share > threshold ? next : near, at)
  }
  await pulse(0.9)
  const grown = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      const from = (Math.floor(y / cell) * columns + Math.floor(x / cell)) * 3
      grown[to] = cells[from]
      grown[to + 1] = cells[from + 1]
      grown[to + 2] = cells[from + 2]
    }
  return { width, height, channels: 3, data: grown }
}

const distance = (a: Colour, b: Colour) => 2 * (a[0] - b[0]) ** 2 + 4 * (a[1] - b[1]) ** 2 + 3 * (a[2] - b[2]) ** 2

/** The nearest colour, the one on the other side, and how far (0..0.5) the way to that one is gone. */
function twoNearest(palette: readonly Colour[], colour: Colour): readonly [Colour, Colour, number] {
  const [near, ...others] = palette.toSorted((a, b) => distance(a, colour) - distance(b, colour))
  let best: readonly [Colour, number, number] = [near, 0, distance(near, colour)]
  // Colours far apart would show as speckles.
  for (const other of others) {
    const along = [0, 1, 2].reduce((sum, c) => sum + (colour[c] - near[c]) * (other[c] - near[c]), 0)
    const span = [0, 1, 2].reduce((sum, c) => sum + (other[c] - near[c]) ** 2, 0)
    if (along <= 0 || span > 60 ** 2) continue
    const share = Math.min(0.5, along / span)
    const mixed = near.map((value, c) => value + (other[c] - value) * share) as unknown as Colour
    const error = distance(mixed, colour)
    if (error < best[2]) best = [other, share, error]
  }
  return [near, best[0], best[1]]
}

/** Median cut, then the means of what is nearest. Source: Heckbert 1982, "Color image quantization for frame buffer display". */
function choosePalette(pixels: Uint8Array, count: number): Colour[] {
  const all: Colour[] = []
  for (let at = 0; at < pixels.length; at += 3) all.push([pixels[at], pixels[at + 1], pixels[at + 2]])
  const mean = (box: readonly Colour[]) =>
    [0, 1, 2].map((c) => Math.round(box.reduce((sum, colour) => sum + colour[c], 0) / box.length)) as unknown as Colour
  const widest = (box: readonly Colour[]) => {
    let found: readonly [channel: number, range: number] = [0, -1]
    for (const c of [0, 1, 2]) {
      let [low, high] = [255, 0]
      for (const colour of box) [low, high] = [Math.min(low, colour[c]), Math.max(high, colour[c])]
      if (high - low > found[1]) found = [c, high - low]
    }
    return found
  }
  const boxes = [all]
  while (boxes.length < count) {
    // By range as well as by number: a small red apple keeps its red.
    const scores = boxes.map((box) => (box.length < 2 ? 0 : widest(box)[1] * box.length ** 0.3))
    const at = scores.indexOf(Math.max(...scores))
    const [channel, range] = widest(boxes[at])
    if (range <= 0 || boxes[at].length < 2) break
    const sorted = boxes[at].toSorted((a, b) => a[channel] - b[channel])
    const middle = (sorted[0][channel] + sorted[sorted.length - 1][channel]) / 2
    const cut = Math.max(
      1,
      sorted.findIndex((colour) => colour[channel] > middle),
    )
    boxes.splice(at, 1, sorted.slice(0, cut), sorted.slice(cut))
  }
  let palette = boxes.map(mean)
  for (let round = 0; round < 3; round++) {
    const nearest = palette.map((): Colour[] => [])
    for (const colour of all) {
      let [index, least] = [0, Infinity]
      for (const [candidate, entry] of palette.entries()) {
        const far = distance(entry, colour)
        if (far < least) [index, least] = [candidate, far]
      }
      nearest[index].push(colour)
    }
    palette = nearest.map((members, index) => (members.length > 0 ? mean(members) : palette[index]))
  }
  return palette
}
