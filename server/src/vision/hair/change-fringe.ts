import { checkpoint } from '../../imaging/checkpoint.ts'
import { castShadow, unite } from '../../imaging/hair/cast-shadow.ts'
import { findLight } from '../../imaging/hair/find-light.ts'
import { growFringe } from '../../imaging/hair/grow-hair.ts'
import { measurePalette, type HairPalette } from '../../imaging/hair/hair-palette.ts'
import type { HairStyle } from '../../imaging/hair/hair-style.ts'
import { fromCamera } from '../../imaging/hair/head.ts'
import { layHair } from '../../imaging/hair/paint-hair.ts'
import { removeHair } from '../../imaging/hair/remove-hair.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { drawHair } from './draw-hair.ts'
import type { Restyling } from './give-hairstyle.ts'
import { coveredForehead, uncovered } from './hair-masks.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Takes hair off the forehead and cuts another fringe there; all other hair stays. Gives the portrait's picture anew. */
export async function changeFringe(
  portrait: Portrait,
  style: HairStyle,
  palette: HairPalette,
  { seed, signal, onProgress }: Restyling,
): Promise<Pixels> {
  const { picture, head, hair, body, masks } = portrait
  const random = createRandom(seed)
  const light = findLight(picture, head, masks.skin)
  const strands = growFringe(head, style, random)
  onProgress(0.2)
  await checkpoint(signal)
  const { front } = await drawHair(portrait, strands, frontPalette(portrait) ?? palette, light, signal)
  onProgress(0.6)
  const gone = uncovered(coveredForehead(portrait), front.alpha)
  const task = { picture, head, gone, hair, body, skin: masks.skin, oval: masks.oval, light, ears: [] }
  const bare = await removeHair(task, random, seed, signal)
  onProgress(0.9)
  castShadow(bare.picture, head, front.alpha, unite(masks.oval, body), light)
  layHair(bare.picture, front)
  return bare.picture
}

/** Units around the middle of the forehead, and below its hairline, from which hair is lit as a fringe is. */
const FRONT = { side: 7.5, low: 7 }

/** The colours of the hair over the forehead: at the sides it lies in the shade. */
function frontPalette({ picture, head, hair }: Portrait): HairPalette | undefined {
  const front = createPlane(hair.width, hair.height)
  for (let y = 0, i = 0; y < hair.height; y++)
    for (let x = 0; x < hair.width; x++, i++) {
      const [hx, hy] = fromCamera(head, (x + 0.5 - head.x) / head.unit, (head.y - y - 0.5) / head.unit, 4)
      if (Math.abs(hx) < FRONT.side && hy > FRONT.low) front.data[i] = hair.data[i]
    }
  return measurePalette(picture, front)
}
