/** A stream of numbers that depends on the seed only, not on the machine. */
export interface Random {
  /** 0 <= x < 1 */
  next(): number
  /** from <= x < to */
  between(from: number, to: number): number
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T
  chance(probability: number): boolean
}

/** Mulberry32 (Ettinger 2017, public domain algorithm), the seed mixed first so that neighbouring seeds give unlike streams. */
export function createRandom(seed: number): Random {
  let state = Math.imul((seed ^ (seed >>> 16)) + 0x9e3779b9, 0x85ebca6b) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    pick: (items) => items[Math.floor(next() * items.length)],
    chance: (probability) => next() < probability,
  }
}
