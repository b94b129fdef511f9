import { softenPlane } from '../draw-mask.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'
import type { Head } from './head.ts'
import type { HairLight } from './light-strands.ts'

/** How much light hair takes from the skin and the clothes beside it, and how far its shadow falls, in units. */
const SHADOW = { depth: 0.34, offset: 0.75, softness: 0.55 }

/** Darkens the person where hair throws its shadow, in place. `hair` is what is drawn in front, `person` what can be in the shadow. */
export function castShadow(picture: Pixels, head: Head, hair: Plane, person: Plane, { from }: HairLight, strength = 1): void {
  const { width, height, channels, data } = picture
  const soft = softenPlane(hair, SHADOW.softness * head.unit)
  const dx = Math.round(from[0] * SHADOW.offset * head.unit)
  const dy = Math.round(-from[1] * SHADOW.offset * head.unit)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      if (person.data[i] <= 0.01) continue
      const sx = Math.max(0, Math.min(width - 1, x + dx))
      const sy = Math.max(0, Math.min(height - 1, y + dy))
      const shade = strength * SHADOW.depth * soft.data[sy * width + sx] * person.data[i]
      if (shade < 0.004) continue
      // Shadows on skin are warm: red is kept longest.
      for (let k = 0; k < 3; k++) data[i * channels + k] = Math.round(data[i * channels + k] * (1 - shade * WARMTH[k]))
    }
}

const WARMTH = [0.86, 1.02, 1.1] as const

/** The larger of both at every pixel. */
export function unite(a: Plane, b: Plane): Plane {
  const both = createPlane(a.width, a.height)
  for (let i = 0; i < both.data.length; i++) both.data[i] = Math.max(a.data[i], b.data[i])
  return both
}
