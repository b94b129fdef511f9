/** How people stand, go and sit, by the points of their limbs. Those seen from the side look to the left unless it says otherwise. */
import { head, limb, oval, type Person } from './figure-parts.ts'
import { n } from './svg.ts'

export const POSES = ['standing', 'holding', 'building', 'running', 'walking', 'dancing', 'reading', 'sitting', 'riding', 'flying'] as const
export type FigurePose = (typeof POSES)[number]

/** Lengths of one's parts; children have short ones, and the same head. */
interface Build {
  readonly torso: number
  readonly leg: number
  readonly arm: number
  /** Half of the shoulders' width. */
  readonly wide: number
}
const CHILD: Build = { torso: 10.5, leg: 13, arm: 10.5, wide: 4.6 }
const ADULT: Build = { torso: 14, leg: 20, arm: 14.5, wide: 5.3 }

const SHOULDER = 19
const HEAD = 9
type Point = readonly [x: number, y: number]
interface Drawing {
  readonly width: number
  readonly height: number
  readonly body: string
  /** In units; the first is raised. */
  readonly hands: readonly Point[]
  readonly seat?: number
}
type DrawPose = (person: Person, build: Build) => Drawing

export function drawPose(person: Person, pose: FigurePose, child: boolean) {
  const { width, height, body, hands, seat = height } = DRAWINGS[pose](person, child ? CHILD : ADULT)
  return { width, height, body, hands: hands.map(([x, y]) => [x / width, y / height] as const), seat: seat / height }
}

const arm = (person: Person, build: Build, ...points: readonly Point[]) => {
  const [[x1, y1], [x2, y2]] = points
  return (
    limb(person.skin, build.arm * 0.1 + 1.65, ...points) +
    limb(person.top, build.arm * 0.1 + 2.5, [x1, y1], points.length > 2 ? [x2, y2] : [(x1 + x2) / 2, (y1 + y2) / 2])
  )
}
const leg = (person: Person, build: Build, ...points: readonly Point[]) =>
  limb(person.skirt ? person.skin : person.legs, 3.2 + build.leg * 0.05, ...points)
const shoes = (...spots: readonly Point[]) => spots.map(([x, y]) => oval(x, y, 2.7, 1.7, '#4a3b3a')).join('')

function torso(x: number, { top, skirt, cape }: Person, { torso: long, wide }: Build): string {
  const [hem, low] = skirt ? [wide + 2.8, SHOULDER + long + 3.5] : [wide + 0.2, SHOULDER + long + 1.4]
  const emblem = `<path fill="${cape ?? ''}" d="M${n(x - 2.4)} ${n(SHOULDER + 2.2)}h4.8l-2.4 4z"/>`
  return (
    `<path fill="${top}" d="M${n(x - wide)} ${n(SHOULDER + 0.5)}q0-3.5 ${n(wide)}-3.5t${n(wide)} 3.5L${n(x + hem)} ${n(low)}H${n(x - hem)}z"/>` +
    (cape === undefined
      ? ''
      : emblem + `<path fill="${cape}" d="M${n(x - wide - 0.1)} ${n(low - 2.6)}h${n(wide * 2 + 0.2)}v1.7h${n(-wide * 2 - 0.2)}z"/>`)
  )
}

function cape(x: number, { cape: colour }: Person, { torso: long, wide }: Build): string {
  if (colour === undefined) return ''
  const low = SHOULDER + long * 1.9
  return `<path fill="${colour}" d="M${n(x - wide)} ${n(SHOULDER - 2)}h${n(wide * 2)}L${n(x + wide + 5)} ${n(low)}q${n(-wide - 5)} 3 ${n(-wide * 2 - 10)} 0z"/>`
}

