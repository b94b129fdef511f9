import { encodeSrgb, LINEAR_OF_BYTE, writeLab } from '../lab.ts'

const unbend = (value: number) => (value > 6 / 29 ? value ** 3 : (value * 116 - 16) / (24389 / 27))
/** Sixteenths of a byte: cubic sampling gives what lies between bytes. */
const STEPS = 16
let linearOfStep: Float64Array | undefined

/** Linear light of an sRGB value of 0..255 that need not be whole; clipped. */
function toLinear(value: number): number {
  linearOfStep ??= Float64Array.from({ length: 255 * STEPS + 1 }, (_, step) => {
    const low = Math.min(254, Math.floor(step / STEPS))
    const part = step / STEPS - low
    return LINEAR_OF_BYTE[low] * (1 - part) + LINEAR_OF_BYTE[low + 1] * part
  })
  return linearOfStep[Math.max(0, Math.min(255 * STEPS, Math.round(value * STEPS)))]
}

/** CIE L*a*b* (D65) of red, green, blue (0..255, not only whole) at `from` of `colours`, written to `target` at `at`. */
export function rgbToLab(colours: ArrayLike<number>, from: number, target: Float32Array, at = 0): void {
  writeLab(toLinear(colours[from]), toLinear(colours[from + 1]), toLinear(colours[from + 2]), target, at)
}

/** Red, green, blue (0..255, clipped, not rounded) of a colour in CIE L*a*b*. Source: CIE 15:2004; IEC 61966-2-1. */
export function labToRgb(lightness: number, a: number, b: number, target: Float32Array, at = 0): void {
  const fy = (lightness + 16) / 116
  const x = unbend(fy + a / 500) * 0.95047
  const y = unbend(fy)
  const z = unbend(fy - b / 200) * 1.08883
  target[at] = encodeSrgb(3.2404542 * x - 1.5371385 * y - 0.4985314 * z) * 255
  target[at + 1] = encodeSrgb(-0.969266 * x + 1.8760108 * y + 0.041556 * z) * 255
  target[at + 2] = encodeSrgb(0.0556434 * x - 0.2040259 * y + 1.0572252 * z) * 255
}
