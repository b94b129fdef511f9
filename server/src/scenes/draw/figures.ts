/** Children from head to foot: the icon set has only their heads. */
import { n } from './svg.ts'

const KINDS = ['boy', 'girl', 'child'] as const
const POSES = ['standing', 'building', 'running', 'reading'] as const
type Kind = (typeof KINDS)[number]
export type FigurePose = (typeof POSES)[number]

interface Figure {
  readonly kind: Kind
  readonly pose: FigurePose
  readonly variant: number
}

interface Person {
  readonly skin: string
  readonly hair: string
  readonly top: string
  readonly legs: string
}
const PEOPLE: readonly Person[] = [
  { skin: '#f2c29b', hair: '#6b4028', top: '#2f7fd6', legs: '#47506b' },
  { skin: '#8d5a3c', hair: '#2b2430', top: '#e0453a', legs: '#5a5f73' },
  { skin: '#f6d2b3', hair: '#d9a441', top: '#2fa36b', legs: '#4a4458' },
  { skin: '#c98d62', hair: '#3b2a24', top: '#8a4fc0', legs: '#3f5470' },
  { skin: '#f2c29b', hair: '#b8612c', top: '#1f9ea8', legs: '#5d5368' },
  { skin: '#6f4530', hair: '#241d22', top: '#e85a9b', legs: '#46506a' },
]
const STYLES: Readonly<Record<Kind, readonly Hair[]>> = {
  boy: ['short', 'curls'],
  girl: ['tails', 'long', 'bun'],
  child: ['short', 'tails', 'curls', 'long'],
}
type Hair = 'short' | 'curls' | 'tails' | 'long' | 'bun'

/** How many different children there are of a kind and pose. */
export const FIGURE_VARIANTS = PEOPLE.length
const BOXES: Readonly<Record<FigurePose, readonly [width: number, height: number]>> = {
  standing: [26, 46],
  building: [30, 46],
  running: [30, 46],
  reading: [32, 36],
}
const NAME = new RegExp(`^(${KINDS.join('|')})(?:-(${POSES.join('|')})-(\\d))?$`)

/** What a glyph's name says; undefined if it names no child. `boy` alone is the first one, standing. */
export function readFigure(name: string): Figure | undefined {
  const [, kind, pose = 'standing', variant = '0'] = NAME.exec(name) ?? []
  return kind === undefined ? undefined : { kind: kind as Kind, pose: pose as FigurePose, variant: Number(variant) % FIGURE_VARIANTS }
}

/** The glyph name of a child in a pose; any whole number is a variant. */
export function figureName(kind: string, pose: FigurePose, variant: number): string {
  return `${kind}-${pose}-${String(variant % FIGURE_VARIANTS)}`
}

/** The next child of the same kind and pose, so that no two of a group look alike. Other glyphs stay. */
export function anotherFigure(name: string, steps: number): string {
  const figure = readFigure(name)
  return figure && steps > 0 ? figureName(figure.kind, figure.pose, figure.variant + steps) : name
}

export function drawFigure(name: string): { width: number; height: number; body: string } | undefined {
  const figure = readFigure(name)
  if (!figure) return undefined
  const [width, height] = BOXES[figure.pose]
  const person = PEOPLE[figure.variant]
  const hair = STYLES[figure.kind][figure.variant % STYLES[figure.kind].length]
  return { width, height, body: BODIES[figure.pose](person, hair, hair !== 'short' && figure.kind === 'girl') }
}

/** A rounded limb through points. */
function limb(fill: string, wide: number, ...points: readonly (readonly [number, number])[]): string {
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
const oval = (x: number, y: number, rx: number, ry: number, fill: string) =>
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
} // prettier-ignore

function fringe(x: number, y: number, colour: string): string {
  return `<path fill="${colour}" d="M${n(x - 6.7)} ${n(y + 1)}C${n(x - 7.4)} ${n(y - 9.4)} ${n(x + 7.4)} ${n(y - 9.4)} ${n(x + 6.7)} ${n(y + 1)}Q${n(x + 5.4)} ${n(y - 2.8)} ${n(x + 1.5)} ${n(y - 3.2)}Q${n(x - 4.4)} ${n(y - 3)} ${n(x - 6.7)} ${n(y + 1)}z"/>`
}

