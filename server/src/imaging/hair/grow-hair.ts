import type { Random } from '../random.ts'
import { aboveHairline, azimuth, BEHIND_Z, faceHalfWidth, hairlineAt, SKULL, type Head } from './head.ts'
import type { Bangs, HairStyle, Wave } from './hair-style.ts'
import { StrandsBuilder, type Strands } from './strands.ts'
import { createField, cross, dot, MAX_POINTS, normalize, STEP, traceStrand, type Field, type Habit, type Vector } from './trace-strand.ts'

/** Share of the sphere that hair grows on, about. */
const SCALP_SHARE = 0.56
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const BIG_LOCKS = 70
const SMALL_LOCKS = 520
const NO_GUARD = -99
const UP: Vector = [0, 1, 0]
const RIGHT: Vector = [1, 0, 0]
/** Share of the face's width that stays free. */
const INNER_FACE = 0.8
/** Squared units: farther than any lock of the same side. */
const ACROSS = 1000
/** Roots more for each thousand, in a band this wide along the parting: there nothing but they covers the skin. */
const PARTING = { share: 0.1, width: 0.55 }
const STRAIGHT: Wave = { size: 0, length: 10, from: 0, curl: 0 }

interface Root {
  readonly at: Readonly<Vector>
  readonly isFringe: boolean
}

interface Lock {
  readonly root: Root
  readonly path: Float32Array
  readonly count: number
  readonly phase: number
  /** Of the style's waves. */
  readonly size: number
  readonly stretch: number
  readonly tone: number
  readonly tint: number
  readonly behind: number
}

/** Grows the hair of a style on a head: roots, locks that neighbours share, strands with waves. The same random stream gives the same hair. */
export function growHair(head: Head, style: HairStyle, random: Random): Strands {
  const builder = new StrandsBuilder()
  growPart(createField(head, style), scalpRoots(style, random), style, random, builder)
  if (style.bun) windBun(style.bun, style.thousands ?? 9, random, builder)
  if (style.bangs) {
    const fringe = fringeStyle(style, style.bangs)
    growPart(createField(head, fringe), fringeRoots(style.bangs, random), fringe, random, builder, style.bangs)
  }
  return builder.build()
}

/** A fringe alone. */
export function growFringe(head: Head, style: HairStyle, random: Random): Strands {
  const builder = new StrandsBuilder()
  if (!style.bangs) return builder.build()
  const fringe = fringeStyle(style, style.bangs)
  growPart(createField(head, fringe), fringeRoots(style.bangs, random), fringe, random, builder, style.bangs)
  return builder.build()
}

function scalpRoots(style: HairStyle, random: Random): Root[] {
  const candidates = Math.round(((style.thousands ?? 9) * 1000) / SCALP_SHARE)
  const roots: Root[] = []
  const turn = random.between(0, Math.PI * 2)
  for (let i = 0; i < candidates; i++) {
    const height = 1 - (2 * (i + random.next())) / candidates
    const angle = i * GOLDEN_ANGLE + turn
    const ring = Math.sqrt(Math.max(0, 1 - height * height))
    const at: Vector = [SKULL.rx * ring * Math.sin(angle), SKULL.y + SKULL.ry * height, SKULL.z + SKULL.rz * ring * Math.cos(angle)]
    // The hairline is thin and uneven.
    if (aboveHairline(...at) > 0.7 * random.next() ** 2) roots.push({ at, isFringe: false })
  }
  if (style.comb === 'part') roots.push(...partingRoots(style, random))
  return shuffle(roots, random)
}

function partingRoots({ part = 0, thousands = 9 }: HairStyle, random: Random): Root[] {
  return Array.from({ length: Math.round(thousands * 1000 * PARTING.share) }, () => {
    const x = part + random.between(-PARTING.width, PARTING.width) * random.next()
    const angle = random.between(-0.1, 1)
    const ring = Math.sqrt(1 - (x / SKULL.rx) ** 2)
    return {
      at: [x, SKULL.y + SKULL.ry * ring * Math.cos(angle), SKULL.z + SKULL.rz * ring * Math.sin(angle)] as const,
      isFringe: false,
    }
  }).filter(({ at }) => aboveHairline(...at) > 0.2)
}

function fringeRoots({ width, depth = 3, thousands }: Bangs, random: Random): Root[] {
  return Array.from({ length: Math.round(thousands * 1000) }, () => {
    // Thinner to the sides.
    const x = width * (random.next() + random.next() - 1 + random.between(-0.75, 0.75)) * 0.6
    const guess = SKULL.z + SKULL.rz * 0.6
    const y = hairlineAt(azimuth(x, guess)) + depth * random.next() ** 1.8
    const across = 1 - (x / SKULL.rx) ** 2 - ((y - SKULL.y) / SKULL.ry) ** 2
    return { at: [x, y, SKULL.z + SKULL.rz * Math.sqrt(Math.max(0, across))], isFringe: true }
  })
}

