/** A position in pixels of the analysed picture, from its upper left corner; may lie outside of it. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A rectangle in pixels of the analysed picture; may reach over its border. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The square around the middle of a box, its side `scale` times the box's longer one. */
export function squareAround({ left, top, width, height }: Box, scale: number): Box {
  const side = Math.max(width, height) * scale
  return { left: left + (width - side) / 2, top: top + (height - side) / 2, width: side, height: side }
}

/** The smallest box that holds all points. There must be one. */
export function boundsOf(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x)
    bottom = Math.max(bottom, y)
  }
  return { left, top, width: right - left, height: bottom - top }
}

/** The shared share of two boxes, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left))
  const height = Math.max(0, Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top))
  const shared = width * height
  return shared / (a.width * a.height + b.width * b.height - shared)
}
