/** Looks made of pieces: squares, triangles, dots, paper and glass. */
import sharp from 'sharp'
import { boxBlur } from '../../../imaging/box-blur.ts'
import { checkpoint } from '../../../imaging/checkpoint.ts'
import { asBytes } from '../../../imaging/decode.ts'
import { createPlane, type Pixels } from '../../../imaging/pixels.ts'
import { createRandom } from '../../../imaging/random.ts'
import { resizePixels } from '../../../imaging/resize.ts'
import { toLowPoly } from '../../../scenes/draw/low-poly.ts'
import { blur, createNoise, drawOver, kuwahara, lumaOf, mapPixels, saturate } from './filters.ts'
import { unitOf, type Paint } from './look.ts'
import { quantise } from './quantise.ts'

/** A coarse grid of few colours, 160 to 96 squares along the longer side; they are whole pixels wide, so that the grid is even. */
export const paintPixelArt: Paint = async ({ picture, amount, signal }) => {
  const { width, height } = picture
  const side = Math.max(2, Math.round(Math.max(width, height) / (160 - 64 * amount)))
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)]
  const vivid = await saturate(picture, 1.25, signal)
  await checkpoint(signal)
  const few = quantise(await resizePixels(vivid, columns, rows), Math.round(40 - 20 * amount))
  await checkpoint(signal)
  const enlarged = sharp(few.data, { raw: few }).resize(columns * side, rows * side, { fit: 'fill', kernel: 'nearest' })
  return { width, height, channels: 3, data: asBytes(await enlarged.extract({ left: 0, top: 0, width, height }).raw().toBuffer()) }
}

export const foldLowPoly: Paint = async ({ picture, amount, seed, signal }) => {
  const even = await saturate(await kuwahara(picture, (1 + 3 * amount) * unitOf(picture), signal), 1 + 0.3 * amount, signal)
  await checkpoint(signal)
  return toLowPoly(even, seed)
}

/** Dots of pure colour side by side, large ones first; their hues differ so that they mix in the eye. */
export const paintPoints: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const random = createRandom(seed)
  const { width, height } = picture
  const vivid = (await saturate(picture, 1.5, signal))
  const soft = await blur(vivid, 2 * unit)
  let painting: Pixels = await mapPixels(await blur(vivid, 8 * unit), signal, (r, g, b, _x, _y, write) => {
    write(r * 0.72 + 66, g * 0.72 + 64, b * 0.72 + 58)
  })
  const contrast = await blur(vivid, 6 * unit)
  for (const [radius, detail] of [[4.4, 0], [3, 0], [1.9, 14]] as const) {
    const size = radius * unit * (0.75 + 0.35 * amount)
    const dots: string[] = []
    for (let gridY = 0; gridY < height; gridY += size * 1.5)
      for (let gridX = 0; gridX < width; gridX += size * 1.5) {
        const x = Math.max(0, Math.min(width - 1, gridX + random.between(-1, 1) * size))
        const y = Math.max(0, Math.min(height - 1, gridY + random.between(-1, 1) * size))
        const at = (Math.floor(y) * width + Math.floor(x)) * 3
        const [warm, light] = [random.between(-26, 26), random.between(-16, 20)]
        if (Math.abs(soft.data[at + 1] - contrast.data[at + 1]) < detail) continue
        const colour = [soft.data[at] + warm + light, soft.data[at + 1] + light, soft.data[at + 2] - warm + light]
        const shown = colour.map((value) => Math.max(0, Math.min(255, Math.round(value)))).join(',')
        dots.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(size * random.between(0.72, 1.1)).toFixed(1)}" fill="rgb(${shown})"/>`)
      }
    for (let from = 0; from < dots.length; from += 8000) {
      await checkpoint(signal)
      painting = await drawOver(painting, dots.slice(from, from + 8000).join(''))
    }
  }
  return painting
} // prettier-ignore

