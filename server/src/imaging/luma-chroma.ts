import { createPlane, type Plane } from './pixels.ts'

/** Luma 0..255 and two colour differences around 0. */
export type LumaChroma = readonly [Plane, Plane, Plane]

/** Parts luma from colour, (height × width × 3), 0..1, sRGB. Source: ITU-R BT.601-7, 2.5.1, full range, scaled by 255. */
export function toLumaChroma(colours: Float32Array, width: number, height: number): LumaChroma {
  const planes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)] as const
  const [luma, blue, red] = planes
  for (let i = 0; i < luma.data.length; i++) {
    const r = colours[i * 3] * 255
    const g = colours[i * 3 + 1] * 255
    const b = colours[i * 3 + 2] * 255
    const y = 0.299 * r + 0.587 * g + 0.114 * b
    luma.data[i] = y
    blue.data[i] = (b - y) / 1.772
    red.data[i] = (r - y) / 1.402
  }
  return planes
}

/** Writes red, green and blue, 0..255 and beyond, of one pixel to `target`. */
export function writeRgb(y: number, blue: number, red: number, target: Float32Array | Float64Array): void {
  target[0] = y + 1.402 * red
  target[1] = y - (0.114 * 1.772 * blue + 0.299 * 1.402 * red) / 0.587
  target[2] = y + 1.772 * blue
}
