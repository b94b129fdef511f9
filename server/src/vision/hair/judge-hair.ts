import { aboveHairline, CHIN_Y, fromCamera, meetSkull } from '../../imaging/hair/head.ts'
import { lumaOf } from '../../imaging/hair/measure-softness.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Units above the hairline where there is hair if there is any. */
const SURE = 1
const MIN_COVERED = 0.35
/** Luma: no hair is as dark and as light at once, over so much of it, as caps with a badge and a brim are. */
const CONTRAST = { dark: 45, bright: 165, share: 0.12 }

/** Whether the top of the head shows hair, bare skin, or something worn on it. */
export function judgeHair({ picture, head, hair }: Portrait): 'hair' | 'bare' | 'covered' {
  const luma = lumaOf(picture.data, picture.width, picture.height)
  let [all, covered, dark, bright] = [0, 0, 0, 0]
  for (let y = 0, i = 0; y < hair.height; y++)
    for (let x = 0; x < hair.width; x++, i++) {
      const skull = meetSkull(head, x + 0.5, y + 0.5)
      if (!skull) continue
      const place = fromCamera(head, (x + 0.5 - head.x) / head.unit, (head.y - y - 0.5) / head.unit, skull.depth)
      if (aboveHairline(...place) < SURE) continue
      all++
      if (hair.data[i] < 0.5) continue
      covered++
      if (luma.data[i] < CONTRAST.dark) dark++
      if (luma.data[i] > CONTRAST.bright) bright++
    }
  if (Math.min(dark, bright) > CONTRAST.share * covered) return 'covered'
  return covered < MIN_COVERED * all ? 'bare' : 'hair'
}

/** How far below the chin hair hangs, in units of the head; negative where it ends above. */
export function hairBelowChin({ head, hair }: Portrait): number {
  for (let y = hair.height - 1; y >= 0; y--) {
    let width = 0
    for (let x = 0; x < hair.width; x++) width += hair.data[y * hair.width + x]
    if (width > head.unit) return CHIN_Y - (head.y - y) / head.unit
  }
  return -Infinity
}
