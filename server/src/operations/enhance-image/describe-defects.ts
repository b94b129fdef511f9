import { encodeSrgb } from '../../imaging/lab.ts'
import { angleBetween } from '../../imaging/colour/measure-cast.ts'
import type { Defects } from './measure-defects.ts'

/** What was measured, in a line for people. */
export function describeDefects({ lumaNoise, chromaNoise, blur, blocking, range, cast }: Defects): string {
  const level = (linear: number) => Math.round(255 * encodeSrgb(linear))
  return [
    `noise ${lumaNoise.toFixed(1)} in luma and ${chromaNoise.toFixed(1)} in colour`,
    `JPEG blocks ${blocking.toFixed(1)}`,
    `blur ${blur.toFixed(2)}`,
    `levels ${String(level(range.black))} to ${String(level(range.white))}`,
    `cast of ${angleBetween(cast.light, [1, 1, 1]).toFixed(0)} degrees, ${(100 * cast.confidence).toFixed(0)} % sure`,
  ].join(', ')
}
