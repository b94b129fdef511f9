import { checkpoint } from '../../../imaging/checkpoint.ts'
import type { Pixels } from '../../../imaging/pixels.ts'
import { createRandom, type Random } from '../../../imaging/random.ts'
import { blur, createNoise, drawOver, lumaOf, mapPixels, saturate } from './filters.ts'
import { unitOf, type Paint } from './look.ts'

/** From the first coat to the details: half widths of the brush at the usual size, and from which contrast on it is taken up. */
const COATS = [
  { radius: 13, contrast: 0 },
  { radius: 6.5, contrast: 7 },
  { radius: 3, contrast: 11 },
  { radius: 1.5, contrast: 20 },
] as const
const STROKE_STEPS = 5
const STROKES_AT_ONCE = 3000

/**
 * Coats of curved strokes from broad to fine that run along the shapes, finer ones only where there is something to show; then paint
 * that stands out in relief on canvas. Source: Hertzmann 1998, "Painterly Rendering with Curved Brush Strokes of Multiple Sizes".
 */
export const paintOil: Paint = async ({ picture, amount, seed, signal }) => {
  const unit = unitOf(picture)
  const random = createRandom(seed)
  const vivid = await saturate(picture, 1.22, signal)
  let painting = await blur(vivid, 10 * unit)
  for (const { radius, contrast } of COATS) {
    // The finest brush is left aside as the look goes farther.
    const brush = radius * unit * (0.7 + 0.4 * amount)
    const reference = await blur(vivid, brush * 0.45)
    const rest = await blur(vivid, brush * 1.6)
    const strokes = planStrokes(reference, rest, brush, contrast * (0.6 + 0.5 * amount), random)
    for (let from = 0; from < strokes.length; from += STROKES_AT_ONCE) {
      await checkpoint(signal)
      painting = await drawOver(
        painting,
        `<g fill="none" stroke-linecap="round">${strokes.slice(from, from + STROKES_AT_ONCE).join('')}</g>`,
      )
    }
  }
  await checkpoint(signal)
  return raise(painting, unit, seed, signal)
}

function planStrokes(reference: Pixels, rest: Pixels, brush: number, contrast: number, random: Random): string[] {
  const { width, height, data } = reference
  const luma = lumaOf(reference).data
  const strokes: string[] = []
  const step = brush * 1.15
  for (let gridY = 0; gridY < height; gridY += step)
    for (let gridX = 0; gridX < width; gridX += step) {
      let x = Math.min(width - 1, Math.max(0, gridX + random.between(-0.5, 0.5) * step))
      let y = Math.min(height - 1, Math.max(0, gridY + random.between(-0.5, 0.5) * step))
      const at = Math.floor(y) * width + Math.floor(x)
      const shade = random.between(-9, 9)
      const difference = Math.max(...[0, 1, 2].map((channel) => Math.abs(data[at * 3 + channel] - rest.data[at * 3 + channel])))
      if (difference < contrast) continue
      const colour = [0, 1, 2].map((channel) => Math.max(0, Math.min(255, Math.round(data[at * 3 + channel] + shade))))
      let path = `M${x.toFixed(1)} ${y.toFixed(1)}`
      let [lastX, lastY] = [0, 0]
      for (let k = 0; k < STROKE_STEPS; k++) {
        const here = Math.min(height - 2, Math.max(1, Math.floor(y))) * width + Math.min(width - 2, Math.max(1, Math.floor(x)))
        const [slopeX, slopeY] = [luma[here + 1] - luma[here - 1], luma[here + width] - luma[here - width]]
        const slope = Math.hypot(slopeX, slopeY)
        let [dirX, dirY] = slope < 1.2 ? (k === 0 ? [0.9, -0.44] : [lastX, lastY]) : [-slopeY / slope, slopeX / slope]
        if (dirX * lastX + dirY * lastY < 0) [dirX, dirY] = [-dirX, -dirY]
        x += dirX * brush * 1.1
        y += dirY * brush * 1.1
        ;[lastX, lastY] = [dirX, dirY]
        const now = Math.floor(y) * width + Math.floor(x)
        if (x < 0 || y < 0 || x >= width || y >= height) break
        path += `L${x.toFixed(1)} ${y.toFixed(1)}`
        // A stroke ends where another colour begins.
        if (Math.abs(luma[now] - luma[at]) > 22) break
      }
      strokes.push(`<path d="${path}" stroke="rgb(${colour.join(',')})" stroke-width="${(brush * 1.7).toFixed(1)}"/>`)
    }
  // Strokes that are painted in rows show as rows.
  for (let i = strokes.length - 1; i > 0; i--) {
    const other = Math.floor(random.next() * (i + 1))
    ;[strokes[i], strokes[other]] = [strokes[other], strokes[i]]
  }
  return strokes
}

/** Light from the upper left over the ridges of the paint and the weave below. */
function raise(painting: Pixels, unit: number, seed: number, signal: AbortSignal): Promise<Pixels> {
  const { width, height } = painting
  const luma = lumaOf(painting).data
  const bristle = createNoise(width, height, Math.max(1.2, 1.6 * unit), seed + 1)
  return mapPixels(painting, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const next = Math.min(height - 1, y + 1) * width + Math.min(width - 1, x + 1)
    const ridge = Math.max(-14, Math.min(14, (luma[at] - luma[next]) * 0.32))
    const light = ridge + bristle(x, y) * 4.5
    write(r + light, g + light, b + light)
  })
}
