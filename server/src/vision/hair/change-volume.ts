import { checkpoint } from '../../imaging/checkpoint.ts'
import { castShadow, unite } from '../../imaging/hair/cast-shadow.ts'
import { findLight } from '../../imaging/hair/find-light.ts'
import { layHair, type PaintedHair } from '../../imaging/hair/paint-hair.ts'
import { removeHair } from '../../imaging/hair/remove-hair.ts'
import { warpVolume } from '../../imaging/hair/warp-volume.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import type { Restyling } from './give-hairstyle.ts'
import { hiddenEars, strayHairs, uncovered, widen } from './hair-masks.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Lets the person's own hair stand off the head `factor` times as far. Gives the portrait's picture anew. */
export async function changeVolume(portrait: Portrait, factor: number, { seed, signal, onProgress }: Restyling): Promise<Pixels> {
  const { picture, head, hair, body, masks } = portrait
  const light = findLight(picture, head, masks.skin)
  const warped = warpVolume(picture, head, hair, factor)
  onProgress(0.3)
  await checkpoint(signal)
  const bare = factor < 1 ? await bareAround(portrait, warped, seed, signal) : { ...picture, data: picture.data.slice() }
  onProgress(0.9)
  if (factor > 1) castShadow(bare, head, warped.alpha, body, light, 0.5)
  layHair(bare, warped)
  return bare
}

/** The portrait without the hair that flatter hair leaves behind. Hair that only grows covers where it was. */
async function bareAround(portrait: Portrait, warped: PaintedHair, seed: number, signal: AbortSignal): Promise<Pixels> {
  const { picture, head, hair, body, masks } = portrait
  const left = { ...hair, data: hair.data.map((value, i) => Math.max(0, value - warped.alpha.data[i])) }
  const ears = hiddenEars(portrait)
  const bared = [widen(left, head.unit * 0.3), strayHairs(portrait), ...ears.map(({ around }) => around)].reduce(unite)
  const task = {
    ...{ picture, head, hair, body, skin: masks.skin, oval: masks.oval },
    gone: uncovered(bared, warped.alpha),
    light: findLight(picture, head, masks.skin),
    ears: ears.map(({ side }) => side),
  }
  return (await removeHair(task, createRandom(seed), seed, signal)).picture
}
