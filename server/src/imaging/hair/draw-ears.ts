import { createPlane, type Pixels, type Plane } from '../pixels.ts'
import { along, toCamera, type Head } from './head.ts'
import type { HairLight } from './light-strands.ts'
import { smooth } from './paint-hair.ts'

/** An ear as a plane in head space: where it grows out of the head, one step to its rim, one step down. Its height is that from brow to nose. */
const EAR = { x: 7.35, top: 4, bottom: -2.7, z: -1.9, out: 1.75, back: -3.1 } as const
/** How far the rim is from the head, by height: 0 at the lobe, 1 at the top. */
const OUTLINE = [
  [0, 0.1],
  [0.04, 0.34],
  [0.12, 0.5],
  [0.25, 0.56],
  [0.45, 0.72],
  [0.65, 0.93],
  [0.8, 1],
  [0.9, 0.9],
  [0.97, 0.6],
  [1, 0.15],
] as const
/** Ears are redder than the face. */
const BLOOD = [1.02, 0.9, 0.88] as const

/** Where in an ear a pixel lies. */
interface Place {
  /** 0 at the head, 1 at the widest place of the rim. */
  readonly across: number
  /** 0 at the lobe, 1 at the top. */
  readonly up: number
  /** Units to the outline, positive inside. */
  readonly inside: number
}

/** How much of each pixel the ear of a side (-1 left in the picture, 1 right) covers; all 0 where the head hides it. */
export function earMask(head: Head, side: -1 | 1, width: number, height: number): Plane {
  const mask = createPlane(width, height)
  visitEar(head, side, width, height, (i, { inside }) => {
    mask.data[i] = smooth(inside * head.unit * 0.5 + 0.5)
  })
  return mask
}

/** Draws an ear over a picture, in place: `skin` (three per pixel, 0..255) is its colour, `share` how much of each pixel may be drawn on. */
export function drawEar(picture: Pixels, head: Head, side: -1 | 1, skin: Float32Array, share: Plane, light: HairLight): void {
  const { width, height, channels, data } = picture
  const lit = 0.9 + 0.16 * side * light.from[0]
  visitEar(head, side, width, height, (i, { across, up, inside }) => {
    const opacity = smooth(inside * head.unit * 0.5 + 0.5) * share.data[i]
    if (opacity < 0.01) return
    const shade = lit * shadeOf(across, up, inside)
    const blood = 0.5 + 2 * Math.max(0, 1 - shade)
    for (let k = 0; k < 3; k++) {
      const colour = skin[i * 3 + k] * shade * BLOOD[k] ** blood
      data[i * channels + k] = Math.max(0, Math.min(255, Math.round(data[i * channels + k] * (1 - opacity) + colour * opacity)))
    }
  })
}

/** The relief of an ear as its shadows: helix, the groove within it, the fold, and the hollow before it. */
function shadeOf(across: number, up: number, inside: number): number {
  const bump = (value: number, middle: number, size: number) => Math.exp(-(((value - middle) / size) ** 2))
  const rim = bump(inside, 0.22, 0.26)
  const groove = bump(inside, 0.68, 0.24) * smooth((up - 0.25) * 5)
  const fold = bump(across, 0.52 - 0.1 * (up - 0.5), 0.12) * smooth((up - 0.2) * 5)
  const hollow = bump(across, 0.22, 0.2) * bump(up, 0.46, 0.2)
  const lobe = bump(up, 0.1, 0.12)
  const tuck = smooth((0.16 - across) / 0.16) * 0.16
  return 0.93 + 0.09 * rim - 0.14 * groove + 0.05 * fold - 0.2 * hollow + 0.05 * lobe - tuck
}

function visitEar(head: Head, side: -1 | 1, width: number, height: number, visit: (index: number, place: Place) => void): void {
  const [ox, oy] = toCamera(head, side * EAR.x, EAR.bottom, EAR.z)
  const [ux, uy] = toCamera(head, side * EAR.out, 0, EAR.back)
  const [vx, vy] = toCamera(head, 0, EAR.top - EAR.bottom, 0)
  // Turned away, it hides behind the cheek.
  if (side * ux < 0.25) return
  const determinant = ux * vy - uy * vx
  const reach = 5 * head.unit
  const [mx, my] = [head.x + (ox + (ux + vx) / 2) * head.unit, head.y - (oy + (uy + vy) / 2) * head.unit]
  const length = Math.hypot(ux, uy)
  for (let y = Math.max(0, Math.floor(my - reach)); y < Math.min(height, my + reach); y++)
    for (let x = Math.max(0, Math.floor(mx - reach)); x < Math.min(width, mx + reach); x++) {
      const dx = (x + 0.5 - head.x) / head.unit - ox
      const dy = (head.y - y - 0.5) / head.unit - oy
      const across = (dx * vy - dy * vx) / determinant
      const up = (dy * ux - dx * uy) / determinant
      if (up < -0.05 || up > 1.05 || across < -0.3 || across > 1.2) continue
      const ends = Math.min(up, 1 - up) * (EAR.top - EAR.bottom)
      visit(y * width + x, { across, up, inside: Math.min((along(OUTLINE, up) - across) * length, ends + 0.1) })
    }
}
