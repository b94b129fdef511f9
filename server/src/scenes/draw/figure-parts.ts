/** What people are drawn from. Coordinates are units of the figure's box, y downwards. */
import { n } from './svg.ts'

export type Hair = 'short' | 'curls' | 'tails' | 'long' | 'bun' | 'bob' | 'bald'

export interface Person {
  readonly skin: string
  readonly hair: string
  readonly top: string
  readonly legs: string
  readonly style: Hair
  readonly skirt: boolean
  /** The cape's colour, and that of the mask. */
  readonly cape: string | undefined
}

/** A rounded limb through points. */
export function limb(fill: string, wide: number, ...points: readonly (readonly [number, number])[]): string {
  let path = ''
  for (const [index, [x2, y2]] of points.entries()) {
    if (index === 0) continue
    const [x1, y1] = points[index - 1]
    const long = Math.hypot(x2 - x1, y2 - y1)
    const [dx, dy] = [((y2 - y1) / long) * wide * 0.5, (-(x2 - x1) / long) * wide * 0.5]
    const arc = `A${n(wide / 2)} ${n(wide / 2)} 0 0 1`
    path += `M${n(x1 + dx)} ${n(y1 + dy)}L${n(x2 + dx)} ${n(y2 + dy)}${arc} ${n(x2 - dx)} ${n(y2 - dy)}L${n(x1 - dx)} ${n(y1 - dy)}${arc} ${n(x1 + dx)} ${n(y1 + dy)}z`
  }
  return `<path fill="${fill}" d="${path}"/>`
}
export const oval = (x: number, y: number, rx: number, ry: number, fill: string) =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"/>`

/** What hangs behind the head, and what lies on it. */
const HAIR: Readonly<Record<Hair, readonly [behind: (x: number, y: number, c: string) => string, over: (x: number, y: number, c: string) => string]>> = {
  short: [() => '', fringe],
  curls: [
    () => '',
    (x, y, c) => [-5.6, -3.4, 0, 3.4, 5.6].map((dx) => oval(x + dx, y - 5.6 + Math.abs(dx) * 0.55, 2.7, 2.6, c)).join(''),
  ],
  tails: [(x, y, c) => oval(x - 7.6, y + 3, 2.1, 4.4, c) + oval(x + 7.6, y + 3, 2.1, 4.4, c), fringe],
  long: [(x, y, c) => `<path fill="${c}" d="M${n(x - 7)} ${n(y + 8)}V${n(y - 1)}a7 7 0 0 1 14 0v9z"/>`, fringe],
  bun: [(x, y, c) => oval(x, y - 8, 3, 2.8, c), fringe],
  bob: [(x, y, c) => `<path fill="${c}" d="M${n(x - 7.2)} ${n(y + 4)}V${n(y - 1)}a7.2 7 0 0 1 14.4 0v5q-7.2 2.4-14.4 0z"/>`, fringe],
  // A moustache, and hair at the sides.
  bald: [
    (x, y, c) => oval(x - 6.2, y - 1.4, 1.7, 2.8, c) + oval(x + 6.2, y - 1.4, 1.7, 2.8, c),
    (x, y, c) => `<path fill="${c}" d="M${n(x - 3.4)} ${n(y + 4)}q1.7-2.4 3.4-.9 1.7-1.5 3.4.9-1.9.4-3.4-.7-1.5 1.1-3.4.7z"/>`,
  ],
} // prettier-ignore

function fringe(x: number, y: number, colour: string): string {
  return `<path fill="${colour}" d="M${n(x - 6.7)} ${n(y + 1)}C${n(x - 7.4)} ${n(y - 9.4)} ${n(x + 7.4)} ${n(y - 9.4)} ${n(x + 6.7)} ${n(y + 1)}Q${n(x + 5.4)} ${n(y - 2.8)} ${n(x + 1.5)} ${n(y - 3.2)}Q${n(x - 4.4)} ${n(y - 3)} ${n(x - 6.7)} ${n(y + 1)}z"/>`
}

/** `look`: how far the face is turned to the right. */
export function head(x: number, y: number, { skin, hair, style, cape }: Person, look: number, down = false): string {
  const [behind, over] = HAIR[style]
  const eyes = down
    ? `<path fill="none" stroke="#2b2430" stroke-width=".8" stroke-linecap="round" d="M${n(x - 3.6 + look)} ${n(y + 1.6)}q1.1 1 2.2 0m2.8 0q1.1 1 2.2 0"/>`
    : oval(x - 2.4 + look, y + 1, 0.85, 1.1, '#2b2430') + oval(x + 2.4 + look, y + 1, 0.85, 1.1, '#2b2430')
  return (
    behind(x, y, hair) +
    oval(x - 6.1, y + 1, 1.3, 1.6, skin) +
    oval(x + 6.1, y + 1, 1.3, 1.6, skin) +
    oval(x, y, 6.2, 6.6, skin) +
    (cape === undefined
      ? ''
      : `<path fill="${cape}" d="M${n(x - 5.8)} ${n(y - 0.9)}q5.8-1.5 11.6 0v2.6q-3.2 2.2-5.8.4-2.6 1.8-5.8-.4z"/>` +
        oval(x - 2.4 + look, y + 1, 1.5, 1.3, '#ffffff') +
        oval(x + 2.4 + look, y + 1, 1.5, 1.3, '#ffffff')) +
    eyes +
    `<path fill="none" stroke="#9c4236" stroke-width=".75" stroke-linecap="round" d="M${n(x - 1.7 + look)} ${n(y + 3.7)}q1.7 1.4 3.4 0"/>` +
    over(x, y, hair)
  )
}
