import { checkpoint } from '../checkpoint.ts'
import type { Pixels } from '../pixels.ts'
import { expectNothing, expectTones } from './expect-tones.ts'
import { drownIslands } from './islands.ts'
import { createLevels, type Level, type Region } from './level.ts'
import { spreadKnown } from './membrane.ts'
import { createDice, createPatchField, improveMatches, refineMatches, renewCosts, type Dice, type PatchField } from './patch-field.ts'
import { peelOnion } from './peel-onion.ts'
import { smoothSeam } from './smooth-seam.ts'
import { vote, weighPatches } from './vote.ts'

export interface FillOptions {
  readonly seed: number
  readonly signal: AbortSignal
  /** 0..1, never falling. */
  readonly onProgress: (fraction: number) => void
}

/** Effort by the number of pixels to fill at a level: rounds of search and vote, and passes of search in each. */
const EFFORT = [
  { upTo: 4_000, rounds: 14, passes: 4 },
  { upTo: 16_000, rounds: 9, passes: 3 },
  { upTo: 60_000, rounds: 5, passes: 2 },
  { upTo: 250_000, rounds: 3, passes: 2 },
  { upTo: Infinity, rounds: 1, passes: 2 },
] as const
/** Targets between two checkpoints, well below half a second of work. */
const TARGETS_AT_ONCE = 30_000
/** How far from the hole's box sources are looked for: as far as its longer side, within these bounds in pixels. */
const MIN_MARGIN = 160
const MAX_MARGIN = 640
/** Votes at the finest level end up this sharp, so that texture is copied rather than averaged. */
const LAST_SHARPNESS = 3
/** Pixels around its source that a patch of the finest level looks at. Coarser levels look everywhere. */
const FINEST_REACH = 8

/**
 * Fills the hole of a picture (flags 0 or 1, one per pixel) with texture and structure from around it: patches are matched and voted on
 * from coarse to fine, then the rim is levelled. Gives new pixels; those outside of the hole are the same, bit by bit. A hole that leaves
 * nothing to copy is filled smoothly; alpha in the hole always is.
 * Stops at the next checkpoint (at least every half second) and throws `signal.reason` when aborted.
 * Source: Wexler et al. 2007; Barnes et al. 2009; Newson et al. 2014 (see the parts).
 */
export async function fillHole(picture: Pixels, hole: Uint8Array, { seed, signal, onProgress }: FillOptions): Promise<Pixels> {
  const result: Pixels = { ...picture, data: picture.data.slice() }
  const region = regionAround(picture, hole)
  if (region === undefined) return result
  await checkpoint(signal)
  const dice = createDice(seed)
  const levels = await createLevels(picture, hole, region, signal)
  const usable: PatchField[] = []
  for (const [index, level] of levels.entries()) {
    // The finest level copies what the others have decided, exactly.
    const field = createPatchField(level, index === 0 && levels.length > 1 ? expectNothing(level) : await expectTones(level, signal))
    if (field.sourceCount === 0) break
    usable.push(field)
    await checkpoint(signal)
  }
  if (usable.length === 0 || picture.channels === 4) spreadKnown(result, hole, region)
  if (usable.length === 0) return result

  const work = usable.map(({ targets, filled }) => targets.length * effortFor(filled.length).rounds * effortFor(filled.length).passes)
  const total = work.reduce((sum, share) => sum + share, 0)
  let done = 0
  for (let index = usable.length - 1; index >= 0; index--) {
    const field = usable[index]
    if (index === usable.length - 1) peelOnion(field, dice)
    else {
      refineMatches(field, usable[index + 1], dice)
      await castVotes(field, new Float32Array(field.cost.length).fill(1), signal)
    }
    await settleLevel(field, index, dice, signal, (targets) => {
      done += targets
      onProgress(Math.min(1, done / total))
    })
    // The finest level only looks about where the others have sent it, so what begins there begins here.
    if (index > 0 && (await drownIslands(field, signal))) await settleLevel(field, index, dice, signal, () => undefined)
  }
  await smoothSeam(usable[0], signal)
  paste(result, usable[0].level, region)
  return result
}

/** Searches and votes in turns until the effort is spent. `index` 0 is the finest level. */
async function settleLevel(
  field: PatchField,
  index: number,
  dice: Dice,
  signal: AbortSignal,
  onDone: (targets: number) => void,
): Promise<void> {
  const { level, targets } = field
  const { rounds, passes } = effortFor(field.filled.length)
  const reach = index === 0 ? FINEST_REACH : Math.max(level.width, level.height)
  for (let round = 0; round < rounds; round++) {
    for (let from = 0; from < targets.length; from += TARGETS_AT_ONCE) {
      renewCosts(field, from, Math.min(targets.length, from + TARGETS_AT_ONCE))
      await checkpoint(signal)
    }
    for (let pass = 0; pass < passes; pass++) {
      const upwards = (round * passes + pass) % 2 === 0
      const slices = Math.ceil(targets.length / TARGETS_AT_ONCE)
      for (let slice = 0; slice < slices; slice++) {
        const place = upwards ? slice : slices - 1 - slice
        const from = place * TARGETS_AT_ONCE
        const to = Math.min(targets.length, from + TARGETS_AT_ONCE)
        improveMatches(field, from, to, upwards, reach, dice)
        onDone(to - from)
        await checkpoint(signal)
      }
    }
    const sharpness = index === 0 ? (LAST_SHARPNESS * (round + 1)) / rounds : 1
    await castVotes(field, weighPatches(field, sharpness), signal)
  }
}

async function castVotes(field: PatchField, weight: Float32Array, signal: AbortSignal): Promise<void> {
  for (let from = 0; from < field.filled.length; from += TARGETS_AT_ONCE) {
    vote(field, weight, from, Math.min(field.filled.length, from + TARGETS_AT_ONCE))
    await checkpoint(signal)
  }
}

function effortFor(pixels: number): (typeof EFFORT)[number] {
  return EFFORT.find(({ upTo }) => pixels <= upTo) ?? EFFORT[EFFORT.length - 1]
}

/** The hole's box with room around it; undefined if there is no hole. */
function regionAround({ width, height }: Pixels, hole: Uint8Array): Region | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0; y < height; y++) {
    const row = hole.subarray(y * width, (y + 1) * width)
    const first = row.indexOf(1)
    if (first < 0) continue
    left = Math.min(left, first)
    right = Math.max(right, row.lastIndexOf(1))
    top = Math.min(top, y)
    bottom = y
  }
  if (right < 0) return undefined
  const margin = Math.min(MAX_MARGIN, Math.max(MIN_MARGIN, right - left, bottom - top))
  const [x, y] = [Math.max(0, left - margin), Math.max(0, top - margin)]
  return { left: x, top: y, width: Math.min(width, right + margin + 1) - x, height: Math.min(height, bottom + margin + 1) - y }
}

function paste(target: Pixels, { width, height, hole, texels }: Level, { left, top }: Region): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = y * width + x
      if (!hole[from]) continue
      const to = ((top + y) * target.width + left + x) * target.channels
      for (let channel = 0; channel < 3; channel++) target.data[to + channel] = texels[from * 4 + channel]
    }
}
