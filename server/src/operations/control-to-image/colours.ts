/** 8-bit sRGB. */
export type Rgb = readonly [number, number, number]

export const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb

export const mixRgb = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

export const scaleRgb = (a: Rgb, factor: number): Rgb => [a[0] * factor, a[1] * factor, a[2] * factor]

export const lumaOfRgb = ([r, g, b]: Rgb) => 0.299 * r + 0.587 * g + 0.114 * b

export const hexOf = (colour: Rgb) =>
  `#${colour
    .map((value) =>
      Math.max(0, Math.min(255, Math.round(value)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** 0 at `from`, 1 at `to`, which may be below it, and smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
