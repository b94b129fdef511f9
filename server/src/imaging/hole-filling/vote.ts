import { RADIUS } from './level.ts'
import type { PatchField } from './patch-field.ts'

/** Trust in a patch falls by this with every step into the hole: what is known speaks louder than what was guessed. Wexler 2007, sec. 3.2. */
const TRUST_PER_STEP = 1 / 1.3
const LEAST_TRUST = 1e-6

/**
 * How much each patch's opinion counts: more the better it fits its source and the nearer it is to what is known. `sharpness` above 1
 * leaves the word to the best fitting.
 * Source: Wexler, Shechtman, Irani 2007, "Space-Time Completion of Video", eq. 4; sigma as there, the 75th percentile of the costs.
 */
export function weighPatches({ targets, cost, depth }: PatchField, sharpness: number): Float32Array {
  const weight = new Float32Array(cost.length)
  const sample = Float64Array.from(
    { length: Math.min(targets.length, 4096) },
    (_, i) => cost[targets[Math.floor((i * targets.length) / 4096) % targets.length]],
  ).sort()
  const spread = Math.max(1, sample[Math.floor(sample.length * 0.75)])
  const trusts = Float32Array.from({ length: 64 }, (_, steps) => Math.max(LEAST_TRUST, TRUST_PER_STEP ** steps))
  for (const target of targets)
    weight[target] = Math.max(1e-12, Math.exp((-cost[target] * sharpness) / (2 * spread))) * trusts[Math.min(63, depth[target])]
  return weight
}

/** Fills pixels `from` to `to` of the list with the weighted mean of what all patches over them propose. */
export function vote(field: PatchField, weight: Float32Array, from: number, to: number): void {
  const { texels } = field.level
  const opinion = new Float64Array(4)
  for (let k = from; k < to; k++) {
    const at = field.filled[k]
    if (!askPatches(field, weight, at, opinion)) continue
    texels[at * 4] = opinion[0] + 0.5
    texels[at * 4 + 1] = opinion[1] + 0.5
    texels[at * 4 + 2] = opinion[2] + 0.5
    texels[at * 4 + 3] = opinion[3] + 0.5
  }
}

/** What the patches over a pixel would put there. False if no patch lies over it. */
export function askPatches({ level, match }: PatchField, weight: Float32Array, at: number, opinion: Float64Array): boolean {
  const { texels, width, height } = level
  const x = at % width
  const y = (at - x) / width
  const top = Math.max(y - RADIUS, RADIUS)
  const bottom = Math.min(y + RADIUS, height - 1 - RADIUS)
  const left = Math.max(x - RADIUS, RADIUS)
  const right = Math.min(x + RADIUS, width - 1 - RADIUS)
  let [total, red, green, blue, busy] = [0, 0, 0, 0, 0]
  for (let row = top; row <= bottom; row++)
    for (let patch = row * width + left, last = row * width + right; patch <= last; patch++) {
      const source = match[patch]
      if (source < 0) continue
      const share = weight[patch]
      const from = (source + at - patch) * 4
      total += share
      red += share * texels[from]
      green += share * texels[from + 1]
      blue += share * texels[from + 2]
      busy += share * texels[from + 3]
    }
  if (total === 0) return false
  opinion[0] = red / total
  opinion[1] = green / total
  opinion[2] = blue / total
  opinion[3] = busy / total
  return true
}
