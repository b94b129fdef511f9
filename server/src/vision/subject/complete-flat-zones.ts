import { createPlane, type Plane } from '../../imaging/pixels.ts'
import { findFlatZones } from './flat-zones.ts'

/** Of the picture: smaller zones say nothing, larger ones are backgrounds. */
const MIN_ZONE = 0.002
const MAX_ZONE = 0.4
/** Of a zone: from this share on, the whole is the subject's. */
const MOST = 0.6

/**
 * A mask of 0 and 1 whose outline cuts through no flat zone that is mostly the subject's: where one surface goes on without a step, its colours
 * cannot say where it ends. Zones at the picture's border are left alone. `lab` has L*, a*, b* per pixel.
 */
export function completeFlatZones(mask: Plane, lab: Float32Array): Plane {
  const { width, height, data } = mask
  const result = createPlane(width, height)
  result.data.set(data)
  for (const { pixels, touchesBorder } of findFlatZones(lab, width, height, MIN_ZONE * data.length)) {
    if (touchesBorder || pixels.length > MAX_ZONE * data.length) continue
    const inside = pixels.reduce((sum, i) => sum + data[i], 0)
    if (inside >= MOST * pixels.length) for (const i of pixels) result.data[i] = 1
  }
  return result
}
