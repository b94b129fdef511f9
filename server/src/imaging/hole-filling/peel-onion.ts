import { surprise } from './expect-tones.ts'
import { RADIUS } from './level.ts'
import { anySource, type Dice, type PatchField } from './patch-field.ts'

const TEXELS = (2 * RADIUS + 1) ** 2
const RANDOM_TRIES = 300

/** How much dearer a source is that lies a whole picture above or below: scenes are layered, what is beside is likelier alike. */
const STRANGENESS = 2

/**
 * The first guess, at the coarsest level: the hole is filled layer by layer from its rim, each pixel by the patch that best continues
 * what is known around it by then. Gives every target a source.
 * Source: Newson, Almansa, Fradet, Gousseau, Pérez 2014, "Video Inpainting of Complex Scenes", sec. 4.4.
 */
export function peelOnion(field: PatchField, dice: Dice): void {
  const { level, targets, filled, isSource, match, depth } = field
  const { texels, width, height, hole } = level
  const known = Uint8Array.from(hole, (flag) => 1 - flag)
  for (const at of Int32Array.from(filled).sort((a, b) => depth[a] - depth[b] || a - b)) {
    const x = at % width
    const y = (at - x) / width
    const middle = Math.min(Math.max(y, RADIUS), height - 1 - RADIUS) * width + Math.min(Math.max(x, RADIUS), width - 1 - RADIUS)
    let best = -1
    let lowest = Infinity
    const attempt = (candidate: number) => {
      if (candidate < 0 || candidate >= isSource.length || !isSource[candidate]) return
      const climb = Math.abs(Math.floor(candidate / width) - Math.floor(middle / width)) / height
      const cost =
        (1 + STRANGENESS * climb) * (knownCost(field, known, middle, candidate) + surprise(field.expected, middle, candidate) / TEXELS)
      if (cost >= lowest) return
      lowest = cost
      best = candidate
    }
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const neighbour = middle + dy * width + dx
        if (match[neighbour] >= 0) attempt(match[neighbour] - dy * width - dx)
      }
    for (let tries = 0; tries < RANDOM_TRIES; tries++) attempt(anySource(field, dice))
    match[middle] = best
    const from = (best + at - middle) * 4
    for (let channel = 0; channel < 4; channel++) texels[at * 4 + channel] = texels[from + channel]
    known[at] = 1
  }
  for (const target of targets) if (match[target] < 0) match[target] = anySource(field, dice)
}

/** The mean squared difference over what is known of the target. */
function knownCost({ level }: PatchField, known: Uint8Array, target: number, source: number): number {
  const { texels, width } = level
  let sum = 0
  let count = 0
  for (let dy = -RADIUS; dy <= RADIUS; dy++)
    for (let dx = -RADIUS; dx <= RADIUS; dx++) {
      const offset = dy * width + dx
      if (!known[target + offset]) continue
      count++
      const i = (target + offset) * 4
      const j = (source + offset) * 4
      for (let channel = 0; channel < 4; channel++) {
        const difference = texels[i + channel] - texels[j + channel]
        sum += difference * difference
      }
    }
  return count === 0 ? 0 : sum / count
}