/** Seen from the front, on two straight legs; the arms are the caller's. */
function upright(x: number, person: Person, build: Build, behind: string, before: string): string {
  const hip = SHOULDER + build.torso
  const ankle = hip + build.leg
  return (
    cape(x, person, build) +
    behind +
    leg(person, build, [x - 2.3, hip], [x - 2.5, ankle]) +
    leg(person, build, [x + 2.3, hip], [x + 2.5, ankle]) +
    shoes([x - 3, ankle + 1.7], [x + 3, ankle + 1.7]) +
    torso(x, person, build) +
    before +
    head(x, HEAD, person, 0)
  )
}

const heightOf = ({ torso: long, leg: legs }: Build) => SHOULDER + long + legs + 3.5
const hanging = (x: number, side: 1 | -1, { wide, arm: long }: Build): readonly Point[] => [
  [x + side * (wide - 0.1), SHOULDER + 0.5],
  [x + side * (wide + 2.9), SHOULDER + long],
]

const DRAWINGS: Readonly<Record<FigurePose, DrawPose>> = {
  standing: (person, build) => {
    const [x, left, right] = [build.wide + 8.4, hanging(build.wide + 8.4, -1, build), hanging(build.wide + 8.4, 1, build)]
    const body = upright(x, person, build, arm(person, build, ...left) + arm(person, build, ...right), '')
    return { width: x * 2, height: heightOf(build), body, hands: [left[1], right[1]] }
  },
  holding: (person, build) => {
    const x = build.wide + 11
    const hand: Point = [x - build.wide - 6.4, SHOULDER - 0.6]
    const raised: readonly Point[] = [[x - build.wide + 0.3, SHOULDER + 0.6], [x - build.wide - 4.2, SHOULDER + build.arm * 0.5], hand] // prettier-ignore
    const other = hanging(x, 1, build)
    const body = upright(x, person, build, arm(person, build, ...other), arm(person, build, ...raised))
    return { width: x * 2, height: heightOf(build), body, hands: [hand, other[1]] }
  },
  dancing: (person, build) => {
    const x = build.wide + 11
    const up = (side: 1 | -1): readonly Point[] => [[x + side * (build.wide - 0.3), SHOULDER + 0.6], [x + side * (build.wide + 5), SHOULDER - 1], [x + side * (build.wide + 6.4), SHOULDER - 9]] // prettier-ignore
    const [hip, ankle] = [SHOULDER + build.torso, SHOULDER + build.torso + build.leg]
    const body =
      leg(person, build, [x - 2.2, hip], [x - 3, ankle]) +
      leg(person, build, [x + 2.2, hip], [x + 7.5, hip + build.leg * 0.42], [x + 3.6, hip + build.leg * 0.82]) +
      shoes([x - 3.6, ankle + 1.7], [x + 3, hip + build.leg * 0.88]) +
      arm(person, build, ...up(-1)) +
      arm(person, build, ...up(1)) +
      torso(x, person, build) +
      head(x, HEAD, person, 0)
    return { width: x * 2, height: heightOf(build), body, hands: [up(-1)[2], up(1)[2]] }
  },
  // Turned to the right, with both hands there.
  building: (person, build) => {
    const [x, hip] = [12, SHOULDER + build.torso]
    const ankle = hip + build.leg
    const body =
      leg(person, build, [x - 2.2, hip], [x - 4.4, ankle]) +
      leg(person, build, [x + 1.8, hip], [x + 5.6, hip + build.leg * 0.46], [x + 3.8, ankle]) +
      shoes([x - 4, ankle + 1.7], [x + 4.8, ankle + 1.7]) +
      arm(person, build, [x + 3, SHOULDER], [x + 8.4, SHOULDER - 0.2], [x + 4.3 + build.arm, SHOULDER - 0.4]) +
      torso(x, person, build) +
      arm(person, build, [x - 1.4, SHOULDER + 1], [x + 5, SHOULDER + 6.4], [x + 3.5 + build.arm, SHOULDER + 4.8]) +
      head(x + 1.4, HEAD, person, 1.9)
    return { width: x + 7.5 + build.arm, height: heightOf(build), body, hands: [[x + 4 + build.arm, SHOULDER + 2]] }
  },
  running: (person, build) => {
    const [x, hip] = [11 + build.wide, SHOULDER + build.torso]
    const ankle = hip + build.leg
    const forward: Point = [x - 4 - build.arm * 0.74, SHOULDER + 2.6]
    const body =
      arm(person, build, [x + 3.2, SHOULDER], [x + 8, SHOULDER + 5], [x + 3.4 + build.arm * 0.76, SHOULDER + 2]) +
      leg(person, build, [x + 1.5, hip], [x + 4.6, hip + build.leg * 0.54], [x + 4.4 + build.leg * 0.54, hip + build.leg * 0.66]) +
      leg(person, build, [x - 2, hip], [x - 2 - build.leg * 0.38, hip + build.leg * 0.42], [x - 2 - build.leg * 0.4, ankle]) +
      shoes([x - 3 - build.leg * 0.4, ankle + 1.7], [x + 5.2 + build.leg * 0.54, hip + build.leg * 0.68]) +
      torso(x, person, build) +
      arm(person, build, [x - 3.4, SHOULDER + 0.6], [x - 7.2, SHOULDER + 6], forward) +
      head(x - 1.6, HEAD, person, -1.9)
    return { width: x + 8 + build.leg * 0.54, height: heightOf(build), body, hands: [forward] }
  },
  walking: (person, build) => {
    const [x, hip] = [12 + build.wide * 0.5, SHOULDER + build.torso]
    const ankle = hip + build.leg
    const stride = build.leg * 0.42
    const forward: Point = [x - 2 - build.arm * 0.6, SHOULDER + build.arm * 0.72]
    const body =
      arm(person, build, [x + 2.6, SHOULDER + 0.4], [x + 2.4 + build.arm * 0.52, SHOULDER + build.arm * 0.82]) +
      leg(person, build, [x + 1.2, hip], [x + 1.8 + stride * 0.45, hip + build.leg * 0.5], [x + 1.6 + stride, ankle - 0.6]) +
      leg(person, build, [x - 1.2, hip], [x - 1.2 - stride, ankle]) +
      shoes([x - 2.2 - stride, ankle + 1.7], [x + 1.4 + stride, ankle + 1.4]) +
      torso(x, person, build) +
      arm(person, build, [x - 2.6, SHOULDER + 0.6], [x - 3.4 - build.arm * 0.22, SHOULDER + build.arm * 0.5], forward) +
      head(x - 1, HEAD, person, -1.9)
    return { width: x * 2, height: heightOf(build), body, hands: [forward] }
  },
  // Cross-legged, both hands where a book is held.
  reading: (person, build) => {
    const [x, hip] = [16, SHOULDER + build.torso - 0.5]
    const trousers = person.skirt ? { ...person, legs: person.top } : person
    const shin = (points: readonly Point[], wide: number) => limb(trousers.legs, wide, ...points)
    const body =
      shin([[x - 3, hip], [x - 11.4, hip + 2]], 4.6) +
      shin([[x + 3, hip], [x + 11.4, hip + 2]], 4.6) +
      shin([[x - 11.2, hip + 3], [x + 2, hip + 4.4]], 4.2) +
      shin([[x + 11.2, hip + 3], [x - 2, hip + 4.4]], 4.2) +
      shoes([x + 4, hip + 5], [x - 4, hip + 5]) +
      torso(x, { ...person, skirt: false }, build) +
      limb(person.top, 3.6, [x - build.wide, SHOULDER + 0.4], [x - 7.6, hip - 4]) +
      limb(person.top, 3.6, [x + build.wide, SHOULDER + 0.4], [x + 7.6, hip - 4]) +
      limb(person.skin, 2.8, [x - 7.6, hip - 3.6], [x - 5, hip - 2]) +
      limb(person.skin, 2.8, [x + 7.6, hip - 3.6], [x + 5, hip - 2]) +
      head(x, HEAD, person, 0, true) // prettier-ignore
    return { width: 32, height: hip + 7, body, hands: [[x - 5, hip - 2], [x + 5, hip - 2]] } // prettier-ignore
  },
  // On a bench or a chair: the thighs come towards the viewer.
  sitting: (person, build) => {
    const [x, hip] = [build.wide + 8, SHOULDER + build.torso]
    const foot = hip + 2.6 + build.leg * 0.56
    const side = (s: 1 | -1) =>
      leg(person, build, [x + s * 2.6, hip], [x + s * 3.8, hip + 2.6], [x + s * 3.6, foot]) + shoes([x + s * 4, foot + 1.5])
    const rest = (s: 1 | -1) =>
      arm(person, build, [x + s * (build.wide - 0.2), SHOULDER + 0.6], [x + s * (build.wide + 3), SHOULDER + build.arm * 0.52], [x + s * 4.4, hip + 0.6]) // prettier-ignore
    const body = side(-1) + side(1) + torso(x, person, build) + rest(-1) + rest(1) + head(x, HEAD, person, 0)
    return { width: x * 2, height: foot + 3.3, body, seat: hip + 2, hands: [[x - 4.4, hip + 0.6], [x + 4.4, hip + 0.6]] } // prettier-ignore
  },
  // Astride: the leg on this side hangs down, the hands have the reins.
  riding: (person, build) => {
    const [x, hip] = [build.wide + 11, SHOULDER + build.torso]
    const foot: Point = [x - 4.4, hip + build.leg * 0.82]
    const reins: Point = [x - 4 - build.arm * 0.62, hip - 3]
    const body =
      cape(x, person, build) +
      arm(person, build, [x + 1, SHOULDER + 0.8], [x - 3, SHOULDER + build.arm * 0.5], [reins[0] - 1, reins[1] - 1]) +
      torso(x, person, build) +
      leg({ ...person, skirt: false }, build, [x + 0.6, hip - 0.4], [x - 6, hip + build.leg * 0.24], foot) +
      shoes([foot[0] - 1, foot[1] + 1.2]) +
      arm(person, build, [x - build.wide + 1.4, SHOULDER + 0.8], [x - build.wide - 1.6, SHOULDER + build.arm * 0.56], reins) +
      head(x - 0.8, HEAD, person, -1.6)
    return { width: x * 2, height: foot[1] + 3, body, seat: hip + 1.4, hands: [reins] }
  },
  // Through the air, one fist ahead; drawn upright and laid down, the face stays level.
  flying: (person, build) => {
    const [x, hip] = [build.wide + 9, SHOULDER + build.torso]
    const long = heightOf(build)
    const lean = -62
    const body =
      cape(x, person, build) +
      arm(person, build, ...hanging(x, 1, build)) +
      leg(person, build, [x - 2, hip], [x - 1.6, hip + build.leg]) +
      leg(person, build, [x + 2, hip], [x + 3.4, hip + build.leg * 0.46], [x + 2, hip + build.leg * 0.9]) +
      shoes([x - 1.8, hip + build.leg + 1.6], [x + 2, hip + build.leg * 0.9 + 1.6]) +
      torso(x, person, build) +
      arm(person, build, [x - build.wide + 0.4, SHOULDER + 0.6], [x - build.wide - 3, SHOULDER - 7], [x - build.wide - 2.6, SHOULDER - build.arm]) // prettier-ignore
    const face = `<g transform="rotate(${n(-lean * 0.72)} ${n(x)} ${n(SHOULDER - 3)})">${head(x, HEAD, person, -1.6)}</g>`
    // Turned about its middle, then moved into the box.
    const [width, height] = [long + 4, x * 2 + 10]
    const shift = `translate(${n(width / 2)} ${n(height / 2)}) rotate(${n(lean)}) translate(${n(-x)} ${n(-long / 2)})`
    return { width, height, body: `<g transform="${shift}">${body}${face}</g>`, hands: [[3, height * 0.6]] }
  },
}
