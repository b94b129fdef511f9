/** A straight line between two points, in pixels. */
export interface Segment {
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** Of the shorter side: what a line may be interrupted by, and how far its other rim may lie. */
const MAX_GAP = 0.035
const MAX_ACROSS = 0.006
/** Of the longer of two pieces: a long line may have longer gaps. */
const MAX_GAP_SHARE = 0.3

export const lengthOf = ({ x1, y1, x2, y2 }: Segment) => Math.hypot(x2 - x1, y2 - y1)

/** Joins segments that lie on one line with a short gap between, and leaves out one beside a longer, which a band's other rim gives. Longest first. */
export function joinCollinear(segments: readonly Segment[], unit: number): Segment[] {
  let joined: Segment[] = [...segments]
  for (let before = Infinity; joined.length < before;) {
    before = joined.length
    joined = joinOnce(joined, unit)
  }
  return joined.toSorted((a, b) => lengthOf(b) - lengthOf(a))
}

function joinOnce(segments: readonly Segment[], unit: number): Segment[] {
  const joined: Segment[] = []
  for (const segment of segments.toSorted((a, b) => lengthOf(b) - lengthOf(a))) {
    const at = joined.findIndex((other) => continues(other, segment, unit))
    if (at < 0) joined.push(segment)
    else joined[at] = longest(joined[at], segment)
  }
  return joined
}

/** Whether `b`, the shorter, lies on the line of `a`. */
function continues(a: Segment, b: Segment, unit: number): boolean {
  const length = lengthOf(a)
  const [ux, uy] = [(a.x2 - a.x1) / length, (a.y2 - a.y1) / length]
  const along = (x: number, y: number) => (x - a.x1) * ux + (y - a.y1) * uy
  const across = (x: number, y: number) => Math.abs((y - a.y1) * ux - (x - a.x1) * uy)
  if (Math.max(across(b.x1, b.y1), across(b.x2, b.y2)) > Math.max(2.5, MAX_ACROSS * unit)) return false
  const [from, to] = [along(b.x1, b.y1), along(b.x2, b.y2)].sort((p, q) => p - q)
  const gap = Math.max(MAX_GAP * unit, Math.min(MAX_GAP_SHARE * length, 2 * (to - from)))
  return from < length + gap && to > -gap
}

function longest(a: Segment, b: Segment): Segment {
  const ends = [
    [a.x1, a.y1],
    [a.x2, a.y2],
    [b.x1, b.y1],
    [b.x2, b.y2],
  ] as const
  let best: Segment = a
  for (const [x1, y1] of ends) for (const [x2, y2] of ends) if (lengthOf({ x1, y1, x2, y2 }) > lengthOf(best)) best = { x1, y1, x2, y2 }
  return best
}
