const STEPS = 4096
const BYTES = Float32Array.from({ length: STEPS + 2 }, (_, i) => {
  const linear = Math.min(1, i / STEPS)
  return 255 * (linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055)
})

/** Linear light 0..1 to an sRGB byte. */
export function linearToByte(linear: number): number {
  // Near black the curve is too steep for the table.
  if (linear < 0.004) return Math.round(255 * (linear <= 0.0031308 ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055))
  const at = linear * STEPS
  const low = Math.floor(at)
  return Math.round(BYTES[low] + (BYTES[low + 1] - BYTES[low]) * (at - low))
}

const unbend = (value: number) => (value > 6 / 29 ? value ** 3 : (116 * value - 16) / (24389 / 27))

/** Steps by which chroma is halved towards what sRGB can show. */
const GAMUT_STEPS = 6
const linear = new Float64Array(3)

/**
 * Writes the sRGB bytes of a CIE L*a*b* colour (D65) at `at`. What sRGB cannot show loses chroma, never lightness or hue.
 * Source: CIE 15:2004; IEC 61966-2-1.
 */
export function writeTint(lightness: number, a: number, b: number, data: Uint8Array, at: number): void {
  if (!toLinear(lightness, a, b)) {
    let [possible, step] = [0, 0.5]
    for (let i = 0; i < GAMUT_STEPS; i++, step /= 2) if (toLinear(lightness, a * (possible + step), b * (possible + step))) possible += step
    toLinear(lightness, a * possible, b * possible)
  }
  for (let channel = 0; channel < 3; channel++) data[at + channel] = linearToByte(Math.max(0, Math.min(1, linear[channel])))
}

/** Whether sRGB can show the colour. Sets `linear`. */
function toLinear(lightness: number, a: number, b: number): boolean {
  const fy = (lightness + 16) / 116
  const x = 0.95047 * unbend(fy + a / 500)
  const y = unbend(fy)
  const z = 1.08883 * unbend(fy - b / 200)
  linear[0] = 3.2404542 * x - 1.5371385 * y - 0.4985314 * z
  linear[1] = -0.969266 * x + 1.8760108 * y + 0.041556 * z
  linear[2] = 0.0556434 * x - 0.2040259 * y + 1.0572252 * z
  return linear.every((value) => value >= -1e-4 && value <= 1.0001)
}
