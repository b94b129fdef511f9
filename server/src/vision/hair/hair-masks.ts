import { softenPlane } from '../../imaging/draw-mask.ts'
import { earMask } from '../../imaging/hair/draw-ears.ts'
import { BROW_Y, faceHalfWidth, fromCamera } from '../../imaging/hair/head.ts'
import { lumaOf } from '../../imaging/hair/measure-softness.ts'
import { smooth } from '../../imaging/hair/paint-hair.ts'
import { createPlane, type Plane } from '../../imaging/pixels.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Who stands before hair hides it up to the rim: mixed pixels there show the old background. */
export function coverOf(person: Plane): Plane {
  return { ...person, data: person.data.map((value) => smooth((value - 0.55) / 0.45)) }
}

/** A mask that reaches farther by about `radius` pixels, with a soft rim. */
export function widen(mask: Plane, radius: number): Plane {
  const soft = softenPlane(mask, radius)
  const wide = createPlane(mask.width, mask.height)
  for (let i = 0; i < wide.data.length; i++) wide.data[i] = Math.max(mask.data[i], smooth((soft.data[i] - 0.02) / 0.16))
  return wide
}

/** Ears that old hair hides for the most part, each with the place that it and the rest of the real one take. */
export function hiddenEars({ head, hair, body, masks }: Portrait): { side: -1 | 1; around: Plane }[] {
  return ([-1, 1] as const).flatMap((side) => {
    const ear = earMask(head, side, hair.width, hair.height)
    let [size, covered] = [0, 0]
    for (let i = 0; i < ear.data.length; i++) {
      size += ear.data[i]
      covered += ear.data[i] * hair.data[i]
    }
    if (size === 0 || covered < 0.35 * size) return []
    const around = widen(ear, head.unit * 0.5)
    for (let y = 0, i = 0; y < around.height; y++)
      for (let x = 0; x < around.width; x++, i++) {
        // Real ears are larger or lower than the drawn one; all of the person beside the face there is theirs.
        const [hx, hy] = fromCamera(head, (x + 0.5 - head.x) / head.unit, (head.y - y - 0.5) / head.unit, -2)
        const near = smooth((side * hx - 7) * 2) * smooth((11 - side * hx) * 2) * smooth((hy + 4.6) * 1.5) * smooth((5 - hy) * 2)
        around.data[i] = Math.max(around.data[i], near * smooth(body.data[i] * 4)) * (1 - smooth(masks.oval.data[i] * 1.6))
      }
    return [{ side, around }]
  })
}

/** The forehead, where old hair hangs into it: its shadow reaches down to the brows, so all of it is made anew. */
export function coveredForehead({ head, hair, masks }: Portrait): Plane {
  const { width, height } = hair
  const forehead = createPlane(width, height)
  let [count, covered] = [0, 0]
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const [hx, hy] = fromCamera(head, (x + 0.5 - head.x) / head.unit, (head.y - y - 0.5) / head.unit, 4.5)
      const inside = smooth((hy - BROW_Y + (Math.abs(hx) < 1.6 ? 0.9 : 0.3)) / 1) * smooth((faceHalfWidth(hy) + 0.6 - Math.abs(hx)) / 1.2)
      if (inside <= 0) continue
      forehead.data[i] = inside * (1 - 0.85 * smooth((masks.features.data[i] - 0.5) * 2))
      count += inside
      covered += inside * hair.data[i]
    }
  if (covered < 0.08 * count) forehead.data.fill(0)
  return forehead
}

/** What of a mask shows through hair that is drawn over it. */
export function uncovered(mask: Plane, alpha: Plane): Plane {
  const rest = createPlane(mask.width, mask.height)
  for (let i = 0; i < rest.data.length; i++) rest.data[i] = alpha.data[i] > 0.995 ? 0 : mask.data[i]
  return rest
}

/** Strays are that much off the background around them, in deviations of its grain; more than that share of strays is the background's own texture. */
const STRAY = { deviations: 3.2, maxShare: 0.04, reach: 6 }

/** Single hairs of the old hair before an even background. */
export function strayHairs({ picture, head, hair, body }: Portrait): Plane {
  const { width, height } = hair
  const luma = lumaOf(picture.data, width, height)
  const around = softenPlane(luma, Math.max(2, head.unit * 0.35))
  const fine = softenPlane(luma, 0.7)
  const near = softenPlane(hair, STRAY.reach * head.unit * 0.5)
  const solid = softenPlane(body, head.unit * 0.4)
  const places: number[] = []
  for (let i = 0; i < hair.data.length; i++) if (near.data[i] > 0.01 && hair.data[i] < 0.02 && solid.data[i] < 0.02) places.push(i)
  const residuals = Float32Array.from(places, (i) => Math.abs(fine.data[i] - around.data[i])).sort()
  const deviation = 1.48 * (residuals[residuals.length >> 1] ?? 0)
  const strays = createPlane(width, height)
  let count = 0
  for (const i of places) {
    if (around.data[i] - fine.data[i] < STRAY.deviations * Math.max(0.7, deviation)) continue
    strays.data[i] = 1
    count++
  }
  if (count > STRAY.maxShare * places.length) return createPlane(width, height)
  return widen(strays, 1.5)
}