/** `look`: how far the face is turned to the right. */
function head(x: number, y: number, { skin, hair }: Person, style: Hair, look: number, down = false): string {
  const [behind, over] = HAIR[style]
  const eyes = down
    ? `<path fill="none" stroke="#2b2430" stroke-width=".8" stroke-linecap="round" d="M${n(x - 3.6 + look)} ${n(y + 1.6)}q1.1 1 2.2 0m2.8 0q1.1 1 2.2 0"/>`
    : oval(x - 2.4 + look, y + 1, 0.85, 1.1, '#2b2430') + oval(x + 2.4 + look, y + 1, 0.85, 1.1, '#2b2430')
  return (
    behind(x, y, hair) +
    oval(x - 6.1, y + 1, 1.3, 1.6, skin) +
    oval(x + 6.1, y + 1, 1.3, 1.6, skin) +
    oval(x, y, 6.2, 6.6, skin) +
    eyes +
    `<path fill="none" stroke="#9c4236" stroke-width=".75" stroke-linecap="round" d="M${n(x - 1.7 + look)} ${n(y + 3.7)}q1.7 1.4 3.4 0"/>` +
    over(x, y, hair)
  )
}

type DrawBody = (person: Person, hair: Hair, skirt: boolean) => string

const torso = (x: number, fill: string, skirt: boolean) =>
  `<path fill="${fill}" d="M${n(x - 4.6)} 19.5q0-3.5 4.6-3.5t4.6 3.5L${n(x + (skirt ? 7.4 : 4.8))} ${skirt ? '33' : '30.5'}H${n(x - (skirt ? 7.4 : 4.8))}z"/>`
const shoes = (...spots: readonly (readonly [number, number])[]) => spots.map(([x, y]) => oval(x, y, 2.7, 1.7, '#4a3b3a')).join('')

const BODIES: Readonly<Record<FigurePose, DrawBody>> = {
  standing: (person, hair, skirt) =>
    limb(person.skin, 2.7, [8.4, 19.5], [5.4, 29.5]) +
    limb(person.skin, 2.7, [17.6, 19.5], [20.6, 29.5]) +
    limb(person.top, 3.6, [8.8, 18.8], [6.9, 24]) +
    limb(person.top, 3.6, [17.2, 18.8], [19.1, 24]) +
    limb(skirt ? person.skin : person.legs, 3.9, [10.8, 29.5], [10.6, 42.5]) +
    limb(skirt ? person.skin : person.legs, 3.9, [15.2, 29.5], [15.4, 42.5]) +
    shoes([10, 44.2], [16, 44.2]) +
    torso(13, person.top, skirt) +
    head(13, 9, person, hair, 0),
  // Turned to the right, with both hands there.
  building: (person, hair, skirt) =>
    limb(skirt ? person.skin : person.legs, 3.9, [9.8, 29.5], [7.6, 42.5]) +
    limb(skirt ? person.skin : person.legs, 3.9, [13.8, 29.5], [17.6, 35.5], [15.8, 42.5]) +
    shoes([8, 44.2], [16.8, 44.2]) +
    limb(person.skin, 2.7, [15, 19], [26.8, 18.6]) +
    limb(person.top, 3.6, [15, 19], [21, 19]) +
    torso(12, person.top, skirt) +
    limb(person.skin, 2.7, [10.6, 20], [17.5, 26], [26, 23.8]) +
    limb(person.top, 3.6, [10.4, 19.4], [16.4, 25.2]) +
    head(13.4, 9, person, hair, 1.9),
  // To the left, as the running people of the set.
  running: (person, hair, skirt) =>
    limb(person.skin, 2.7, [18.4, 19], [23, 24], [26.4, 21]) +
    limb(skirt ? person.skin : person.legs, 3.9, [16.6, 29.5], [20, 36.5], [26.4, 38]) +
    limb(skirt ? person.skin : person.legs, 3.9, [13, 29.5], [8.4, 35], [8, 42.5]) +
    shoes([7, 44.2], [27.2, 38.4]) +
    torso(15, person.top, skirt) +
    limb(person.skin, 2.7, [11.4, 19.6], [7.6, 25], [3.4, 22]) +
    limb(person.top, 3.6, [11.4, 19.2], [8.2, 24]) +
    head(13.4, 9, person, hair, -1.9),
  // Cross-legged, both hands where a book is held.
  reading: (person, hair) =>
    limb(person.legs, 4.6, [13, 29], [4.6, 31]) +
    limb(person.legs, 4.6, [19, 29], [27.4, 31]) +
    limb(person.legs, 4.2, [4.8, 32], [18, 33.4]) +
    limb(person.legs, 4.2, [27.2, 32], [14, 33.4]) +
    shoes([20, 34], [12, 34]) +
    torso(16, person.top, false) +
    limb(person.top, 3.6, [11.4, 19.4], [8.4, 25]) +
    limb(person.top, 3.6, [20.6, 19.4], [23.6, 25]) +
    limb(person.skin, 2.8, [8.4, 25.4], [11, 27]) +
    limb(person.skin, 2.8, [23.6, 25.4], [21, 27]) +
    head(16, 9, person, hair, 0, true),
}
