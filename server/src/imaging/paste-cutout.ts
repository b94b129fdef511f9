import type { Pixels } from './pixels.ts'

export interface Place {
  readonly left: number
  readonly top: number
}

/** Lays a cut-out (RGBA) over a picture, in place. What reaches over the border is cut off. */
export function pasteCutout(target: Pixels, cutout: Pixels, place: Place): void {
  for (let y = Math.max(0, -place.top); y < Math.min(cutout.height, target.height - place.top); y++)
    for (let x = Math.max(0, -place.left); x < Math.min(cutout.width, target.width - place.left); x++) {
      const from = (y * cutout.width + x) * 4
      if (cutout.data[from + 3] === 0) continue
      const at = (place.top + y) * target.width + place.left + x
      const share = cutout.data[from + 3] / 255
      const to = at * target.channels
      for (let channel = 0; channel < 3; channel++)
        target.data[to + channel] = Math.round(
          target.data[to + channel] + (cutout.data[from + channel] - target.data[to + channel]) * share,
        )
      if (target.channels === 4) target.data[to + 3] = Math.max(target.data[to + 3], Math.round(share * 255))
    }
}

const SHADOW = { halfWidth: 0.54, halfHeight: 0.075, lean: 0.12, depth: 0.6 }

/** Darkens the ground under a thing that stands in a box: deepest at its foot, fading outwards, leaning away from the light. In place. */
export function castShadow(
  target: Pixels,
  box: Place & { readonly width: number; readonly height: number },
  lightFrom: readonly [number, number],
): void {
  const a = box.width * SHADOW.halfWidth
  const b = Math.max(2, box.width * SHADOW.halfHeight)
  const centreX = box.left + box.width / 2 - lightFrom[0] * box.width * SHADOW.lean
  const centreY = box.top + box.height - b * 0.3
  for (let y = Math.max(0, Math.floor(centreY - b)); y < Math.min(target.height, centreY + b); y++)
    for (let x = Math.max(0, Math.floor(centreX - a)); x < Math.min(target.width, centreX + a); x++) {
      const distance = ((x - centreX) / a) ** 2 + ((y - centreY) / b) ** 2
      if (distance >= 1) continue
      const at = y * target.width + x
      const kept = 1 - SHADOW.depth * (1 - distance) ** 1.4
      for (let channel = 0; channel < 3; channel++)
        target.data[at * target.channels + channel] = Math.round(target.data[at * target.channels + channel] * kept)
    }
}
