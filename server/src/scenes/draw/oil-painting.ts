import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { createNoise } from './noise.ts'
import { paintRows, within, type Pulse } from './pulse.ts'
import { n } from './svg.ts'

/** From the ground coat to the finest brush. Shares of the shorter side; a coarse brush keeps off the edges, a finer one only goes where there is something to show. */
const COATS = [
  { spacing: 1 / 38, width: 1 / 26, length: 1 / 11, detail: 0, upTo: 26 },
  { spacing: 1 / 80, width: 1 / 62, length: 1 / 26, detail: 7, upTo: 80 },
  { spacing: 1 / 150, width: 1 / 130, length: 1 / 60, detail: 18, upTo: Infinity },
] as const

/** Strokes along the shapes, coarse ones first. Source: Hertzmann 1998, "Painterly rendering with curved brush strokes". */
export async function paintInOil(pixels: Pixels, seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height, data } = pixels
  const unit = Math.min(width, height)
  const random = createRandom(seed)
  const soft = await sharp(data, { raw: { width, height, channels: 3 } })
    .blur(Math.max(0.6, unit / 160))
    .raw()
    .toBuffer()
  const luma = (x: number, y: number) => {
    const at = (Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))) * 3
    return soft[at] * 0.3 + soft[at + 1] * 0.59 + soft[at + 2] * 0.11
  }
  const reach = Math.max(1, Math.round(unit / 170))
  /** Of all three channels: yellow on grey is an edge too. */
  const contrast = (x: number, y: number) => {
    const row = y * width
    const [left, right] = [(row + Math.max(0, x - reach)) * 3, (row + Math.min(width - 1, x + reach)) * 3]
    const [above, below] = [(Math.max(0, y - reach) * width + x) * 3, (Math.min(height - 1, y + reach) * width + x) * 3]
    let sum = 0
    for (let channel = 0; channel < 3; channel++)
      sum += Math.abs(soft[right + channel] - soft[left + channel]) + Math.abs(soft[below + channel] - soft[above + channel])
    return sum
  }
  const wander = createNoise(width, height, unit / 6, seed + 3)

  let strokes = ''
  for (const [coat, { spacing, width: brush, length, detail, upTo }] of COATS.entries()) {
    const step = Math.max(2, unit * spacing)
    for (let row = 0; row * step < height + step; row++) {
      if (row % 16 === 0) await pulse(0.05 + 0.15 * (coat + Math.min(1, (row * step) / height)))
      for (let column = 0; column * step < width + step; column++) {
        const x = (column + random.between(-0.4, 0.4)) * step
        const y = (row + random.between(-0.4, 0.4)) * step
        const [px, py] = [Math.max(0, Math.min(width - 1, Math.round(x))), Math.max(0, Math.min(height - 1, Math.round(y)))]
        const gx = luma(px + reach, py) - luma(px - reach, py)
        const gy = luma(px, py + reach) - luma(px, py - reach)
        const strength = Math.hypot(gx, gy)
        if (strength < detail || strength > upTo) continue
        // Along the edge; where there is none, as the wind blows.
        const angle = strength > 6 ? Math.atan2(gx, -gy) : wander(px, py) * 1.6
        const half = (unit * length * random.between(0.7, 1.2)) / 2 / (1 + strength / 90)
        const at = (py * width + px) * 3
        const [along, across] = [reachOf(data, width, height, px, py, angle, half), unit * brush * 0.5]
        // A brush that is broader than what it paints is left to the finer ones.
        if (along < across * 0.5 || reachOf(data, width, height, px, py, angle + Math.PI / 2, across) < across * 0.7) continue
        const [dx, dy] = [Math.cos(angle) * along, Math.sin(angle) * along]
        const shade = random.between(0.93, 1.08)
        const colour = `rgb(${[0, 1, 2].map((channel) => String(Math.min(255, Math.round(data[at + channel] * shade)))).join(',')})`
        strokes += `<path stroke="${colour}" stroke-width="${n(unit * brush * random.between(0.8, 1.15))}" d="M${n(x - dx)} ${n(y - dy)}Q${n(x + dy * 0.2)} ${n(y - dx * 0.2)} ${n(x + dx)} ${n(y + dy)}"/>`
      }
    }
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}"><g fill="none" stroke-linecap="round">${strokes}</g></svg>`
  const painted = asBytes(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .composite([{ input: Buffer.from(svg) }])
      .removeAlpha()
      .raw()
      .toBuffer(),
  )
  // What is finer than the finest brush is put in by its point.
  await paintRows(height, within(pulse, 0.7, 0.85), (y) => {
    for (let x = 0; x < width; x++) {
      const edge = contrast(x, y)
      const share = Math.min(0.92, Math.max(0, (edge - 45) / 110))
      if (share === 0) continue
      const at = (y * width + x) * 3
      for (let channel = 0; channel < 3; channel++) painted[at + channel] += (data[at + channel] - painted[at + channel]) * share
    }
  })
  return { width, height, channels: 3, data: await raise(painted, width, height, seed, within(pulse, 0.85, 1)) }
}

/** How far (pixels, at most `far`) one may go from a point both ways before the colour is another: strokes end at the edge of what they paint. */
function reachOf(data: Uint8Array, width: number, height: number, x: number, y: number, angle: number, far: number): number {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const from = (y * width + x) * 3
  const steps = Math.max(1, Math.ceil(far / 2.5))
  for (let step = 1; step <= steps; step++)
    for (const side of [-1, 1]) {
      const reach = (side * far * step) / steps
      const tx = Math.max(0, Math.min(width - 1, Math.round(x + cos * reach)))
      const ty = Math.max(0, Math.min(height - 1, Math.round(y + sin * reach)))
      const at = (ty * width + tx) * 3
      const differs = Math.abs(data[at] - data[from]) + Math.abs(data[at + 1] - data[from + 1]) + Math.abs(data[at + 2] - data[from + 2])
      if (differs > 75) return (far * (step - 1)) / steps
    }
  return far
}

/** Light from the upper left on the ridges of the paint and on the canvas under it. */
async function raise(data: Uint8Array, width: number, height: number, seed: number, pulse: Pulse): Promise<Uint8Array<ArrayBuffer>> {
  const unit = Math.min(width, height)
  const bristles = createNoise(width, height, Math.max(1.4, unit / 330), seed + 4)
  const thread = Math.max(2, unit / 190)
  const step = Math.max(1, Math.round(unit / 400))
  const raised = new Uint8Array(data.length)
  await paintRows(height, pulse, (y) => {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      const before = (Math.max(0, y - step) * width + Math.max(0, x - step)) * 3
      const ridge = data[at + 1] - data[before + 1]
      const weave = Math.sin((x / thread) * Math.PI) * Math.sin((y / thread) * Math.PI)
      const light = Math.max(-16, Math.min(16, ridge * 0.22)) + bristles(x, y) * 5 + weave * 2.5
      for (let channel = 0; channel < 3; channel++) raised[at + channel] = Math.max(0, Math.min(255, data[at + channel] + light))
    }
  })
  return raised
}