function fringeStyle(style: HairStyle, bangs: Bangs): HairStyle {
  const { bun: _bun, flick: _flick, layers: _layers, maxLength: _maxLength, ...rest } = style
  return {
    ...rest,
    comb: 'forwards',
    reach: bangs.reach,
    ragged: bangs.ragged ?? 0.5,
    lift: bangs.lift ?? 0.9,
    sweep: bangs.sweep ?? 0,
    cling: 0,
    stiffness: 7,
    ...(bangs.part === undefined ? { part: -99 } : { part: bangs.part }),
    clumping: style.clumping ?? 0.5,
  }
}

function growPart(field: Field, roots: readonly Root[], style: HairStyle, random: Random, builder: StrandsBuilder, bangs?: Bangs): void {
  if (roots.length === 0) return
  const parting = style.comb === 'part' || style.comb === 'forwards' ? (style.part ?? 0) : undefined
  const bigLocks = roots.slice(0, BIG_LOCKS).map((root) => makeLock(field, root, style, random, bangs))
  const findBig = finderOf(bigLocks, parting)
  const smallLocks = roots.slice(0, style.locks ?? SMALL_LOCKS).map((root) => {
    const lock = makeLock(field, root, style, random, bangs)
    const big = findBig(root)
    gather(lock.path, lock.count, big, 0.35 * (style.clumping ?? 0.5))
    return {
      ...lock,
      tone: lock.tone + big.tone * 0.7,
      behind: big.behind,
      phase: big.phase + (lock.phase - Math.PI) * (0.35 + 0.65 * (style.wave?.curl ?? 0)),
    }
  })
  const findSmall = finderOf(smallLocks, parting)
  const path = new Float32Array(MAX_POINTS * 3)
  const wave = style.wave ?? STRAIGHT
  for (const root of roots) {
    const lock = findSmall(root)
    const count = traceStrand(field, root.at, habitOf(style, root, random, bangs), path)
    gather(path, count, lock, (style.clumping ?? 0.5) * random.between(0.6, 1))
    emit(path, count, lock, wave, random, builder, root.isFringe, !root.isFringe && (style.frame ?? 0) > NO_GUARD)
  }
}

function makeLock(field: Field, root: Root, style: HairStyle, random: Random, bangs?: Bangs): Lock {
  const path = new Float32Array(MAX_POINTS * 3)
  const count = traceStrand(field, root.at, habitOf(style, root, random, bangs), path)
  return {
    root,
    path,
    count,
    phase: random.between(0, Math.PI * 2),
    size: random.between(0.65, 1.25),
    stretch: random.between(0.85, 1.15),
    tone: random.between(-0.5, 0.5),
    tint: random.between(-1, 1),
    behind: path[count * 3 - 1] + random.between(-0.7, 0.7) < BEHIND_Z && path[count * 3 - 2] < 0 ? 1 : 0,
  }
}

function habitOf(style: HairStyle, { at }: Root, random: Random, bangs?: Bangs): Habit {
  const ragged = (style.ragged ?? 0.5) * (random.next() + random.next() - 1)
  const layers = (style.layers ?? 0) * random.next() ** 1.6
  const drop = bangs ? (bangs.drop ?? 0) * (at[0] / bangs.width) ** 2 : 0
  return {
    height: 0.15 + (style.lift - 0.15) * random.next() ** 0.75,
    reach: style.reach - drop + ragged + layers,
    length: (style.maxLength ?? MAX_POINTS * STEP) * random.between(style.comb === 'out' ? 0.94 : 0.8, 1),
    drift: (style.drift ?? 0.05) * random.between(-1, 1),
    guard: bangs ? NO_GUARD : (style.frame ?? 0) + random.between(-0.25, 0.35),
  }
}

/** Pulls a path towards a lock, the more the farther from the root. */
function gather(path: Float32Array, count: number, lock: Lock, strength: number): void {
  const pull: Vector = [0, 0, 0]
  for (let i = 1; i < count; i++) {
    const share = strength * Math.min(1, i / Math.max(4, count * 0.6))
    // Where the lock has ended its last point would gather all ends in one place: what it pulled there is kept.
    if (i < lock.count) for (let k = 0; k < 3; k++) pull[k] = lock.path[i * 3 + k] - path[i * 3 + k]
    for (let k = 0; k < 3; k++) path[i * 3 + k] += pull[k] * share
  }
}

