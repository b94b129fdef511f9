/**
 * How hair lies, all of it as numbers. Lengths are units of head space (see head.ts), heights its y: eyes 2.6, chin -9.4, shoulders about -19.
 */
export interface HairStyle {
  /**
   * Where strands go from their roots: to both sides of a parting, straight back, away from the whorl of the crown, up to the bun, straight
   out, or forwards over the forehead.
   */
  readonly comb: 'part' | 'back' | 'crown' | 'up' | 'out' | 'forwards'
  /** x of the parting; positive is to the right of the picture. */
  readonly part?: number
  /** How much combed-aside hair goes backwards as well: 0 straight to the side, 1 at 45 degrees. */
  readonly sweep?: number
  /** How far the outermost hair stands off the skull. */
  readonly lift: number
  /** Height at which strands are cut. */
  readonly reach: number
  /** How far up from there the shortest layers end. */
  readonly layers?: number
  /** Unevenness of the ends. */
  readonly ragged?: number
  /** Strands end at this length at the latest. */
  readonly maxLength?: number
  /** The length over which strands hold the direction they were combed to. */
  readonly stiffness?: number
  /** How much hanging hair closes in on the neck; 0..1. */
  readonly cling?: number
  /** Turn of the ends: inwards above 0, outwards below; about -1..1. */
  readonly flick?: number
  /** How far hair stays off the face's outline; negative lies over it. */
  readonly frame?: number
  readonly wave?: Wave
  /** How far locks wander to the sides on their way down, per unit of length. */
  readonly drift?: number
  /** How many locks there are; fewer are thicker. */
  readonly locks?: number
  /** Thousands of strands. */
  readonly thousands?: number
  /** How much strands run together in locks, 0..1. */
  readonly clumping?: number
  readonly bangs?: Bangs
  readonly bun?: { readonly y: number; readonly z: number; readonly radius: number }
  /** Whether ears show. */
  readonly ears?: boolean
}

export interface Wave {
  /** Half of what it swings. */
  readonly size: number
  /** From crest to crest. */
  readonly length: number
  /** Share of the strand after which it has its full size. */
  readonly from: number
  /** 0 swings in a plane, 1 winds like a spring. */
  readonly curl: number
}

export interface Bangs {
  /** Height at which they end in the middle of the forehead. */
  readonly reach: number
  /** How much lower they end at the temples. */
  readonly drop?: number
  /** x from which they part; undefined falls straight. */
  readonly part?: number
  /** To the sides, by how much; negative to the left where there is no parting. */
  readonly sweep?: number
  /** Half of the width over which they grow. */
  readonly width: number
  /** How far behind the hairline their roots reach. */
  readonly depth?: number
  readonly ragged?: number
  readonly thousands: number
  readonly lift?: number
}
