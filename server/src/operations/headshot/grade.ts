import type { Pixels } from '../../imaging/pixels.ts'
import type { Template } from './templates.ts'

/** Saturation, contrast and vignette over the whole picture, in place. */
export function grade({ width, height, data }: Pixels, { saturation, contrast, vignette }: Template['tone']): void {
  const curve = Uint8Array.from({ length: 256 }, (_, byte) => Math.round(255 * steepen(byte / 255, contrast)))
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) {
      const u = (2 * x) / width - 1
      const v = (2 * y) / height - 1
      const shade = 1 - vignette * Math.min(1, (u * u + v * v) / 2) ** 1.5
      const luma = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]
      for (let channel = 0; channel < 3; channel++) {
        const value = luma + (data[at + channel] - luma) * saturation
        data[at + channel] = curve[Math.max(0, Math.min(255, Math.round(value * shade)))]
      }
    }
}

/** A curve through 0, the middle and 1 whose slope in the middle is `slope`. */
function steepen(value: number, slope: number): number {
  const centred = 2 * value - 1
  const bent = centred * (slope + (1 - slope) * centred * centred)
  return Math.max(0, Math.min(1, (bent + 1) / 2))
}
