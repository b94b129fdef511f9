import { createRandom } from '../../imaging/random.ts'

/** Smooth noise, -1..1: random values on a grid of `cell` pixels, blended between. */
export function createNoise(width: number, height: number, cell: number, seed: number): (x: number, y: number) => number {
  const random = createRandom(seed)
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const grid = Float32Array.from({ length: columns * rows }, () => random.next() * 2 - 1)
  const ease = (t: number) => t * t * (3 - 2 * t)
  return (x, y) => {
    const column = Math.floor(x / cell)
    const row = Math.floor(y / cell)
    const across = ease(x / cell - column)
    const at = row * columns + column
    const above = grid[at] * (1 - across) + grid[at + 1] * across
    const below = grid[at + columns] * (1 - across) + grid[at + columns + 1] * across
    const down = ease(y / cell - row)
    return above * (1 - down) + below * down
  }
}