function emit(
  path: Float32Array,
  count: number,
  lock: Lock,
  wave: Wave,
  random: Random,
  builder: StrandsBuilder,
  isFringe: boolean,
  isGuarded: boolean,
): void {
  const total = (count - 1) * STEP
  const step = wave.size > 0 ? Math.min(STEP, wave.length / 9) : STEP
  const points = Math.max(2, Math.ceil(total / step))
  const phase = lock.phase + random.between(-0.5, 0.5)
  const size = wave.size * lock.size * random.between(0.8, 1.15)
  const stretch = lock.stretch * random.between(0.96, 1.04)
  const [f1, f2, p1, p2] = [random.between(0.15, 0.5), random.between(0.15, 0.5), random.between(0, 6.3), random.between(0, 6.3)]
  const stray = random.chance(0.05) ? 0.4 : 0.1
  for (let i = 0; i < points; i++) {
    const length = (i / (points - 1)) * total
    const at = length / STEP
    const index = Math.min(count - 2, Math.floor(at))
    const share = at - index
    const p: Vector = [0, 0, 0]
    const t: Vector = [0, 0, 0]
    for (let k = 0; k < 3; k++) {
      const [a, b] = [path[index * 3 + k], path[index * 3 + 3 + k]]
      p[k] = a + (b - a) * share
      t[k] = b - a
    }
    const grown = Math.min(1, length / 4)
    p[0] += stray * grown * Math.sin(length * f1 + p1)
    p[2] += stray * grown * Math.sin(length * f2 + p2)
    p[1] += stray * 0.5 * grown * Math.sin(length * f2 + p1)
    if (wave.size > 0) {
      const along = normalize(t)
      const outwards = normalize([p[0], (p[1] - SKULL.y) * 0.3 * (p[1] > SKULL.y ? 1 : 0), p[2] - SKULL.z])
      // Hair that stands straight out swings around its own direction.
      const isOut = Math.abs(dot(along, outwards)) > 0.8
      const aside = normalize(cross(along, isOut ? (Math.abs(along[1]) < 0.8 ? UP : RIGHT) : outwards))
      const third = isOut ? cross(aside, along) : outwards
      const swing = size * Math.min(1, length / Math.max(0.5, wave.from * total))
      const angle = (2 * Math.PI * length * stretch) / wave.length + phase
      for (let k = 0; k < 3; k++) p[k] += swing * (Math.sin(angle) * aside[k] + wave.curl * Math.cos(angle) * third[k])
    }
    // Waves and locks may lead over the face: there a strand ends.
    if (isGuarded && p[2] > -2 && p[1] < 9.8 && Math.abs(p[0]) < faceHalfWidth(p[1]) * INNER_FACE) break
    builder.addPoint(p[0], p[1], p[2])
  }
  builder.endStrand(
    (lock.tone * 0.6 + random.between(-0.5, 0.5)) * (isFringe ? 0.5 : 1),
    0.5 * lock.tint + random.between(-0.5, 0.5),
    lock.behind === 1 && !isFringe,
    isFringe,
  )
}

/** Strands around a ball, as a knot of hair shows them. */
function windBun(bun: NonNullable<HairStyle['bun']>, thousands: number, random: Random, builder: StrandsBuilder): void {
  const locks = Array.from({ length: 16 }, () => ({
    axis: normalize([random.between(-0.7, 0.7), random.between(0.3, 1), random.between(-0.5, 0.9)]),
    tone: random.between(-0.5, 0.5),
  }))
  const count = Math.round(thousands * 220)
  for (let i = 0; i < count; i++) {
    const { axis, tone } = random.pick(locks)
    const up = Math.abs(axis[1]) < 0.9 ? UP : RIGHT
    const a = normalize(cross(axis, up))
    const b = cross(axis, a)
    const lean = random.between(-0.75, 0.75)
    const radius = bun.radius * (0.86 + 0.14 * random.next())
    const start = random.between(0, Math.PI * 2)
    const sweep = random.between(1.6, 3.2)
    const ring = Math.sqrt(1 - lean * lean)
    for (let step = 0; step <= 14; step++) {
      const angle = start + (sweep * step) / 14
      const squash = [1.08, 0.92, 1]
      const p = [0, 1, 2].map((k) => radius * squash[k] * (lean * axis[k] + ring * (Math.cos(angle) * a[k] + Math.sin(angle) * b[k])))
      builder.addPoint(p[0], bun.y + p[1], bun.z + p[2])
    }
    builder.endStrand(tone * 0.8 + random.between(-0.4, 0.4), random.between(-1, 1), false, false)
  }
}

/** Finds the lock whose root is nearest; on the same side of the parting, for those on both sides go different ways. */
function finderOf(locks: readonly Lock[], parting: number | undefined): (root: Root) => Lock {
  const places = Float64Array.from(locks.flatMap(({ root }) => root.at))
  const isRight = (x: number) => parting !== undefined && x >= parting
  const sides = locks.map(({ root }) => isRight(root.at[0]))
  return ({ at: [x, y, z] }) => {
    const side = isRight(x)
    let best = 0
    let least = Infinity
    for (let i = 0; i < sides.length; i++) {
      const [dx, dy, dz] = [places[i * 3] - x, places[i * 3 + 1] - y, places[i * 3 + 2] - z]
      const distance = dx * dx + dy * dy + dz * dz + (sides[i] === side ? 0 : ACROSS)
      if (distance >= least) continue
      least = distance
      best = i
    }
    return locks[best]
  }
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const other = Math.floor(random.next() * (i + 1))
    ;[items[i], items[other]] = [items[other], items[i]]
  }
  return items
}
