/** What is drawn with a thing without being one: signs beside the head, what an action needs, a rock to stand on. */
import { ACTIONS } from '../parse/vocabulary.ts'
import { HEADS } from '../draw/bodies.ts'
import { getGlyph, type Ink } from '../draw/glyphs.ts'
import { drawGrip, gripInHand, handOf } from './hold-things.ts'
import { isPerson } from './natural-size.ts'
import { inkBox, joinGroup, moveGroup, type Group, type Measure, type Sprite } from './sprite.ts'
import type { StagedObject } from './stage.ts'

const NEUTRAL = { flip: false, tiltDegrees: 0, colour: undefined, colourClothes: false, shadow: 'none' } as const

export function addMarks(group: Group, root: Sprite, object: StagedObject, holds: boolean, measure: Measure): void {
  const held = [...object.actions].map((action) => ACTIONS[action]?.holds).find((glyph) => glyph !== undefined)
  const ink = measure(object.glyph)
  const height = root.height * (ink.bottom - ink.top)
  const add = (glyph: string, x: number, y: number, size: number) => {
    // Black on most backdrops would not be seen.
    group.sprites.push({ ...NEUTRAL, glyph, x, y, width: size, height: size, colour: glyph === 'musical-notes' ? '#f0529c' : undefined })
    group.left = Math.min(group.left, x)
    group.right = Math.max(group.right, x + size)
    group.top = Math.min(group.top, y)
  }
  const head = root.flip ? root.x + root.width * 0.62 : root.x + root.width * 0.02
  for (const [index, mark] of object.marks.entries()) {
    const size = Math.min(0.42, Math.max(0.24, height * 0.55))
    add(mark, root.flip ? head : head - size * 0.3, root.y + root.height * ink.top - size * (0.7 + index), size)
  }
  if (held !== undefined && !holds) hold(group, root, held, ink)
  if (
    [...object.actions].some((action) => ACTIONS[action]?.pose === 'running' || ACTIONS[action]?.airborne || ACTIONS[action]?.leaps) &&
    group.sprites.length < 4
  ) {
    const wide = height * 0.5
    const behind = root.flip ? root.x - wide * 0.75 : root.x + root.width - wide * 0.25
    const lines: Sprite = {
      ...NEUTRAL,
      glyph: 'motion-lines',
      x: behind,
      y: root.y + root.height * 0.35,
      width: wide,
      height: wide / 2,
      flip: !root.flip,
    }
    group.sprites.unshift(lines)
  }
}

/** What an action needs, in the hand or, for who has none, beside the body. */
function hold(group: Group, root: Sprite, glyph: string, ink: Ink): void {
  const box = inkBox(root, ink)
  const height = box.bottom - box.top
  const size = Math.max(0.28, height * 0.3)
  const thing: Sprite = { ...NEUTRAL, glyph, x: -size / 2, y: -size, width: size, height: size }
  const member: Group = { sprites: [thing], left: -size / 2, right: size / 2, top: -size, bottom: 0, airborne: false }
  const isBook = glyph === 'held-book'
  const hand = handOf(root, box, root.flip ? 1 : -1, 0, glyph)
  if (isBook) {
    const { width: wide, height: tall } = getGlyph(glyph)
    const width = height * 0.42
    group.sprites.push({ ...thing, x: (box.left + box.right - width) / 2, y: box.bottom - height * 0.34 - (width * tall) / wide / 2, width, height: (width * tall) / wide }) // prettier-ignore
    return
  }
  const [x, y] = gripInHand(member, hand, height, 0, 1)
  moveGroup(member, x, y)
  joinGroup(group, member, true)
  if (isPerson(root.glyph) || root.glyph in HEADS) group.sprites.push(...drawGrip(hand, height))
}

/** Who cannot swim stands on a rock. */
export function addIslet(group: Group): void {
  const width = (group.right - group.left) * 1.5
  const x = (group.left + group.right - width) / 2
  const islet: Sprite = { ...NEUTRAL, glyph: 'islet', x, y: -width * 0.055, width, height: width * 0.25, shadow: 'water' }
  group.sprites = [
    islet,
    ...group.sprites.map((sprite): Sprite => (sprite.shadow === 'ground' ? { ...sprite, shadow: 'contact' } : sprite)),
  ]
  group.left = Math.min(group.left, x)
  group.right = Math.max(group.right, x + width)
  group.bottom = Math.max(group.bottom, width * 0.12)
}
