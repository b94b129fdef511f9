import type { Push } from '../../imaging/face/push-field.ts'
import type { FacePatch } from '../../vision/face-patch.ts'
import type { AgeLevels } from './age-levels.ts'

interface Rule {
  /** Mesh points; each moves. Those of the left half move mirrored. */
  readonly right: readonly number[]
  readonly left: readonly number[]
  /** By the width of the face: away from its middle, and down. */
  readonly out: number
  readonly down: number
  readonly radius: number
  readonly scale?: number
  /** Would bend a frame that lies over it. */
  readonly isBelowGlasses?: boolean
  readonly with: keyof Pick<AgeLevels, 'sag' | 'child'>
}

/** What gravity, and the loss of fat and teeth, do to a face; and what a child's differs by. By the difference of levels. */
const RULES: readonly Rule[] = [
  { right: [136], left: [365], out: 0.027, down: 0.033, radius: 0.1, with: 'sag' }, // jowls
  { right: [50], left: [280], out: -0.021, down: 0.012, radius: 0.09, with: 'sag' }, // hollow cheeks
  { right: [159], left: [386], out: 0, down: 0.0165, radius: 0.045, isBelowGlasses: true, with: 'sag' }, // upper lids
  { right: [226], left: [446], out: 0, down: 0.021, radius: 0.05, isBelowGlasses: true, with: 'sag' },
  { right: [105], left: [334], out: 0, down: 0.021, radius: 0.07, isBelowGlasses: true, with: 'sag' }, // brows
  { right: [61], left: [291], out: 0, down: 0.021, radius: 0.05, with: 'sag' }, // corners of the mouth
  { right: [37], left: [267], out: 0, down: 0.0135, radius: 0.04, with: 'sag' }, // thinner lips
  { right: [84], left: [314], out: 0, down: -0.015, radius: 0.04, with: 'sag' },
  { right: [1], left: [], out: 0, down: 0.027, radius: 0.07, with: 'sag' }, // nose
  { right: [129], left: [358], out: 0.015, down: 0.009, radius: 0.05, with: 'sag' },
  { right: [234], left: [454], out: 0.018, down: 0.03, radius: 0.09, with: 'sag' }, // ears
  { right: [10], left: [], out: 0, down: -0.03, radius: 0.2, with: 'sag' }, // hairline

  { right: [468], left: [473], out: 0, down: 0.004, radius: 0.07, scale: 0.92, isBelowGlasses: true, with: 'sag' }, // eyes sink in
  { right: [468], left: [473], out: 0.006, down: 0.01, radius: 0.1, scale: 1.26, isBelowGlasses: true, with: 'child' }, // eyes
  { right: [152], left: [], out: 0, down: -0.075, radius: 0.24, with: 'child' }, // chin
  { right: [172], left: [397], out: -0.02, down: -0.02, radius: 0.13, with: 'child' }, // jaw
  { right: [187], left: [411], out: 0.014, down: -0.012, radius: 0.13, with: 'child' }, // round cheeks
  { right: [4], left: [], out: 0, down: -0.035, radius: 0.11, scale: 0.84, with: 'child' }, // nose
  { right: [13], left: [], out: 0, down: -0.042, radius: 0.2, scale: 0.93, with: 'child' }, // mouth
  { right: [105], left: [334], out: 0, down: -0.012, radius: 0.08, isBelowGlasses: true, with: 'child' },
  { right: [10], left: [], out: 0, down: -0.03, radius: 0.2, with: 'child' }, // forehead
]

export interface AgePush extends Push {
  readonly with: Rule['with']
}

/** The pushes on one face, in pixels of its patch: along the face's own axes, so that a leaning head ages upright. What would bend glasses is left out. */
export function pushesOf({ mesh, faceWidth }: FacePatch, hasGlasses: boolean): AgePush[] {
  const [rightCorner, leftCorner] = [mesh[33], mesh[263]]
  const length = Math.hypot(leftCorner.x - rightCorner.x, leftCorner.y - rightCorner.y)
  const across = { x: (leftCorner.x - rightCorner.x) / length, y: (leftCorner.y - rightCorner.y) / length }
  return RULES.filter(({ isBelowGlasses }) => !(hasGlasses && isBelowGlasses)).flatMap(
    ({ right, left, out, down, radius, scale = 1, with: level }) => {
      const push = (index: number, side: number): AgePush => ({
        at: mesh[index],
        move: {
          x: (across.x * out * side - across.y * down) * faceWidth,
          y: (across.y * out * side + across.x * down) * faceWidth,
        },
        radius: radius * faceWidth,
        scale,
        with: level,
      })
      return [...right.map((index) => push(index, -1)), ...left.map((index) => push(index, 1))]
    },
  )
}
