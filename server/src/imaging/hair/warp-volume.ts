import { interpolate } from '../hole-filling/membrane.ts'
import { createPlane, type Pixels, type Plane } from '../pixels.ts'
import { samplePlane } from '../face/sample-colour.ts'
import { project, SKULL, type Head } from './head.ts'
import type { PaintedHair } from './paint-hair.ts'

const DIRECTIONS = 360
/** Hair over the head begins to move at that share of the skull's radius. */
const INNER = 0.55
/** Directions over which the outline is evened, to each side. */
const EVEN = 9
/** How evenly hair rises all around: 0 in proportion to what stands off, 1 everywhere by the same. */
const BALANCE = 0.7

/**
 * The hair of a picture with more or less body: what stands off the skull stands off `factor` times as far. The rim along the face stays where it
 * is, the outline moves, what is between moves with it. Below the ears hair gets wider, hardly longer. Gives the hair alone.
 */
export function warpVolume(picture: Pixels, head: Head, hair: Plane, factor: number): PaintedHair {
  const { width, height } = hair
  const own = hairColours(picture, hair)
  const [cx, cy] = project(head, 0, SKULL.y - 1, SKULL.z + 3)
  const { inner, stretch } = stretchByDirection(head, hair, cx, cy, factor)
  const planes = [0, 1, 2].map((k) => {
    const plane = createPlane(width, height)
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = own[i * 3 + k]
    return plane
  })
  const alpha = createPlane(width, height)
  const colours = new Float32Array(width * height * 3)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const [dx, dy] = [x + 0.5 - cx, y + 0.5 - cy]
      const radius = Math.hypot(dx, dy) || 1
      const from = atDirection(inner, dx, dy)
      const moved = radius > from ? (radius - from) * (1 - 1 / atDirection(stretch, dx, dy)) : 0
      const down = Math.max(0, Math.min(1, dy / (6 * head.unit)))
      const [sx, sy] = [x + 0.5 - (dx / radius) * moved, y + 0.5 - (dy / radius) * moved * (1 - down)]
      const opacity = samplePlane(hair, sx, sy)
      alpha.data[i] = opacity
      if (opacity > 0.003) for (let k = 0; k < 3; k++) colours[i * 3 + k] = samplePlane(planes[k], sx, sy)
    }
  return { alpha, colours }
}

/** By direction: the radius from which hair moves (pixels), and how much what lies beyond is stretched. */
function stretchByDirection(
  head: Head,
  hair: Plane,
  cx: number,
  cy: number,
  factor: number,
): { inner: Float32Array; stretch: Float32Array } {
  const skull = outlineOfSkull(head, cx, cy)
  const inner = new Float32Array(DIRECTIONS)
  const outer = new Float32Array(DIRECTIONS)
  for (let d = 0; d < DIRECTIONS; d++) {
    const [dx, dy] = [Math.cos((d * 2 * Math.PI) / DIRECTIONS), Math.sin((d * 2 * Math.PI) / DIRECTIONS)]
    const reach = 26 * head.unit
    let radius = reach
    while (radius > 0 && samplePlane(hair, cx + dx * radius, cy + dy * radius) < 0.5) radius--
    outer[d] = radius
    while (radius > 0 && samplePlane(hair, cx + dx * radius, cy + dy * radius) >= 0.5) radius--
    inner[d] = Math.max(radius, skull[d] * INNER)
  }
  const evenInner = evenOut(inner)
  const evenOuter = evenOut(outer)
  const body = evenOuter.map((radius, d) => Math.max(0, radius - Math.max(skull[d], evenInner[d])))
  // Directions from half past eight over the top to half past three.
  const upper = body.filter((_, d) => Math.sin((d * 2 * Math.PI) / DIRECTIONS) < 0.25)
  const usual = upper.reduce((sum, value) => sum + value, 0) / upper.length
  const stretch = evenOuter.map((radius, d) => {
    const own = Math.max(1, radius - evenInner[d])
    // Where hair lies flat already it can rise, but not sink into the skull. Ends do not move.
    const down = Math.max(0, Math.min(1, (Math.sin((d * 2 * Math.PI) / DIRECTIONS) - 0.05) / 0.5))
    const moving = factor > 1 ? (BALANCE * usual + (1 - BALANCE) * body[d]) * (1 - down) : body[d]
    // Below 0.35 what is left would fold over itself.
    return Math.max(0.35, 1 + ((factor - 1) * moving) / own)
  })
  return { inner: evenInner, stretch: evenOut(stretch) }
}

function evenOut(values: Float32Array): Float32Array {
  return values.map((_, d) => {
    let sum = 0
    for (let offset = -EVEN; offset <= EVEN; offset++) sum += values[(d + offset + DIRECTIONS) % DIRECTIONS]
    return sum / (2 * EVEN + 1)
  })
}

/** The colours of hair alone, spread over pixels that show something else as well. */
function hairColours({ channels, data }: Pixels, hair: Plane): Float32Array {
  const colours = new Float32Array(hair.data.length * 3)
  const weight = new Float32Array(hair.data.length)
  for (let i = 0; i < weight.length; i++) {
    weight[i] = hair.data[i] > 0.96 ? 1 : 0
    for (let k = 0; k < 3; k++) colours[i * 3 + k] = data[i * channels + k]
  }
  interpolate(colours, weight, hair.width, hair.height, 3)
  return colours
}

/** Distance of the skull's outline from a point within it, by direction; pixels. */
function outlineOfSkull(head: Head, cx: number, cy: number): Float32Array {
  const radii = new Float32Array(DIRECTIONS)
  for (let i = 0; i < 2000; i++) {
    const height = 1 - (2 * (i + 0.5)) / 2000
    const ring = Math.sqrt(1 - height * height)
    const angle = i * 2.399963
    const [px, py] = project(
      head,
      SKULL.rx * ring * Math.sin(angle),
      SKULL.y + SKULL.ry * height,
      SKULL.z + SKULL.rz * ring * Math.cos(angle),
    )
    const direction = directionOf(px - cx, py - cy)
    for (let d = -3; d <= 3; d++) {
      const at = (Math.floor(direction) + d + DIRECTIONS) % DIRECTIONS
      radii[at] = Math.max(radii[at], Math.hypot(px - cx, py - cy))
    }
  }
  return radii
}

function directionOf(dx: number, dy: number): number {
  return ((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * DIRECTIONS
}

function atDirection(radii: Float32Array, dx: number, dy: number): number {
  const at = directionOf(dx, dy)
  const index = Math.floor(at) % DIRECTIONS
  return radii[index] + (radii[(index + 1) % DIRECTIONS] - radii[index]) * (at - Math.floor(at))
}
