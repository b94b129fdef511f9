import { checkpoint } from '../../imaging/checkpoint.ts'
import { castShadow, unite } from '../../imaging/hair/cast-shadow.ts'
import { findLight } from '../../imaging/hair/find-light.ts'
import { growHair } from '../../imaging/hair/grow-hair.ts'
import type { HairPalette } from '../../imaging/hair/hair-palette.ts'
import type { HairStyle } from '../../imaging/hair/hair-style.ts'
import { layHair } from '../../imaging/hair/paint-hair.ts'
import { removeHair } from '../../imaging/hair/remove-hair.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { drawHair } from './draw-hair.ts'
import { coveredForehead, coverOf, hiddenEars, strayHairs, uncovered, widen } from './hair-masks.ts'
import type { Portrait } from './look-at-portrait.ts'

export interface Restyling {
  readonly seed: number
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number) => void
}

/** Takes the hair of a portrait away and grows another in its place. Gives the portrait's picture anew. */
export async function giveHairstyle(
  portrait: Portrait,
  style: HairStyle,
  palette: HairPalette,
  { seed, signal, onProgress }: Restyling,
): Promise<Pixels> {
  const { picture, head, hair, body, masks } = portrait
  const random = createRandom(seed)
  const light = findLight(picture, head, masks.skin)
  const strands = growHair(head, style, random)
  onProgress(0.2)
  await checkpoint(signal)
  const drawn = await drawHair(portrait, strands, palette, light, signal)
  onProgress(0.5)
  const ears = style.ears ? hiddenEars(portrait) : []
  const bared = [widen(hair, head.unit * 0.3), coveredForehead(portrait), strayHairs(portrait), ...ears.map(({ around }) => around)].reduce(
    unite,
  )
  const gone = uncovered(bared, drawn.front.alpha)
  const task = { picture, head, gone, hair, body, skin: masks.skin, oval: masks.oval, light, ears: ears.map(({ side }) => side) }
  const bare = await removeHair(task, random, seed, signal)
  onProgress(0.9)
  await checkpoint(signal)
  const result = bare.picture
  const person = unite(bare.headMask, body)
  layHair(result, drawn.back, coverOf(person))
  castShadow(result, head, drawn.front.alpha, person, light)
  layHair(result, drawn.front)
  return result
}
