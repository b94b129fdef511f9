import { checkpoint } from '../../imaging/checkpoint.ts'
import { castShadow, unite } from '../../imaging/hair/cast-shadow.ts'
import { findLight } from '../../imaging/hair/find-light.ts'
import { growHair } from '../../imaging/hair/grow-hair.ts'
import type { HairPalette } from '../../imaging/hair/hair-palette.ts'
import type { HairStyle } from '../../imaging/hair/hair-style.ts'
import { SKULL } from '../../imaging/hair/head.ts'
import { layHair, smooth } from '../../imaging/hair/paint-hair.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import { drawHair } from './draw-hair.ts'
import type { Restyling } from './give-hairstyle.ts'
import { coverOf } from './hair-masks.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Heights between which the person's own hair runs into the extensions. */
const BLEND = { from: 4.5, to: -1.5 }
/** How far hair stands off the head at the ears that extensions can follow. */
const LIFT = { least: 0.8, most: 3.6 }

/** Lets new hair hang from below the person's own, which stays on the crown. Gives the portrait's picture anew. */
export async function lengthenHair(
  portrait: Portrait,
  style: HairStyle,
  palette: HairPalette,
  { seed, signal, onProgress }: Restyling,
): Promise<Pixels> {
  const { picture, head, hair, body, masks } = portrait
  const light = findLight(picture, head, masks.skin)
  const strands = growHair(head, { ...style, lift: liftOf(portrait) }, createRandom(seed))
  onProgress(0.3)
  await checkpoint(signal)
  const drawn = await drawHair(portrait, strands, palette, light, signal)
  onProgress(0.8)
  const own = ownHair(portrait)
  const result: Pixels = { ...picture, data: picture.data.slice() }
  const person = unite(body, hair)
  const cover = coverOf(person)
  for (let i = 0; i < cover.data.length; i++) cover.data[i] = Math.max(cover.data[i], own.data[i])
  layHair(result, drawn.back, cover)
  const front = { ...drawn.front, alpha: { ...own, data: drawn.front.alpha.data.map((value, i) => value * (1 - own.data[i])) } }
  castShadow(result, head, front.alpha, body, light)
  layHair(result, front)
  return result
}

/** How far the own hair stands off at the ears, in units. */
function liftOf({ head, hair }: Portrait): number {
  const row = Math.round(head.y - 2 * head.unit)
  if (row < 0 || row >= hair.height) return LIFT.least
  let [left, right] = [head.x, head.x]
  for (let x = 0; x < hair.width; x++) {
    if (hair.data[row * hair.width + x] < 0.5) continue
    left = Math.min(left, x)
    right = Math.max(right, x)
  }
  const half = (right - left) / 2 / head.unit
  return Math.max(LIFT.least, Math.min(LIFT.most, half - SKULL.rx))
}

/** 1 where nothing new is seen: above the blend everywhere, within it less and less. */
function ownHair({ head, hair }: Portrait): Plane {
  const { width, height } = hair
  const own = createPlane(width, height)
  for (let y = 0, i = 0; y < height; y++) {
    const up = (head.y - y) / head.unit
    const share = smooth((up - BLEND.to) / (BLEND.from - BLEND.to))
    for (let x = 0; x < width; x++, i++) own.data[i] = share
  }
  return own
}
