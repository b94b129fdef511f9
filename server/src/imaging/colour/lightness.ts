import { LINEAR_OF_BYTE } from '../lab.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'

const STEPS = 8192
const LIGHTNESS = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
  const ratio = i / STEPS
  return ratio > 216 / 24389 ? 116 * Math.cbrt(ratio) - 16 : ratio * (24389 / 27)
})

/** CIE L* (0..100) of linear luminance 0..1; within 0.02. Source: CIE 15:2004. */
export function lightnessOf(luminance: number): number {
  const at = Math.max(0, Math.min(1, luminance)) * STEPS
  const low = Math.min(STEPS - 1, Math.floor(at))
  return LIGHTNESS[low] + (LIGHTNESS[low + 1] - LIGHTNESS[low]) * (at - low)
}

/** Linear luminance 0..1 of the pixel whose red byte is at `at`. */
export function luminanceAt(data: Uint8Array, at: number): number {
  return 0.2126729 * LINEAR_OF_BYTE[data[at]] + 0.7151522 * LINEAR_OF_BYTE[data[at + 1]] + 0.072175 * LINEAR_OF_BYTE[data[at + 2]]
}

/** CIE L* of every pixel. */
export function toLightness({ width, height, channels, data }: Pixels): Plane {
  const plane = createPlane(width, height)
  for (let i = 0, at = 0; i < plane.data.length; i++, at += channels) plane.data[i] = lightnessOf(luminanceAt(data, at))
  return plane
}
