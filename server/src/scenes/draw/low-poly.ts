import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { noPulse, type Pulse } from './pulse.ts'
import { n } from './svg.ts'

/** Cells along the shorter side: enough to know a cat by its ears, few enough to see the triangles. */
const CELLS = 46

/** The picture folded out of triangles: a jittered grid whose corners move to the strongest edge nearby, each triangle in its mean colour. */
export async function toLowPoly(pixels: Pixels, seed: number, pulse: Pulse = noPulse): Promise<Pixels> {
  const { width, height, data } = pixels
  const random = createRandom(seed)
  const cell = Math.min(width, height) / CELLS
  const columns = Math.ceil(width / cell)
  const rows = Math.ceil(height / cell)
  const points: [number, number][] = []
  for (let row = 0; row <= rows; row++)
    for (let column = 0; column <= columns; column++) {
      const [x, y] = [(column * width) / columns, (row * height) / rows]
      const border = row === 0 || column === 0 || row === rows || column === columns
      points.push(
        border ? [x, y] : strongestEdge(pixels, x + random.between(-0.2, 0.2) * cell, y + random.between(-0.2, 0.2) * cell, cell * 0.36),
      )
    }

  await pulse(0.3)
  let triangles = ''
  const add = (...corners: readonly [number, number][]) => {
    const sum = [0, 0, 0]
    // Four inner points tell the colour of so small a triangle well enough.
    const weights = [[1 / 3, 1 / 3, 1 / 3], [0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]] // prettier-ignore
    for (const weight of weights) {
      const x = Math.min(width - 1, Math.floor(corners.reduce((total, [cx], i) => total + cx * weight[i], 0)))
      const y = Math.min(height - 1, Math.floor(corners.reduce((total, [, cy], i) => total + cy * weight[i], 0)))
      for (let channel = 0; channel < 3; channel++) sum[channel] += data[(y * width + x) * 3 + channel] / weights.length
    }
    const shade = random.between(0.965, 1.035)
    const colour = `rgb(${sum.map((value) => String(Math.min(255, Math.round(value * shade)))).join(',')})`
    triangles += `<path fill="${colour}" stroke="${colour}" stroke-width=".7" d="M${corners.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}z"/>`
  }
  const at = (row: number, column: number) => points[row * (columns + 1) + column]
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [a, b, c, d] = [at(row, column), at(row, column + 1), at(row + 1, column), at(row + 1, column + 1)]
      // The diagonal runs along an edge, not across it.
      if (contrast(pixels, b, c) < contrast(pixels, a, d)) {
        add(a, b, c)
        add(b, d, c)
      } else {
        add(a, b, d)
        add(a, d, c)
      }
    }
  await pulse(0.5)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}">${triangles}</svg>`
  const folded = await sharp(Buffer.from(svg), { unlimited: true }).flatten({ background: '#ffffff' }).removeAlpha().raw().toBuffer()
  return { width, height, channels: 3, data: asBytes(folded) }
}

/** How unlike the colours at two points and between them are. */
function contrast({ width, height, data }: Pixels, [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const at = (t: number) =>
    (Math.min(height - 1, Math.floor(ay + (by - ay) * t)) * width + Math.min(width - 1, Math.floor(ax + (bx - ax) * t))) * 3
  const [from, middle, to] = [at(0.15), at(0.5), at(0.85)]
  let sum = 0
  for (let channel = 0; channel < 3; channel++)
    sum += Math.abs(data[from + channel] - data[middle + channel]) + Math.abs(data[to + channel] - data[middle + channel])
  return sum
}

function strongestEdge({ width, height, data }: Pixels, x: number, y: number, reach: number): [number, number] {
  const luma = (px: number, py: number) => {
    const at = (Math.max(0, Math.min(height - 1, py)) * width + Math.max(0, Math.min(width - 1, px))) * 3
    return data[at] * 0.3 + data[at + 1] * 0.59 + data[at + 2] * 0.11
  }
  let best: [number, number] = [x, y]
  let strongest = 24
  const step = Math.max(1, Math.floor(reach / 4))
  for (let py = Math.round(y - reach); py <= y + reach; py += step)
    for (let px = Math.round(x - reach); px <= x + reach; px += step) {
      const strength = Math.abs(luma(px + step, py) - luma(px - step, py)) + Math.abs(luma(px, py + step) - luma(px, py - step))
      if (strength > strongest) {
        strongest = strength
        best = [Math.max(0, Math.min(width, px)), Math.max(0, Math.min(height, py))]
      }
    }
  return best
}
