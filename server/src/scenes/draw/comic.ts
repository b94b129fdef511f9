import sharp from 'sharp'
import type { Pixels } from '../../imaging/pixels.ts'
import { paintRows, within, type Pulse } from './pulse.ts'

const TONES = 6

/** Few tones, dots where it is darker, ink along the edges. */
export async function printComic(pixels: Pixels, _seed: number, pulse: Pulse): Promise<Pixels> {
  const { width, height } = pixels
  const unit = Math.min(width, height)
  const smooth = await sharp(pixels.data, { raw: { width, height, channels: 3 } })
    .median(Math.max(3, Math.round(unit / 200) | 1))
    .modulate({ saturation: 1.3 })
    .raw()
    .toBuffer()
  await pulse(0.4)
  const luma = new Float32Array(width * height)
  for (let i = 0; i < luma.length; i++) luma[i] = smooth[i * 3] * 0.3 + smooth[i * 3 + 1] * 0.59 + smooth[i * 3 + 2] * 0.11
  const at = (x: number, y: number) => luma[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))]
  const pen = Math.max(1, Math.round(unit / 420))
  const dot = Math.max(3, unit / 95)
  const data = new Uint8Array(width * height * 3)
  await paintRows(height, within(pulse, 0.4, 1), (y) => {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const edge = Math.abs(at(x + pen, y) - at(x - pen, y)) + Math.abs(at(x, y + pen) - at(x, y - pen))
      const ink = Math.max(0, Math.min(1, (edge - 42) / 60))
      // Dots on a grid at 45°, as large as the place is dark.
      const [u, v] = [(x + y) / dot / Math.SQRT2, (x - y) / dot / Math.SQRT2]
      const away = Math.hypot(u - Math.round(u), v - Math.round(v))
      const darkness = 1 - luma[index] / 255
      const printed = Math.max(0, Math.min(1, (0.58 * Math.sqrt(Math.max(0, darkness - 0.12)) - away) * 6)) * 0.2
      for (let channel = 0; channel < 3; channel++) {
        const value = smooth[index * 3 + channel]
        const tone = (Math.round((value / 255) * (TONES - 1)) / (TONES - 1)) * 255
        const coloured = (value * 0.45 + tone * 0.55) * (1 - printed)
        data[index * 3 + channel] = coloured * (1 - ink) + 22 * ink
      }
    }
  })
  return { width, height, channels: 3, data }
}
