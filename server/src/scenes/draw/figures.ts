/** People from head to foot: the icon set has only their heads, or shows them in a manner of its own. */
import { drawPose, POSES, type FigurePose } from './figure-poses.ts'
import type { Hair, Person } from './figure-parts.ts'

export type { FigurePose } from './figure-poses.ts'

const KINDS = ['boy', 'girl', 'child', 'man', 'woman', 'person', 'old-man', 'old-woman', 'superhero'] as const
type Kind = (typeof KINDS)[number]

interface Figure {
  readonly kind: Kind
  readonly pose: FigurePose
  readonly variant: number
}

type Looks = Omit<Person, 'style' | 'skirt' | 'cape'>
const PEOPLE: readonly Looks[] = [
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
  man: ['short', 'curls'],
  woman: ['long', 'bun', 'bob'],
  person: ['short', 'bob', 'curls'],
  'old-man': ['bald'],
  'old-woman': ['bun'],
  superhero: ['short', 'bob'],
}
const CHILDREN: ReadonlySet<Kind> = new Set(['boy', 'girl', 'child'])
const GREY = '#d8d8de'
/** By variant: suit and cape. */
const COSTUMES = [
  ['#2b62d9', '#e0362f'],
  ['#c92f3a', '#f2b632'],
  ['#1f9a63', '#6d3bc2'],
] as const

/** How many different people there are of a kind and pose. */
export const FIGURE_VARIANTS = PEOPLE.length
const NAME = new RegExp(`^(${KINDS.join('|')})(?:-(${POSES.join('|')})-(\\d))?$`)

/** What a glyph's name says; undefined if it names nobody. `boy` alone is the first one, standing. */
export function readFigure(name: string): Figure | undefined {
  const [, kind, pose = 'standing', variant = '0'] = NAME.exec(name) ?? []
  return kind === undefined ? undefined : { kind: kind as Kind, pose: pose as FigurePose, variant: Number(variant) % FIGURE_VARIANTS }
}

/** The glyph name of somebody in a pose; any whole number is a variant. */
export function figureName(kind: string, pose: FigurePose, variant: number): string {
  return `${kind}-${pose}-${String(variant % FIGURE_VARIANTS)}`
}

/** The next one of the same kind and pose, so that no two of a group look alike. Other glyphs stay. */
export function anotherFigure(name: string, steps: number): string {
  const figure = readFigure(name)
  return figure && steps > 0 ? figureName(figure.kind, figure.pose, figure.variant + steps) : name
}

/** The same one in another pose. Other glyphs stay. */
export function inPose(name: string, pose: FigurePose): string {
  const figure = readFigure(name)
  return figure ? figureName(figure.kind, pose, figure.variant) : name
}

function personOf({ kind, variant }: Figure): Person {
  const looks = PEOPLE[variant]
  const style = STYLES[kind][variant % STYLES[kind].length]
  const person: Person = { ...looks, style, skirt: false, cape: undefined }
  if (kind === 'girl') return { ...person, skirt: true }
  if (kind === 'woman') return { ...person, skirt: variant % 2 === 1 }
  if (kind === 'old-man') return { ...person, hair: GREY, top: '#6d7f63', legs: '#5a5247' }
  if (kind === 'old-woman') return { ...person, hair: GREY, top: '#a0708f', skirt: true }
  if (kind !== 'superhero') return person
  const [suit, cape] = COSTUMES[variant % COSTUMES.length]
  return { ...person, top: suit, legs: suit, cape }
}

export interface DrawnFigure {
  readonly width: number
  readonly height: number
  readonly body: string
  /** Where things are held, in shares of the box: the raised hand first, on the left unless it is flipped. */
  readonly hands: readonly (readonly [x: number, y: number])[]
  /** How far down it sits, in shares of the height; 1 for who stands. */
  readonly seat: number
  readonly skin: string
}

export function drawFigure(name: string): DrawnFigure | undefined {
  const figure = readFigure(name)
  if (!figure) return undefined
  const person = personOf(figure)
  return { ...drawPose(person, figure.pose, CHILDREN.has(figure.kind)), skin: person.skin }
}
