import type { Ink } from '../draw/glyphs.ts'

/** A glyph on the canvas. Lengths are pixels, or the units of its group until the group is placed. */
export interface Sprite {
  readonly glyph: string
  /** The upper left corner of the glyph's box. */
  x: number
  y: number
  width: number
  height: number
  flip: boolean
  /** Clockwise, around the box's centre. */
  readonly tiltDegrees: number
  readonly colour: string | undefined
  readonly colourClothes: boolean
  readonly shadow: 'ground' | 'water' | 'contact' | 'none'
  /** Where a shadow on the ground falls, if not at the ink's lower edge. */
  groundY?: number
  /** How much of its height is under water. */
  readonly sunkShare?: number
  /** Which of the scene's objects it shows; undefined for marks and decor. */
  readonly object?: number
}

/** Sprites around an origin: x = 0 is the middle, y = 0 the ground, upwards is negative. Drawn in order. */
export interface Group {
  sprites: Sprite[]
  left: number
  right: number
  top: number
  bottom: number
  readonly airborne: boolean
}

export interface Canvas {
  readonly width: number
  readonly height: number
}

/** What the backdrop offers, in shares of the canvas's height. */
export interface Terrain {
  readonly kind: 'ground' | 'water' | 'float' | 'air'
  readonly horizon: number
}

export type Measure = (glyph: string) => Ink

/** The rectangle that a sprite's ink fills, its tilt left aside; y grows downwards. */
export function inkBox(sprite: Sprite, ink: Ink): { left: number; right: number; top: number; bottom: number } {
  const [left, right] = sprite.flip ? [1 - ink.right, 1 - ink.left] : [ink.left, ink.right]
  return {
    left: sprite.x + sprite.width * left,
    right: sprite.x + sprite.width * right,
    top: sprite.y + sprite.height * ink.top,
    bottom: sprite.y + sprite.height * ink.bottom,
  }
}

export function scaleGroup(group: Group, factor: number): void {
  for (const sprite of group.sprites) {
    sprite.x *= factor
    sprite.y *= factor
    sprite.width *= factor
    sprite.height *= factor
    if (sprite.groundY !== undefined) sprite.groundY *= factor
  }
  group.left *= factor
  group.right *= factor
  group.top *= factor
  group.bottom *= factor
}

export function moveGroup(group: Group, x: number, y: number): void {
  for (const sprite of group.sprites) {
    sprite.x += x
    sprite.y += y
    if (sprite.groundY !== undefined) sprite.groundY += y
  }
  group.left += x
  group.right += x
  group.top += y
  group.bottom += y
}

/** Turned round about the vertical line at `x`. */
export function mirrorGroup(group: Group, x: number): void {
  group.sprites = group.sprites.map((sprite) => ({
    ...sprite,
    x: 2 * x - sprite.x - sprite.width,
    flip: !sprite.flip,
    tiltDegrees: -sprite.tiltDegrees,
  }))
  const left = group.left
  group.left = 2 * x - group.right
  group.right = 2 * x - left
}

/** Takes the sprites of `member` into `group`, before or behind what is there. */
export function joinGroup(group: Group, member: Group, inFront: boolean): void {
  group.sprites = inFront ? [...group.sprites, ...member.sprites] : [...member.sprites, ...group.sprites]
  group.left = Math.min(group.left, member.left)
  group.right = Math.max(group.right, member.right)
  group.top = Math.min(group.top, member.top)
  group.bottom = Math.max(group.bottom, member.bottom)
}
