import type { Pixels } from '../../../imaging/pixels.ts'
import type { LookId } from '../looks.ts'

/** What a look does to the finished picture. */
export function finishPixels(pixels: Pixels, _look: LookId, _seed: number): Promise<Pixels> {
  return Promise.resolve(pixels)
}
