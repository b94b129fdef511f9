import { createPlane, type Plane } from '../pixels.ts'
import type { LabPlanes } from './lab-planes.ts'

/** L* that a fold as deep as 1 takes from its bottom, and that a slope of 1 per fold's width gives or takes. */
const OCCLUSION = 35
const SLOPE = 50
/** Deep folds are warmer than the skin around: light reaches their bottom through skin. */
const WARMTH = 2.2

/**
 * The change of colours where the surface of skin folds: darker in the bottom, and lit on the sides that look towards the light, which comes from
 * `from` (x to the right, y down). `surface` is as `drawFolds` gives it, `width` the usual width of a fold in pixels.
 */
export function lightFolds(surface: Plane, from: { readonly x: number; readonly y: number }, width: number): LabPlanes {
  const { width: columns, height: rows, data } = surface
  const change: LabPlanes = [createPlane(columns, rows), createPlane(columns, rows), createPlane(columns, rows)]
  for (let y = 1; y < rows - 1; y++)
    for (let x = 1; x < columns - 1; x++) {
      const at = y * columns + x
      const slopeX = (data[at + 1] - data[at - 1]) / 2
      const slopeY = (data[at + columns] - data[at - columns]) / 2
      // A slope that rises away from the light looks towards it.
      const facing = -(slopeX * from.x + slopeY * from.y) * width
      const bottom = Math.max(0, -data[at])
      change[0].data[at] = SLOPE * facing * 0.5 - OCCLUSION * bottom + 3 * Math.max(0, data[at])
      change[1].data[at] = WARMTH * bottom
      change[2].data[at] = WARMTH * 0.4 * bottom
    }
  return change
}
