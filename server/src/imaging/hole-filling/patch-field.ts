import { surprise, type Expectation } from './expect-tones.ts'
import { depthOfHole, grow, RADIUS, type Level } from './level.ts'

/** Bytes of a row of a patch: its texels lie side by side. */
const ROW_BYTES = (2 * RADIUS + 1) * 4

/**
 * Which patch resembles which: for every patch that touches the hole (a target), a patch that is wholly known (its source). Patches are
 * named by the index of their middle, and all lie wholly within the level, so no loop has to look for borders.
 */
export interface PatchField {
  readonly level: Level
  /** Indices of targets, row by row. */
  readonly targets: Int32Array
  /** Indices of the pixels to fill, row by row. */
  readonly filled: Int32Array
  /** 1 where a patch may be copied from. */
  readonly isSource: Uint8Array
  readonly sourceCount: number
  /** For each pixel the source of the patch around it, -1 where there is none. */
  readonly match: Int32Array
  /** The squared difference between the two, over all texels, and how little the source is expected there. */
  readonly cost: Int32Array
  readonly depth: Uint16Array
  readonly expected: Expectation
}

export function createPatchField(level: Level, expected: Expectation): PatchField {
  const { width, height, hole, suspect } = level
  const touching = grow(hole, width, height, RADIUS)
  // Suspect pixels surround the hole, so these are the patches that touch either.
  const unfit = grow(suspect, width, height, RADIUS)
  const isSource = new Uint8Array(width * height)
  let sourceCount = 0
  let targetCount = 0
  for (let y = RADIUS; y < height - RADIUS; y++)
    for (let x = RADIUS, at = y * width + RADIUS; x < width - RADIUS; x++, at++) {
      if (touching[at]) targetCount++
      if (unfit[at]) continue
      isSource[at] = 1
      sourceCount++
    }
  const targets = new Int32Array(targetCount)
  for (let y = RADIUS, next = 0; y < height - RADIUS; y++)
    for (let x = RADIUS, at = y * width + RADIUS; x < width - RADIUS; x++, at++) if (touching[at]) targets[next++] = at
  let holeSize = 0
  for (let at = 0; at < hole.length; at++) holeSize += hole[at]
  const filled = new Int32Array(holeSize)
  for (let at = 0, next = 0; at < hole.length; at++) if (hole[at]) filled[next++] = at
  const match = new Int32Array(width * height).fill(-1)
  const cost = new Int32Array(width * height)
  return { level, targets, filled, isSource, sourceCount, match, cost, depth: depthOfHole(level).depth, expected }
}

/** Random numbers for the hot loops: xorshift (Marsaglia 2003), 32 bits, never 0. Shared by reference so that it is one stream. */
export type Dice = Uint32Array

export function createDice(seed: number): Dice {
  return Uint32Array.of((Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ 0x2545f491) | 1)
}

function roll(dice: Dice): number {
  let x = dice[0]
  x ^= x << 13
  x ^= x >>> 17
  x ^= x << 5
  dice[0] = x
  return x >>> 0
}

/** A source anywhere. The field must have one. */
export function anySource({ isSource }: PatchField, dice: Dice): number {
  for (let attempt = 0; attempt < 64; attempt++) {
    const at = roll(dice) % isSource.length
    if (isSource[at]) return at
  }
  const start = roll(dice) % isSource.length
  const after = isSource.indexOf(1, start)
  return after >= 0 ? after : isSource.indexOf(1)
}

/** The squared difference of two patches, or something above `limit` as soon as it is known to be more than that. */
export function patchCost(texels: Uint8Array, width: number, a: number, b: number, limit: number): number {
  let sum = 0
  let i = (a - RADIUS * width - RADIUS) * 4
  let j = (b - RADIUS * width - RADIUS) * 4
  const step = width * 4
  for (let row = -RADIUS; row <= RADIUS; row++) {
    for (let k = 0; k < ROW_BYTES; k++) {
      const difference = texels[i + k] - texels[j + k]
      sum += difference * difference
    }
    if (sum > limit) return sum
    i += step
    j += step
  }
  return sum
}

/** Reckons the costs of targets `from` to `to` of the list anew: the texels of the hole have changed. */
export function renewCosts({ level, targets, match, cost, expected }: PatchField, from: number, to: number): void {
  for (let k = from; k < to; k++) {
    const [target, source] = [targets[k], match[targets[k]]]
    cost[target] = surprise(expected, target, source) + patchCost(level.texels, level.width, target, source, Infinity)
  }
}

/**
 * One pass over targets `from` to `to` of the list, upwards or downwards: each tries what suits its neighbours, then places ever nearer to
 * its own source, beginning with `reach` pixels around it.
 * Source: Barnes, Shechtman, Finkelstein, Goldman 2009, "PatchMatch", sec. 3.2.
 */
export function improveMatches(field: PatchField, from: number, to: number, upwards: boolean, reach: number, dice: Dice): void {
  const { level, targets, isSource, match, cost, expected } = field
  const { texels, width, height } = level
  const back = upwards ? -1 : 1
  const count = to - from
  for (let k = 0; k < count; k++) {
    const target = targets[upwards ? from + k : to - 1 - k]
    let best = match[target]
    let lowest = cost[target]
    for (let direction = 0; direction < 2; direction++) {
      const neighbour = target + (direction === 0 ? back : back * width)
      const known = neighbour >= 0 && neighbour < match.length ? match[neighbour] : -1
      if (known < 0) continue
      const candidate = known + target - neighbour
      if (candidate === best || candidate < 0 || candidate >= isSource.length || isSource[candidate] === 0) continue
      const strange = surprise(expected, target, candidate)
      if (strange >= lowest) continue
      const found = strange + patchCost(texels, width, target, candidate, lowest - strange)
      if (found >= lowest) continue
      lowest = found
      best = candidate
    }
    for (let radius = reach; radius >= 1; radius >>= 1) {
      const x = best % width
      const y = (best - x) / width
      const left = x > radius ? x - radius : 0
      const right = x + radius < width ? x + radius : width - 1
      const top = y > radius ? y - radius : 0
      const bottom = y + radius < height ? y + radius : height - 1
      const candidate = (top + (roll(dice) % (bottom - top + 1))) * width + left + (roll(dice) % (right - left + 1))
      if (isSource[candidate] === 0) continue
      const strange = surprise(expected, target, candidate)
      if (strange >= lowest) continue
      const found = strange + patchCost(texels, width, target, candidate, lowest - strange)
      if (found >= lowest) continue
      lowest = found
      best = candidate
    }
    match[target] = best
    cost[target] = lowest
  }
}

/** Takes the sources over from the level of half the size; where they do not fit, any. */
export function refineMatches(field: PatchField, coarse: PatchField, dice: Dice): void {
  const { level, targets, isSource, match } = field
  const { width } = level
  const half = coarse.level
  for (const target of targets) {
    const x = target % width
    const y = (target - x) / width
    const parent = clamp(y >> 1, RADIUS, half.height - 1 - RADIUS) * half.width + clamp(x >> 1, RADIUS, half.width - 1 - RADIUS)
    const source = coarse.match[parent]
    let candidate = -1
    if (source >= 0) {
      const sourceX = source % half.width
      const sourceY = (source - sourceX) / half.width
      candidate = (2 * sourceY + (y & 1)) * width + 2 * sourceX + (x & 1)
    }
    match[target] = candidate >= 0 && candidate < isSource.length && isSource[candidate] ? candidate : anySource(field, dice)
  }
}

function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value
}
