import { createPlane, type Plane } from '../pixels.ts'
import type { MeshPoint } from './visit-mesh.ts'

/** A soft push: what is at `at` comes to lie at `at + move`, what is around it follows as far as a bell of `radius` reaches. In pixels. */
export interface Push {
  readonly at: MeshPoint
  readonly move: MeshPoint
  readonly radius: number
  /** By how much the place is enlarged as well; 1 keeps its size. */
  readonly scale: number
}

export interface PushField {
  readonly x: Plane
  readonly y: Plane
}

/** Nothing moves at the border of the field; pushes fade over that share of its sides. */
const FRAME = 0.12

/** Pushes are smooth: every fourth pixel says enough. */
const COARSE = 4

/**
 * Where each position of the changed picture comes from: itself minus the field's value there. The planes cover `width` × `height` and are coarser,
 * to be read bilinearly; values are pixels of that size. `strengths` weighs the pushes. Smooth, and without folds as long as moves are less than a
 * third of their radius.
 */
export function pushField(width: number, height: number, pushes: readonly Push[], strengths: readonly number[]): PushField {
  const [columns, rows] = [Math.ceil(width / COARSE), Math.ceil(height / COARSE)]
  const [stepX, stepY] = [width / columns, height / rows]
  const field = { x: createPlane(columns, rows), y: createPlane(columns, rows) }
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [x, y] = [(column + 0.5) * stepX, (row + 0.5) * stepY]
      let [sumX, sumY] = [0, 0]
      for (let i = 0; i < pushes.length; i++) {
        const strength = strengths[i]
        if (strength === 0) continue
        const { at, move, radius, scale } = pushes[i]
        const [dx, dy] = [x - at.x, y - at.y]
        const near = (dx * dx + dy * dy) / (2 * radius * radius)
        if (near > 8) continue
        const bell = Math.exp(-near) * strength
        sumX += bell * (move.x + (dx * (scale - 1)) / scale)
        sumY += bell * (move.y + (dy * (scale - 1)) / scale)
      }
      const fade = Math.min(1, edge(column, columns), edge(row, rows))
      field.x.data[row * columns + column] = sumX * fade
      field.y.data[row * columns + column] = sumY * fade
    }
  return field
}

function edge(position: number, length: number): number {
  const t = Math.min(1, Math.min(position, length - 1 - position) / (FRAME * length))
  return t * t * (3 - 2 * t)
}
