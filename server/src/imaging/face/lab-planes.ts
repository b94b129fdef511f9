import { createPlane, type Plane } from '../pixels.ts'

/** L, a and b, each for itself. */
export type LabPlanes = readonly [Plane, Plane, Plane]

/** Parts height × width × 3 into three planes. */
export function toLabPlanes(lab: Float32Array, width: number, height: number): LabPlanes {
  const planes: LabPlanes = [createPlane(width, height), createPlane(width, height), createPlane(width, height)]
  for (let i = 0; i < width * height; i++) for (let k = 0; k < 3; k++) planes[k].data[i] = lab[i * 3 + k]
  return planes
}
