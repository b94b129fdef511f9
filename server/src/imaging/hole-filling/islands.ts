import { checkpoint } from '../checkpoint.ts'
import { grow, RADIUS, type Level } from './level.ts'
import { interpolate } from './membrane.ts'
import type { PatchField } from './patch-field.ts'

/** Known pixels so near to the hole are its rim: they speak for what is in it. */
const RIM = 2 * RADIUS
/** A tone is strange if it is this far from the foretold one, of 255, as the root mean square over red, green and blue ... */
const STRANGE = 16
/** ... and this many times as far as the tones of the rim are. */
const STRANGE_RATIO = 2
/** A pixel of the rim announces an island if it is this much nearer to the island's tone than the foretold one is. */
const LIKENESS = 0.5
/** The rim is asked as far from the island's box as this many times the island's depth in the hole. */
const REACH = 2
/** The share of the asked rim that has to announce an island. */
const ENOUGH = 0.01
/** What the foretold tones weigh from then on where an island was, for each texel of a patch. */
const INSISTENCE = 8

/** Five numbers per pixel: red, green, blue and busyness as the rim foretells them, and the mean square by which the rim's tones scatter. */
type Foretold = Float32Array

/**
 * Nothing begins inside a hole that its rim does not announce. Islands are connected pixels of the fill far from what the rim foretells,
 * by the measure of its own contrast, that do not touch the rim and whose tone the rim near by does not have. They get the foretold tones,
 * and the patches there are bound to these. True if there were any: then matches have to be settled anew.
 */
export async function drownIslands({ level, filled, targets, depth, expected }: PatchField, signal: AbortSignal): Promise<boolean> {
  const { width, height, hole, texels } = level
  const near = grow(hole, width, height, RIM)
  const isRim = near.map((flag, at) => flag & ~hole[at])
  const foretold = await foretell(level, isRim, signal)
  const strange = new Uint8Array(hole.length)
  for (const at of filled) {
    const deviation = distance(texels, at * 4, foretold, at * 5)
    if (deviation > STRANGE ** 2 && deviation > STRANGE_RATIO ** 2 * foretold[at * 5 + 4]) strange[at] = 1
  }
  const drowned = new Uint8Array(hole.length)
  let found = false
  for (const first of filled) {
    if (!strange[first]) continue
    await checkpoint(signal)
    const island = takeIsland(strange, first, width)
    if (isAnnounced(island, level, isRim, depth, foretold)) continue
    for (const at of island) drowned[at] = 1
    found = true
  }
  if (!found) return false
  const shore = grow(drowned, width, height, 1)
  for (const at of filled)
    if (shore[at]) for (let channel = 0; channel < 4; channel++) texels[at * 4 + channel] = Math.round(foretold[at * 5 + channel])
  const touching = grow(shore, width, height, RADIUS)
  for (const target of targets) if (touching[target]) expected[target * 4 + 3] = INSISTENCE * (2 * RADIUS + 1) ** 2
  return true
}

async function foretell({ width, height, texels }: Level, isRim: Uint8Array, signal: AbortSignal): Promise<Foretold> {
  const foretold = new Float32Array(isRim.length * 5)
  for (let at = 0; at < isRim.length; at++) {
    if (!isRim[at]) continue
    for (let channel = 0; channel < 4; channel++) foretold[at * 5 + channel] = texels[at * 4 + channel]
    foretold[at * 5 + 4] = meanSquare(texels, at * 4)
  }
  await checkpoint(signal)
  interpolate(foretold, Float32Array.from(isRim), width, height, 5)
  await checkpoint(signal)
  for (let at = 0; at < isRim.length; at++) foretold[at * 5 + 4] = Math.max(0, foretold[at * 5 + 4] - meanSquare(foretold, at * 5))
  return foretold
}

/** The strange pixels that hang together with the first, which are no longer flagged. An island at the level's border goes on around it. */
function takeIsland(strange: Uint8Array, first: number, width: number): number[] {
  const island = [first]
  strange[first] = 0
  for (const at of island)
    for (const step of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1])
      if (strange[at + step]) {
        strange[at + step] = 0
        island.push(at + step)
      }
  return island
}

/** True if the island touches the rim, or the rim near by has its tone. */
function isAnnounced(
  island: readonly number[],
  { width, height, texels }: Level,
  isRim: Uint8Array,
  depth: Uint16Array,
  foretold: Foretold,
): boolean {
  if (island.some((at) => depth[at] <= 1)) return true
  let [left, right, top, bottom, deepest, deviation] = [width, 0, height, 0, 0, 0]
  const tone = [0, 0, 0]
  for (const at of island) {
    const x = at % width
    const y = (at - x) / width
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    deepest = Math.max(deepest, depth[at])
    deviation += distance(texels, at * 4, foretold, at * 5) / island.length
    for (let channel = 0; channel < 3; channel++) tone[channel] += texels[at * 4 + channel] / island.length
  }
  const reach = REACH * deepest + 1
  let [asked, alike] = [0, 0]
  for (let y = Math.max(0, top - reach); y <= Math.min(height - 1, bottom + reach); y++)
    for (let x = Math.max(0, left - reach); x <= Math.min(width - 1, right + reach); x++) {
      const at = y * width + x
      if (!isRim[at]) continue
      asked++
      if (distance(texels, at * 4, tone, 0) < deviation * LIKENESS ** 2) alike++
    }
  return alike > 0 && alike >= ENOUGH * asked
}

/** The mean square difference of two tones. */
function distance(a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number): number {
  return ((a[i] - b[j]) ** 2 + (a[i + 1] - b[j + 1]) ** 2 + (a[i + 2] - b[j + 2]) ** 2) / 3
}

function meanSquare(a: ArrayLike<number>, i: number): number {
  return (a[i] ** 2 + a[i + 1] ** 2 + a[i + 2] ** 2) / 3
}
