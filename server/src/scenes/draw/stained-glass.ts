import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom, type Random } from '../../imaging/random.ts'
import { fromHsl, toHex, toHsl, channels } from './colour.ts'
import { createNoise } from './noise.ts'
import { paintRows, within, type Pulse } from './pulse.ts'

/** Pieces along the shorter side. */
const PIECES = 30
/** How much a difference of colour counts beside one of place: pieces follow the shapes and stay compact. */
const COLOUR_WEIGHT = 2.2
const ROUNDS = 2

/** Cut into pieces of one colour each, joined by lead. The pieces are superpixels: Achanta et al. 2012, "SLIC superpixels". */
export async function setInGlass(pixels: Pixels, seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height } = pixels
  const unit = Math.min(width, height)
  const { piece, colours } = await cutPieces(pixels, unit / PIECES, seed, within(pulse, 0, 0.8))
  const lead = Math.max(1, Math.round(unit / 300))
  const glass = createNoise(width, height, unit / 40, seed + 1)
  const lit = colours.map(([red, green, blue]) => {
    const [hue, saturation, lightness] = toHsl(toHex([red, green, blue]))
    return channels(fromHsl(hue, Math.min(1, saturation * 1.45 + 0.06), Math.min(0.93, Math.max(0.1, lightness * 1.02))))
  })
  const isLead = (x: number, y: number) => {
    const own = piece[y * width + x]
    for (let d = 1; d <= lead; d++) {
      if (x + d < width && piece[y * width + x + d] !== own) return true
      if (y + d < height && piece[(y + d) * width + x] !== own) return true
      if (x + d < width && y + d < height && piece[(y + d) * width + x + d] !== own) return true
    }
    return false
  }
  const data = new Uint8Array(width * height * 3)
  await paintRows(height, within(pulse, 0.8, 1), (y) => {
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const dark = isLead(x, y)
      const light = 1 + glass(x, y) * 0.09
      for (let channel = 0; channel < 3; channel++)
        data[at * 3 + channel] = dark ? 24 + glass(x, y) * 8 : Math.max(0, Math.min(255, lit[piece[at]][channel] * light))
    }
  })
  return { width, height, channels: 3, data }
}

async function cutPieces(
  { width, height, data }: Pixels,
  size: number,
  seed: number,
  pulse: Pulse,
): Promise<{ piece: Int32Array; colours: number[][] }> {
  const random = createRandom(seed)
  const columns = Math.ceil(width / size)
  const rows = Math.ceil(height / size)
  /** x, y, red, green, blue of each. */
  const centres = Array.from({ length: columns * rows }, (_, index) => {
    const x = Math.min(width - 1, ((index % columns) + random.between(0, 1)) * size)
    const y = Math.min(height - 1, (Math.floor(index / columns) + random.between(0, 1)) * size)
    const at = (Math.floor(y) * width + Math.floor(x)) * 3
    return [x, y, data[at], data[at + 1], data[at + 2]]
  })
  const piece = new Int32Array(width * height)
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => [0, 0, 0, 0, 0, 0])
    await paintRows(height, within(pulse, round / ROUNDS, (round + 1) / ROUNDS), (y) => {
      for (let x = 0; x < width; x++) {
        const at = y * width + x
        const [column, row] = [Math.floor(x / size), Math.floor(y / size)]
        let best = Infinity
        for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
          for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
            const centre = centres[r * columns + c]
            const [dx, dy] = [(x - centre[0]) / size, (y - centre[1]) / size]
            const [dr, dg, db] = [data[at * 3] - centre[2], data[at * 3 + 1] - centre[3], data[at * 3 + 2] - centre[4]]
            const distance = dx * dx + dy * dy + ((dr * dr + dg * dg + db * db) / 6000) * COLOUR_WEIGHT
            if (distance >= best) continue
            best = distance
            piece[at] = r * columns + c
          }
        const sum = sums[piece[at]]
        sum[0] += x
        sum[1] += y
        sum[2] += data[at * 3]
        sum[3] += data[at * 3 + 1]
        sum[4] += data[at * 3 + 2]
        sum[5]++
      }
    })
    for (const [index, sum] of sums.entries()) if (sum[5] > 0) centres[index] = sum.slice(0, 5).map((value) => value / sum[5])
  }
  const colours = centres.map(([, , ...colour]) => colour)
  return { piece: joinPieces(piece, colours, width, random), colours }
}

/** Neighbours that are nearly alike often become one: calm places get large pieces. */
function joinPieces(piece: Int32Array, colours: readonly (readonly number[])[], width: number, random: Random): Int32Array {
  const joined = colours.map((_, index) => index)
  const sizes = colours.map(() => 1)
  const rootOf = (index: number): number => (joined[index] === index ? index : rootOf(joined[index]))
  const seen = new Set<number>()
  for (let at = 0; at + width < piece.length; at++)
    for (const neighbour of [piece[at + 1], piece[at + width]]) {
      const own = piece[at]
      const pair = Math.min(own, neighbour) * colours.length + Math.max(own, neighbour)
      if (own === neighbour || seen.has(pair)) continue
      seen.add(pair)
      const [a, b] = [rootOf(own), rootOf(neighbour)]
      const away = Math.hypot(...colours[a].map((value, channel) => value - colours[b][channel]))
      if (a === b || away > 22 || sizes[a] + sizes[b] > 3 || !random.chance(0.3)) continue
      joined[b] = a
      sizes[a] += sizes[b]
    }
  return piece.map(rootOf)
}
