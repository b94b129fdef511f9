import type { AgeLevels } from './age-levels.ts'

export interface FoldLine {
  /** On the unrolled canonical face, 0..1; the right half of the face, mirrored unless it crosses the middle. */
  readonly line: readonly (readonly [u: number, v: number])[]
  /** By the width of the face. */
  readonly width: number
  readonly depth: number
  readonly with: keyof Pick<AgeLevels, 'folds' | 'lines' | 'late'>
}

const upright = (us: readonly number[], from: number, to: number, width: number, depth: number): FoldLine[] =>
  us.map((u, i) => ({ line: [[u, from + 0.004 * (i % 2)], [u + 0.003 * (0.47 - u) * 10, (from + to) / 2], [u, to - 0.003 * (i % 3)]], width, depth, with: 'late' })) // prettier-ignore

/** Where faces fold, in the words of anatomy. Courses were drawn on the canonical face and looked at on portraits. */
export const FOLD_LINES: readonly FoldLine[] = [
  // nasolabial
  { line: [[0.41, 0.532], [0.388, 0.557], [0.364, 0.598], [0.344, 0.642], [0.336, 0.688]], width: 0.013, depth: 1, with: 'folds' }, // prettier-ignore
  // below the eye: the bag's rim, and the trough
  { line: [[0.408, 0.418], [0.385, 0.427], [0.355, 0.437], [0.315, 0.441], [0.275, 0.432], [0.248, 0.414]], width: 0.011, depth: 0.5, with: 'folds' }, // prettier-ignore
  { line: [[0.404, 0.44], [0.37, 0.458], [0.33, 0.468], [0.3, 0.468]], width: 0.012, depth: 0.32, with: 'folds' }, // prettier-ignore
  // what sinks in: below the eyes, below the cheekbones, the temples
  {
    line: [
      [0.42, 0.425],
      [0.37, 0.448],
      [0.31, 0.452],
      [0.26, 0.435],
    ],
    width: 0.028,
    depth: 0.2,
    with: 'folds',
  },
  {
    line: [
      [0.19, 0.57],
      [0.24, 0.635],
      [0.3, 0.7],
    ],
    width: 0.045,
    depth: 0.24,
    with: 'late',
  },
  {
    line: [
      [0.13, 0.27],
      [0.14, 0.33],
      [0.12, 0.39],
    ],
    width: 0.035,
    depth: 0.2,
    with: 'late',
  },
  {
    line: [
      [0.425, 0.345],
      [0.36, 0.318],
      [0.29, 0.33],
    ],
    width: 0.018,
    depth: 0.2,
    with: 'late',
  },
  // forehead
  { line: [[0.29, 0.208], [0.36, 0.196], [0.43, 0.204], [0.5, 0.212], [0.57, 0.204], [0.64, 0.196], [0.71, 0.208]], width: 0.008, depth: 0.5, with: 'lines' }, // prettier-ignore
  { line: [[0.31, 0.176], [0.38, 0.168], [0.44, 0.174], [0.5, 0.18], [0.56, 0.174], [0.62, 0.168], [0.69, 0.178]], width: 0.008, depth: 0.55, with: 'lines' }, // prettier-ignore
  { line: [[0.34, 0.146], [0.42, 0.14], [0.5, 0.148], [0.58, 0.141], [0.65, 0.147]], width: 0.007, depth: 0.42, with: 'lines' }, // prettier-ignore
  // glabella and root of the nose
  {
    line: [
      [0.462, 0.238],
      [0.468, 0.268],
      [0.464, 0.298],
    ],
    width: 0.008,
    depth: 0.42,
    with: 'lines',
  },
  {
    line: [
      [0.462, 0.325],
      [0.5, 0.332],
      [0.538, 0.325],
    ],
    width: 0.007,
    depth: 0.35,
    with: 'lines',
  },
  // crow's feet
  {
    line: [
      [0.222, 0.36],
      [0.186, 0.34],
      [0.152, 0.33],
    ],
    width: 0.006,
    depth: 0.42,
    with: 'lines',
  },
  {
    line: [
      [0.22, 0.373],
      [0.178, 0.364],
      [0.134, 0.362],
    ],
    width: 0.006,
    depth: 0.5,
    with: 'lines',
  },
  {
    line: [
      [0.22, 0.386],
      [0.178, 0.391],
      [0.136, 0.402],
    ],
    width: 0.006,
    depth: 0.48,
    with: 'lines',
  },
  {
    line: [
      [0.226, 0.4],
      [0.192, 0.415],
      [0.156, 0.436],
    ],
    width: 0.006,
    depth: 0.4,
    with: 'lines',
  },
  // from the corners of the mouth down
  {
    line: [
      [0.36, 0.702],
      [0.35, 0.735],
      [0.346, 0.778],
    ],
    width: 0.011,
    depth: 0.7,
    with: 'late',
  },
  // cheeks
  {
    line: [
      [0.272, 0.575],
      [0.262, 0.632],
      [0.266, 0.692],
      [0.284, 0.742],
    ],
    width: 0.008,
    depth: 0.36,
    with: 'late',
  },
  {
    line: [
      [0.232, 0.555],
      [0.22, 0.62],
      [0.226, 0.69],
    ],
    width: 0.007,
    depth: 0.28,
    with: 'late',
  },
  {
    line: [
      [0.3, 0.66],
      [0.305, 0.71],
      [0.32, 0.75],
    ],
    width: 0.007,
    depth: 0.3,
    with: 'late',
  },
  // below the bag
  {
    line: [
      [0.36, 0.485],
      [0.31, 0.496],
      [0.262, 0.487],
    ],
    width: 0.006,
    depth: 0.26,
    with: 'late',
  },
  // chin
  {
    line: [
      [0.43, 0.792],
      [0.465, 0.776],
      [0.5, 0.772],
      [0.535, 0.776],
      [0.57, 0.792],
    ],
    width: 0.01,
    depth: 0.4,
    with: 'late',
  },
  ...upright([0.398, 0.424, 0.45, 0.474], 0.622, 0.648, 0.005, 0.36),
  ...upright([0.42, 0.455, 0.488], 0.735, 0.757, 0.005, 0.25),
]
