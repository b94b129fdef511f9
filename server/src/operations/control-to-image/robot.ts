import { hexOf, mixRgb, scaleRgb, type Rgb } from './colours.ts'

const n = (value: number) => value.toFixed(1)

/** A box with lamps for eyes, knobs for ears and an antenna, about the origin; `r` is half of its width in pixels. */
export function robotHead(r: number, turn: number, metal: Rgb, lamp: Rgb): string {
  const [body, shade, light] = [hexOf(metal), hexOf(scaleRgb(metal, 0.68)), hexOf(mixRgb(metal, [255, 255, 255], 0.4))]
  const box = (x: number, y: number, width: number, height: number, round: number, fill: string) =>
    `<rect x="${n(x * r)}" y="${n(y * r)}" width="${n(width * r)}" height="${n(height * r)}" rx="${n(round * r)}" fill="${fill}"/>`
  const disc = (x: number, y: number, radius: number, fill: string) =>
    `<circle cx="${n(x * r)}" cy="${n(y * r)}" r="${n(radius * r)}" fill="${fill}"/>`
  const face = turn * 0.2
  const eyes = [-0.4, 0.4].map((x) => disc(x + face, -0.1, 0.24, hexOf(lamp)) + disc(x + face - 0.07, -0.17, 0.08, '#ffffff'))
  const teeth = [-0.3, -0.1, 0.1, 0.3].map((x) => box(x + face - 0.03, 0.5, 0.06, 0.22, 0, shade))
  return (
    box(-0.05, -1.55, 0.1, 0.6, 0, shade) + disc(0, -1.55, 0.16, hexOf(lamp)) +
    box(-1.22, -0.3, 0.3, 0.6, 0.1, shade) + box(0.92, -0.3, 0.3, 0.6, 0.1, shade) +
    box(-1, -1.05, 2, 2.1, 0.25, body) + box(-0.88, -0.96, 1.76, 0.16, 0.08, light) +
    box(-0.78 + face, -0.48, 1.56, 0.76, 0.2, '#1d2530') + eyes.join('') +
    box(-0.5 + face, 0.47, 1, 0.28, 0.08, light) + teeth.join('')
  ) // prettier-ignore
}

/** The panel on its chest: a screen and three lamps. `s` is the width of the shoulders. */
export function robotChest({ x, y }: { readonly x: number; readonly y: number }, s: number, metal: Rgb, lamp: Rgb): string {
  const lamps = [-0.16, 0, 0.16].map(
    (dx, index) =>
      `<circle cx="${n(x + dx * s)}" cy="${n(y + 0.16 * s)}" r="${n(0.04 * s)}" fill="${['#e2564a', '#f2c14e', hexOf(lamp)][index]}"/>`,
  )
  return (
    `<rect x="${n(x - 0.3 * s)}" y="${n(y - 0.2 * s)}" width="${n(0.6 * s)}" height="${n(0.46 * s)}" rx="${n(0.05 * s)}" fill="${hexOf(scaleRgb(metal, 0.72))}"/>` +
    `<rect x="${n(x - 0.23 * s)}" y="${n(y - 0.14 * s)}" width="${n(0.46 * s)}" height="${n(0.18 * s)}" rx="${n(0.03 * s)}" fill="#1d2530"/>` +
    lamps.join('')
  )
}
