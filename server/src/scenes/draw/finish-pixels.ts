import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import type { LookId } from '../looks.ts'
import { printComic } from './comic.ts'
import { toLowPoly } from './low-poly.ts'
import { createNoise } from './noise.ts'
import { paintInOil } from './oil-painting.ts'
import { toPixelArt } from './pixel-art.ts'
import { noPulse, paintRows, type Pulse } from './pulse.ts'
import { setInGlass } from './stained-glass.ts'

/** What a look does to the finished picture: RGB in, RGB of the same size out. The seed moves grain and paper. Throws what `pulse` throws. */
export async function finishPixels(pixels: Pixels, look: LookId, seed: number, pulse: Pulse = noPulse): Promise<Pixels> {
  const finish = FINISHES[look]
  return finish ? finish(pixels, seed, pulse) : pixels
}

const FINISHES: Partial<Record<LookId, (pixels: Pixels, seed: number, pulse: Pulse) => Promise<Pixels>>> = {
  watercolour: paintWatercolour,
  'pixel-art': toPixelArt,
  'low-poly': toLowPoly,
  vintage: fade,
  'oil-painting': paintInOil,
  comic: printComic,
  'stained-glass': setInGlass,
  clay: roughen,
}

function open(pixels: Pixels) {
  return sharp(pixels.data, { raw: { width: pixels.width, height: pixels.height, channels: pixels.channels }, limitInputPixels: false })
}

/**
 * Edges wander, colour gathers where it dries (darker along edges), pigment settles unevenly and the paper's tooth shows through.
 */
async function paintWatercolour(pixels: Pixels, seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height } = pixels
  const unit = Math.min(width, height)
  const smooth = asBytes(
    await open(pixels)
      .median(Math.max(3, Math.round(unit / 200) | 1))
      .modulate({ saturation: 1.3, brightness: 1.06 })
      .raw()
      .toBuffer(),
  )
  const blurred = asBytes(
    await sharp(smooth, { raw: { width, height, channels: 3 } })
      .blur(Math.max(0.6, unit / 130))
      .raw()
      .toBuffer(),
  )
  const wanderX = createNoise(width, height, unit / 22, seed + 1)
  const wanderY = createNoise(width, height, unit / 22, seed + 2)
  const fray = createNoise(width, height, Math.max(2, unit / 110), seed + 3)
  const pigment = createNoise(width, height, unit / 7, seed + 4)
  const tooth = createNoise(width, height, Math.max(1.5, unit / 300), seed + 5)
  const data = new Uint8Array(width * height * 3)
  await paintRows(height, pulse, (y) => {
    for (let x = 0; x < width; x++) {
      const f = fray(x, y) * unit * 0.002
      const sx = Math.max(0, Math.min(width - 1, Math.round(x + wanderX(x, y) * unit * 0.006 + f)))
      const sy = Math.max(0, Math.min(height - 1, Math.round(y + wanderY(x, y) * unit * 0.006 - f)))
      const from = (sy * width + sx) * 3
      const to = (y * width + x) * 3
      const edge = Math.min(
        1,
        (Math.abs(smooth[from] - blurred[from]) +
          Math.abs(smooth[from + 1] - blurred[from + 1]) +
          Math.abs(smooth[from + 2] - blurred[from + 2])) /
          150,
      )
      const wash = 0.86 + 0.15 * pigment(x, y)
      const grain = 1 + 0.035 * tooth(x, y)
      for (let channel = 0; channel < 3; channel++) {
        const paper = channel === 2 ? 244 : 251
        const washed = paper - (paper - smooth[from + channel]) * wash
        data[to + channel] = Math.max(0, Math.min(255, washed * grain * (1 - 0.3 * edge)))
      }
    }
  })
  return { width, height, channels: 3, data }
}

/** Sepia over what is left of the colours, lifted blacks, grain, dark corners. */
async function fade(pixels: Pixels, seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height } = pixels
  const unit = Math.min(width, height)
  const soft = asBytes(
    await open(pixels)
      .blur(Math.max(0.4, unit / 700))
      .raw()
      .toBuffer(),
  )
  const grain = createNoise(width, height, Math.max(1.2, unit / 420), seed + 1)
  const stain = createNoise(width, height, unit / 3, seed + 2)
  const data = new Uint8Array(width * height * 3)
  await paintRows(height, pulse, (y) => {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      const luma = 0.299 * soft[at] + 0.587 * soft[at + 1] + 0.114 * soft[at + 2]
      const [dx, dy] = [x / width - 0.5, y / height - 0.5]
      const corner = Math.max(0, 1 - 1.15 * Math.max(0, dx * dx + dy * dy - 0.12) * 2)
      const tone = [luma * 0.86 + 40, luma * 0.78 + 28, luma * 0.62 + 18]
      for (let channel = 0; channel < 3; channel++) {
        const mixed = soft[at + channel] * 0.35 + tone[channel] * 0.65
        data[at + channel] = Math.max(0, Math.min(255, (mixed + grain(x, y) * 11 + stain(x, y) * 7) * corner))
      }
    }
  })
  return { width, height, channels: 3, data }
}

/** The dents of fingers and the grain of clay. */
async function roughen(pixels: Pixels, seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height } = pixels
  const unit = Math.min(width, height)
  const dents = createNoise(width, height, unit / 24, seed + 1)
  const grain = createNoise(width, height, Math.max(1.5, unit / 220), seed + 2)
  const data = new Uint8Array(width * height * 3)
  await paintRows(height, pulse, (y) => {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3
      // The slope of the dents towards the lamp, which hangs at the upper left.
      const slope = dents(x, y) - dents(Math.max(0, x - 2), Math.max(0, y - 2))
      const light = 1 + slope * 0.5 + grain(x, y) * 0.035
      for (let channel = 0; channel < 3; channel++) data[at + channel] = Math.max(0, Math.min(255, pixels.data[at + channel] * light + 4))
    }
  })
  return { width, height, channels: 3, data }
}
