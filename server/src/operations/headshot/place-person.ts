import { softenPlane } from '../../imaging/draw-mask.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import type { Template } from './templates.ts'

/** How far light of the backdrop reaches over the outline, by the picture's longer side. */
const WRAP_REACH = 0.008
const FULL_BACKDROP_LIGHT = 0.6

/**
 * Puts the person (RGBA, its upper left corner at `left`, `top`; may reach over the borders) before the backdrop, in place: tinted by the
 * backdrop's mean colour, and with some of its light over the outline, as a lens would show it.
 */
export function placePerson(backdrop: Pixels, person: Pixels, left: number, top: number, light: Template['light']): void {
  const { width, height, data } = backdrop
  const alpha = createPlane(person.width, person.height)
  for (let i = 0; i < alpha.data.length; i++) alpha.data[i] = person.data[i * 4 + 3] / 255
  const inside = softenPlane(alpha, Math.max(width, height) * WRAP_REACH)
  const tint = ambientTint(backdrop, light.ambient)
  for (let y = Math.max(0, -top); y < Math.min(person.height, height - top); y++)
    for (let x = Math.max(0, -left); x < Math.min(person.width, width - left); x++) {
      const from = y * person.width + x
      const opacity = alpha.data[from]
      if (opacity === 0) continue
      const to = ((top + y) * width + left + x) * 3
      const wrap = light.wrap * opacity * Math.max(0, 1 - inside.data[from]) * FULL_BACKDROP_LIGHT
      for (let channel = 0; channel < 3; channel++) {
        const behind = data[to + channel]
        const own = Math.min(255, person.data[from * 4 + channel] * tint[channel])
        const lit = own + wrap * Math.max(0, behind - own)
        data[to + channel] = Math.round(lit * opacity + behind * (1 - opacity))
      }
    }
}

/** Factors that take the person's colours a little towards the backdrop's, without changing their luma. */
function ambientTint({ data }: Pixels, strength: number): number[] {
  const mean = [0, 0, 0]
  for (let i = 0; i < data.length; i += 3) for (let channel = 0; channel < 3; channel++) mean[channel] += data[i + channel]
  const luma = 0.299 * mean[0] + 0.587 * mean[1] + 0.114 * mean[2]
  return mean.map((value) => 1 + strength * Math.max(-0.5, Math.min(0.5, value / Math.max(1, luma) - 1)))
}
