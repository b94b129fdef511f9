export const MIN_AGE = 5
export const MAX_AGE = 90

/** What age does to a face, each from none (0) to all of it (1). A photo is changed by the difference between two ages. */
export interface AgeLevels {
  /** Folds beside nose and mouth, bags below the eyes. */
  readonly folds: number
  /** Lines of forehead, glabella and crow's feet. */
  readonly lines: number
  /** Lines of lips, cheeks and chin. */
  readonly late: number
  /** Roughness, redness and a sallow tone. */
  readonly skin: number
  readonly spots: number
  readonly sag: number
  readonly grey: number
  /** What makes a face a child's: large eyes, a short nose, a small jaw. */
  readonly child: number
}

/** Years between which each of them comes, or goes. */
const SPANS: Readonly<Record<keyof AgeLevels, readonly [from: number, to: number]>> = {
  folds: [20, 68],
  lines: [27, 74],
  late: [38, 84],
  skin: [16, 78],
  spots: [42, 82],
  sag: [26, 82],
  grey: [34, 73],
  child: [21, 4],
}

export function levelsAt(age: number): AgeLevels {
  const level = ([from, to]: readonly [number, number]) => {
    const t = Math.max(0, Math.min(1, (age - from) / (to - from)))
    return t * t * (3 - 2 * t)
  }
  const entries = Object.entries(SPANS).map(([name, span]) => [name, level(span)] as const)
  return Object.fromEntries(entries) as unknown as AgeLevels
}

/** The ages of a series from 10 to 85, evenly, with `own` among them: 16 in all. */
export function defaultAges(own: number): number[] {
  const even = Array.from({ length: 16 }, (_, i) => 10 + 5 * i)
  const nearest = even.reduce((best, age) => (Math.abs(age - own) < Math.abs(best - own) ? age : best))
  return even.map((age) => (age === nearest ? own : age))
}
