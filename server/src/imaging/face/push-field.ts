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

/**
 * Where each pixel of the changed picture comes from: its own position minus the field's value. `strengths` weighs the pushes. Smooth, and
 * without folds as long as moves are less than a third of their radius.
 */
export function pushField(width: number, height: number, pushes: readonly Push[], strengths: readonly number[]): PushField {
  const field = { x: createPlane(width, height), y: createPlane(width, height) }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let [sumX, sumY] = [0, 0]
      for (let i = 0; i < pushes.length; i++) {
        const strength = strengths[i]
        if (strength === 0) continue
        const { at, move, radius, scale } = pushes[i]
        const [dx, dy] = [x + 0.5 - at.x, y + 0.5 - at.y]
        const near = (dx * dx + dy * dy) / (2 * radius * radius)
        if (near > 8) continue
        const bell = Math.exp(-near) * strength
        sumX += bell * (move.x + (dx * (scale - 1)) / scale)
        sumY += bell * (move.y + (dy * (scale - 1)) / scale)
      }
      const fade = Math.min(1, edge(x, width), edge(y, height))
      field.x.data[y * width + x] = sumX * fade
      field.y.data[y * width + x] = sumY * fade
    }
  return field
}

function edge(position: number, length: number): number {
  const t = Math.min(1, Math.min(position, length - 1 - position) / (FRAME * length))
  return t * t * (3 - 2 * t)
}
