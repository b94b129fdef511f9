import { boxBlur } from '../../imaging/box-blur.ts'
import type { Pixels, Plane } from '../../imaging/pixels.ts'
import { lumaOf, mapPixels } from './looks/filters.ts'
import { unitOf } from './looks/look.ts'

/** Shapes between these two sizes are what a subject is known by; in units of a look. */
const [FINEST, BROADEST] = [2, 40]
/** No part becomes darker than this share of what it was. */
const LIGHT_KEPT = 0.4

/**
 * Gives a darkened or veiled picture back so much of the original's contrast that its subject can be told. Both RGB, of one size; new
 * RGB. `contrastKept`: the contrast of shapes that stays at least, 0..1 of what it was. What still has that much contrast stays as it is; fine texture stays as soft as the weather made it.
 */
export function holdSubject(picture: Pixels, original: Pixels, contrastKept: number, signal: AbortSignal): Promise<Pixels> {
  const [now, before] = [shapesOf(picture), shapesOf(original)]
  const { width } = picture
  return mapPixels(picture, signal, (r, g, b, x, y, write) => {
    const at = y * width + x
    const wanted = contrastKept * before.shape[at]
    // Where shapes contradict each other, as lamps at night do, the shift stays within twice the contrast, so that it has no jumps.
    const missing = wanted > 0 ? clamp(wanted - now.shape[at], 0, 2 * wanted) : clamp(wanted - now.shape[at], 2 * wanted, 0)
    const lift = Math.max(0, LIGHT_KEPT * before.ground[at] - now.ground[at])
    const luma = Math.max(1, 0.299 * r + 0.587 * g + 0.114 * b)
    const target = clamp(luma + missing + lift, 0, 255)
    // Half by a factor, which keeps the hue of the hour, half by a sum, which does not make noise of dark pixels.
    const factor = Math.min(4, target / luma)
    const change = (value: number) => (value * factor + (target - luma * factor) + value + (target - luma)) / 2
    write(change(r), change(g), change(b))
  })
}

function shapesOf(picture: Pixels): { readonly ground: Float32Array; readonly shape: Float32Array } {
  const unit = unitOf(picture)
  const luma = lumaOf(picture)
  const ground = twice(luma, BROADEST * unit).data
  const shape = twice(luma, FINEST * unit).data.map((value, at) => value - ground[at])
  return { ground, shape }
}

function twice(plane: Plane, length: number): Plane {
  const radius = Math.round(length / 2)
  return radius < 1 ? plane : boxBlur(boxBlur(plane, radius), radius)
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
