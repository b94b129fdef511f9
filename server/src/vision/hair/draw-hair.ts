import { checkpoint } from '../../imaging/checkpoint.ts'
import { drawStrands } from '../../imaging/hair/draw-strands.ts'
import type { HairPalette } from '../../imaging/hair/hair-palette.ts'
import { lightStrands, type HairLight } from '../../imaging/hair/light-strands.ts'
import { lumaOf, matchSoftness, measureFineness } from '../../imaging/hair/measure-softness.ts'
import { paintHair, softenHair, type PaintedHair } from '../../imaging/hair/paint-hair.ts'
import type { Strands } from '../../imaging/hair/strands.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Strands lit, drawn, coloured and as sharp as the portrait is. About two seconds. */
export async function drawHair(
  portrait: Portrait,
  strands: Strands,
  palette: HairPalette,
  light: HairLight,
  signal: AbortSignal,
): Promise<{ back: PaintedHair; front: PaintedHair }> {
  const { width, height } = portrait.picture
  const shades = lightStrands(portrait.head, strands, light)
  await checkpoint(signal)
  const drawn = drawStrands(portrait.head, strands, shades, width, height)
  await checkpoint(signal)
  const painted = paintHair(drawn, palette)
  const sigma = matchSoftness(lumaOf(painted.front.colours, width, height), painted.front.alpha, finenessOf(portrait))
  await checkpoint(signal)
  return { back: softenHair(painted.back, sigma), front: softenHair(painted.front, sigma) }
}

/** Of the hair where there is any, for it is what is replaced; else of the skin. */
function finenessOf({ picture, hair, masks }: Portrait): number {
  const luma = lumaOf(picture.data, picture.width, picture.height)
  return measureFineness(luma, hair.data.some((value) => value > 0.97) ? hair : masks.skin)
}
