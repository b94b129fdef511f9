import type { Plane } from '../pixels.ts'
import { samplePlane } from './sample-colour.ts'
import type { MeshPoint } from './visit-mesh.ts'

/** How many directions are looked into, and how far the ring may come nearer or go away between two of them, in steps. */
export const DIRECTIONS = 96
const MAX_STEP = 2
/** What a change of distance costs, per step. */
const BEND = 0.15

/**
 * The closed line around `centre` with the most of `strength` on it: its distance for each of 96 directions (clockwise from the right), between
 * `nearest` and `farthest` pixels. By dynamic programming in polar coordinates; the second round begins where the first one ended up, so
 * that the line closes.
 */
export function traceRing(strength: Plane, centre: MeshPoint, nearest: number, farthest: number): Float64Array {
  const steps = Math.max(2, Math.round(farthest - nearest) + 1)
  const gain = new Float64Array(DIRECTIONS * steps)
  for (let i = 0; i < DIRECTIONS; i++) {
    const angle = (i / DIRECTIONS) * 2 * Math.PI
    for (let j = 0; j < steps; j++) {
      const distance = nearest + j
      gain[i * steps + j] = samplePlane(strength, centre.x + distance * Math.cos(angle), centre.y + distance * Math.sin(angle))
    }
  }
  const free = follow(gain, steps)
  const start = free[DIRECTIONS >> 1]
  const closed = follow(gain, steps, start, DIRECTIONS >> 1)
  return Float64Array.from(closed, (step) => nearest + step)
}

/** The best line through all directions, beginning at `from`; where `start` is given, it begins and ends there. */
function follow(gain: Float64Array, steps: number, start?: number, from = 0): Int32Array {
  let best = new Float64Array(steps).fill(start === undefined ? 0 : -Infinity)
  if (start !== undefined) best[start] = 0
  const came = new Int8Array(DIRECTIONS * steps)
  for (let i = 0; i < DIRECTIONS; i++) {
    const row = ((from + i) % DIRECTIONS) * steps
    const next = new Float64Array(steps).fill(-Infinity)
    for (let j = 0; j < steps; j++)
      for (let bend = -MAX_STEP; bend <= MAX_STEP; bend++) {
        const earlier = j - bend
        if (earlier < 0 || earlier >= steps) continue
        const value = best[earlier] + gain[row + j] - BEND * Math.abs(bend)
        if (value > next[j]) {
          next[j] = value
          came[i * steps + j] = bend
        }
      }
    best = next
  }
  let at = start ?? best.indexOf(Math.max(...best))
  const line = new Int32Array(DIRECTIONS)
  for (let i = DIRECTIONS - 1; i >= 0; i--) {
    line[(from + i) % DIRECTIONS] = at
    at -= came[i * steps + at]
  }
  return line
}
