import { CHIN_Y, faceHalfWidth, fromCamera, SKULL, toCamera, type Head } from './head.ts'
import type { HairStyle } from './hair-style.ts'

export type Vector = [x: number, y: number, z: number]

/** Units between two points of a path. */
export const STEP = 0.6
export const MAX_POINTS = 96
/** Units from the root over which hair rises to its height above the skull. */
const RISE = 4
/** Where hair of the crown turns from. */
const WHORL: Readonly<Vector> = [1, 14.6, -8.5]

/** What one strand does differently from its neighbours. */
export interface Habit {
  /** Height above the skull. */
  readonly height: number
  /** Where it is cut: height along the plumb line. */
  readonly reach: number
  readonly length: number
  readonly guard: number
  /** To the right of the picture, per unit of length, once it hangs. */
  readonly drift: number
}

export interface Field {
  readonly head: Head
  readonly style: HairStyle
  /** Straight down, in head space. */
  readonly down: Readonly<Vector>
  /** Camera height of the chin: reaches are told relative to it. */
  readonly chin: number
}

export function createField(head: Head, style: HairStyle): Field {
  return { head, style, down: fromCamera(head, 0, -1, 0), chin: toCamera(head, 0, CHIN_Y, 4.26)[1] }
}

/** Height of a point along the plumb line, in head space's measure: the chin is at `CHIN_Y`, however the head leans. */
export function plumbHeight({ head, chin }: Field, x: number, y: number, z: number): number {
  return toCamera(head, x, y, z)[1] - chin + CHIN_Y
}

/** The outward normal of the skull at, above or below a point. */
export function skullNormal(x: number, y: number, z: number): Vector {
  return normalize([x / (SKULL.rx * SKULL.rx), (y - SKULL.y) / (SKULL.ry * SKULL.ry), (z - SKULL.z) / (SKULL.rz * SKULL.rz)])
}

/**
 * The path of a strand from its root: combed along the skull at first, then falling, lying on the skull, staying off the face. Gives the number
 * of points written to `path` (x, y, z each).
 */
export function traceStrand(field: Field, root: Readonly<Vector>, habit: Habit, path: Float32Array): number {
  const { style, down } = field
  const stiffness = style.stiffness ?? 5
  const side = Math.sign(root[0] - (style.part ?? 0)) || 1
  let [x, y, z] = root
  const normal = skullNormal(x, y, z)
  let direction = normalize(addScaled(combAt(style, root, side, normal), normal, style.comb === 'out' ? 1 : 0.12))
  const limit = Math.min(MAX_POINTS, Math.ceil(habit.length / STEP) + 1)
  const flick = style.flick ?? 0
  let count = 0
  path[count++] = x
  path[count++] = y
  path[count++] = z
  for (let i = 1; i < limit; i++) {
    const length = i * STEP
    const n = skullNormal(x, y, z)
    const held = Math.exp(-((length / stiffness) ** 2))
    const comb = combAt(style, [x, y, z], side, n)
    const weight = 0.12 + 0.5 * (1 - held)
    const target: Vector = [comb[0] * held * 0.7, comb[1] * held * 0.7, comb[2] * held * 0.7]
    for (let k = 0; k < 3; k++) target[k] += down[k] * weight * (style.comb === 'out' || style.comb === 'up' ? 1 - held : 1)
    const fallen = plumbHeight(field, x, y, z)
    const inwards = (style.cling ?? 0.1) * (fallen < 3 ? Math.min(1, (3 - fallen) / 8) : 0)
    const turn = flick * Math.max(0, 1 - (fallen - habit.reach) / 4.5) * 0.55
    const radius = Math.hypot(x, z - SKULL.z) || 1
    const pull = Math.abs(x) < 4 ? Math.min(0, -turn) - Math.max(0, turn) - inwards * 0.3 : -(inwards + turn)
    target[0] += (x / radius) * pull
    // Hair at the back closes in from the sides, and stays at the back.
    target[2] += ((z - SKULL.z) / radius) * pull * (z < SKULL.z ? 0.15 : 1)
    target[0] += habit.drift * (1 - held) * weight
    for (let k = 0; k < 3; k++) direction[k] = direction[k] * 0.75 + target[k]
    direction = normalize(direction)
    x += direction[0] * STEP
    y += direction[1] * STEP
    z += direction[2] * STEP
    const height = habit.height * Math.min(1, 0.15 + length / RISE)
    const scale = 1 / Math.hypot(x / (SKULL.rx + height), (y - SKULL.y) / (SKULL.ry + height), (z - SKULL.z) / (SKULL.rz + height))
    if (scale > 1) {
      x *= scale
      y = SKULL.y + (y - SKULL.y) * scale
      z = SKULL.z + (z - SKULL.z) * scale
      const m = skullNormal(x, y, z)
      const into = Math.min(0, dot(direction, m))
      direction = normalize(addScaled(direction, m, -into))
    }
    if (z > -2.5 && y < 10.8) {
      const guard = faceHalfWidth(y) + habit.guard * Math.min(1, length / 3)
      if (Math.abs(x) < guard) x = (Math.sign(x) || side) * (Math.abs(x) + (guard - Math.abs(x)) * 0.6)
    }
    path[count++] = x
    path[count++] = y
    path[count++] = z
    if (plumbHeight(field, x, y, z) < habit.reach) break
    if (style.bun && Math.hypot(x, y - style.bun.y, z - style.bun.z) < style.bun.radius * 0.6) break
  }
  return count / 3
}

/** The direction that hair is combed to at a point, along the skull; for `out` away from it. */
function combAt(style: HairStyle, [x, y, z]: Readonly<Vector>, side: number, normal: Readonly<Vector>): Vector {
  const wanted = WANTED[style.comb](style, x, y, z, side)
  if (style.comb === 'out') return [normal[0], normal[1], normal[2]]
  const along = dot(wanted, normal)
  return normalize(addScaled(wanted, normal, -along))
}

type Wanted = (style: HairStyle, x: number, y: number, z: number, side: number) => Vector

const WANTED: Readonly<Record<HairStyle['comb'], Wanted>> = {
  part({ sweep = 0.25 }, x, _y, z, side) {
    // Towards the back of the head hair falls straight, whatever the parting.
    const back = Math.max(0, Math.min(1, (-4 - z) / 5))
    return [side * (1 - back) + x * 0.08 * back, -0.25 - 0.5 * back, -sweep * (1 - back) - 0.8 * back]
  },
  back: (_style, x, y) => [x * 0.02, y < 6 ? 0.1 : -0.05, -1],
  crown: ({ sweep = 0 }, x, y, z) => [x - WHORL[0] + 5 * sweep, y - WHORL[1], z - WHORL[2]],
  up: ({ bun = { y: 15, z: -8, radius: 3 } }, x, y, z) => [-x, bun.y - y, bun.z - z],
  out: () => [0, 0, 0],
  forwards: ({ sweep = 0 }, _x, _y, _z, side) => [side * sweep, -1, 0.5],
}

export function dot(a: Readonly<Vector>, b: Readonly<Vector>): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

export function cross(a: Readonly<Vector>, b: Readonly<Vector>): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function addScaled(a: Readonly<Vector>, b: Readonly<Vector>, factor: number): Vector {
  return [a[0] + b[0] * factor, a[1] + b[1] * factor, a[2] + b[2] * factor]
}

export function normalize(v: Readonly<Vector>): Vector {
  const length = Math.hypot(v[0], v[1], v[2]) || 1
  return [v[0] / length, v[1] / length, v[2] / length]
}