/** Sheets of paper, one for each tone, the lighter over the darker, each throwing its shadow on those below. */
export const cutPaper: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const smooth = await kuwahara(await kuwahara(picture, (4 + 2 * amount) * unit, signal), 5 * unit, signal)
  await checkpoint(signal)
  const luma = boxBlur(lumaOf(smooth), Math.max(1, Math.round(2 * unit)))
  const sheets = Math.round(8 - 2 * amount)
  const sorted = luma.data.filter((_, at) => at % 17 === 0).sort()
  // Sheets of equal area, so that none is lost in a dark or a light picture.
  const borders = Array.from({ length: sheets - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / sheets)])
  const sheetOf = new Uint8Array(width * height)
  for (let at = 0; at < sheetOf.length; at++) for (const border of borders) if (luma.data[at] > border) sheetOf[at]++
  await checkpoint(signal)
  const colours = await saturate(await kuwahara(smooth, 7 * unit, signal), 1.45, signal)
  await checkpoint(signal)
  const means = Array.from({ length: sheets }, () => [0, 0, 0, 1e-6])
  for (let at = 0; at < sheetOf.length; at++) {
    const mean = means[sheetOf[at]]
    for (let channel = 0; channel < 3; channel++) mean[channel] += smooth.data[at * 3 + channel]
    mean[3]++
  }
  const shade = createPlane(width, height)
  const reach = Math.max(1, Math.round(3.2 * unit))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const above = Math.max(0, y - Math.round(reach * 1.3)) * width + Math.max(0, x - reach)
      shade.data[at] = Math.max(0, Math.min(2, sheetOf[above] - sheetOf[at]))
    }
  const shadow = boxBlur(shade, Math.max(1, Math.round(2.6 * unit))).data
  await checkpoint(signal)
  const fibre = createNoise(width, height, Math.max(1.2, 1.7 * unit), seed)
  return mapPixels(colours, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const sheet = sheetOf[at]
    const mean = means[sheet]
    // A white cut edge where a sheet ends towards the light.
    const left = x >= 2 && sheetOf[at - Math.min(x, Math.max(1, Math.round(unit)))] < sheet
    const top = y >= 2 && sheetOf[at - Math.min(y, Math.max(1, Math.round(unit))) * width] < sheet
    const rim = left || top ? 26 : 0
    const light = (1 - 0.3 * Math.min(1.3, shadow[at])) * (1 + 0.022 * fibre(x, y))
    // One tone per sheet; the colour may change along it.
    const own = 0.299 * r + 0.587 * g + 0.114 * b
    const tone = (0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2]) / mean[3]
    const paper = (value: number) => (tone + (value - own)) * 1.02 * light + rim + 6
    write(paper(r), paper(g), paper(b))
  })
}

/** Cells of one colour each, lit from behind, in lead. */
export const setGlass: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const { width, height } = picture
  const random = createRandom(seed)
  const cell = (8 + 4.5 * amount) * unit
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const points = Float32Array.from({ length: columns * rows * 2 }, () => random.between(0.12, 0.88))
  const cellOf = new Int32Array(width * height)
  const edge = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    if (y % 48 === 0) await checkpoint(signal)
    for (let x = 0; x < width; x++) {
      const [column, row] = [Math.floor(x / cell) + 1, Math.floor(y / cell) + 1]
      let [nearest, second, owner] = [Infinity, Infinity, 0]
      for (let j = row - 1; j <= row + 1; j++)
        for (let i = column - 1; i <= column + 1; i++) {
          const index = Math.max(0, Math.min(rows - 1, j)) * columns + Math.max(0, Math.min(columns - 1, i))
          const [dx, dy] = [(i - 1 + points[index * 2]) * cell - x, (j - 1 + points[index * 2 + 1]) * cell - y]
          const distance = Math.sqrt(dx * dx + dy * dy)
          if (distance < nearest) {
            second = nearest
            nearest = distance
            owner = index
          } else if (distance < second) second = distance
        }
      cellOf[y * width + x] = owner
      edge[y * width + x] = second - nearest
    }
  }
  const vivid = await saturate(picture, 1.6, signal)
  const sums = new Float64Array(columns * rows * 4)
  for (let at = 0; at < cellOf.length; at++) {
    for (let channel = 0; channel < 3; channel++) sums[cellOf[at] * 4 + channel] += vivid.data[at * 3 + channel]
    sums[cellOf[at] * 4 + 3]++
  }
  await checkpoint(signal)
  const ripple = createNoise(width, height, 9 * unit, seed + 1)
  const lead = (0.5 + 1.1 * amount) * unit
  return mapPixels(picture, signal, (_r, _g, _b, x, y, write) => {
    const at = y * width + x
    const from = cellOf[at] * 4
    const glass = 1.16 + 0.09 * ripple(x, y) + 0.1 * Math.min(1, edge[at] / cell)
    const shown = Math.max(0, Math.min(1, (edge[at] - lead) / unit))
    const colour = (channel: number, metal: number) => (sums[from + channel] / sums[from + 3]) * glass * shown + metal * (1 - shown)
    write(colour(0, 26), colour(1, 26), colour(2, 30))
  })
}
