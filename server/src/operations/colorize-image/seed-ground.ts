import type { Plane } from '../../imaging/pixels.ts'
import type { Sky } from './find-sky.ts'
import type { Wishes } from './materials.ts'

export interface GroundView {
  readonly lightness: Plane
  readonly roughness: Plane
  readonly person: Plane
}

/** CIE L*: a darker sky is that of the evening. */
export const DUSK_LIGHTNESS = 45
/** Roughness from which on ground is grown over, and up to which it is water. */
const ROUGH_FROM = 0.9
const ROUGH_TO = 2
const WATER_UP_TO = 0.5
/** In heights of the picture under the horizon: nearer to it stand houses and far trees. */
const FAR = 0.07

/** Seeds sky and ground by place and roughness. Adds to `wishes`. */
export function seedGround(wishes: Wishes, sky: Sky, { lightness, roughness, person }: GroundView): void {
  const { width, height } = lightness
  const isDusk = sky.lightness < DUSK_LIGHTNESS
  for (let y = 0, i = 0; y < height; y++) {
    const below = (y - sky.horizon) / height
    const near = Math.max(0, Math.min(1, (below - FAR) / FAR))
    for (let x = 0; x < width; x++, i++) {
      if (sky.mask.data[i] === 1) {
        wishes.sky.data[i] += 0.5
        continue
      }
      const free = 1 - person.data[i]
      const rough = Math.max(0, Math.min(1, (roughness.data[i] - ROUGH_FROM) / (ROUGH_TO - ROUGH_FROM)))
      const isLamp = isDusk && lightness.data[i] > 55
      if (!isLamp) wishes.plants.data[i] += 0.2 * near * rough * free
      else wishes.building.data[i] += 0.2
      wishes.building.data[i] += 0.08 * (1 - near) * free
      const calm = Math.max(0, 1 - roughness.data[i] / WATER_UP_TO)
      const isMirror = Math.abs(lightness.data[i] - sky.lightness) < 25
      if (below > 0 && isMirror) wishes.water.data[i] += 0.15 * near * calm * free
    }
  }
}
