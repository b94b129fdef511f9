import type { Pixels } from './pixels.ts'

/** sRGB byte to linear light 0..1. Source: IEC 61966-2-1. */
export const LINEAR_OF_BYTE: Float64Array = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

/** Linear light 0..1 to sRGB 0..1; what lies outside is clipped. */
export function encodeSrgb(linear: number): number {
  if (linear <= 0) return 0
  if (linear >= 1) return 1
  return linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055
}

const bend = (ratio: number) => (ratio > 216 / 24389 ? Math.cbrt(ratio) : (ratio * (24389 / 27) + 16) / 116)

/** CIE L*a*b* (L 0..100) of linear sRGB under D65. Writes three numbers to `target` at `at`. Source: CIE 15:2004; IEC 61966-2-1. */
export function writeLab(red: number, green: number, blue: number, target: Float32Array | Float64Array | number[], at = 0): void {
  const x = bend((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
  const y = bend(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = bend((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  target[at] = 116 * y - 16
  target[at + 1] = 500 * (x - y)
  target[at + 2] = 200 * (y - z)
}

/** The picture in CIE L*a*b*: height × width × 3. Alpha is ignored. */
export function toLab({ width, height, channels, data }: Pixels): Float32Array<ArrayBuffer> {
  const lab = new Float32Array(width * height * 3)
  for (let i = 0, source = 0; i < lab.length; i += 3, source += channels)
    writeLab(LINEAR_OF_BYTE[data[source]], LINEAR_OF_BYTE[data[source + 1]], LINEAR_OF_BYTE[data[source + 2]], lab, i)
  return lab
}
