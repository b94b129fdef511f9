/** What somebody holds: where the hand is, where the thing is gripped, and the hand around it. */
import { HEADS } from '../draw/bodies.ts'
import { clothesColour } from '../draw/colour.ts'
import { drawFigure } from '../draw/figures.ts'
import { getGlyph } from '../draw/glyphs.ts'
import { handGlyph } from '../draw/hands.ts'
import { isPerson } from './natural-size.ts'
import { scaleGroup, type Group, type Sprite } from './sprite.ts'

interface Grip {
  /** In shares of the glyph's box. */
  readonly x: number
  readonly y: number
  /** The glyph's width in heights of the one who holds it. */
  readonly size: number
  /** Away from the body, clockwise on the right, degrees. */
  readonly lean: number
  /** Over the head. */
  readonly high?: boolean
}
const GRIPS: Readonly<Record<string, Grip>> = {
  umbrella: { x: 0.5, y: 0.8, size: 0.82, lean: -9, high: true },
  balloon: { x: 0.5, y: 1, size: 0.36, lean: 10 },
  kite: { x: 0.5, y: 1, size: 0.5, lean: 24 },
  tulip: { x: 0.5, y: 0.8, size: 0.31, lean: 6 },
  rose: { x: 0.5, y: 0.8, size: 0.31, lean: 6 },
  sunflower: { x: 0.5, y: 0.8, size: 0.42, lean: 6 },
  bouquet: { x: 0.5, y: 0.78, size: 0.42, lean: 4 },
  'ice-cream': { x: 0.5, y: 0.8, size: 0.3, lean: 0 },
  lollipop: { x: 0.3, y: 0.8, size: 0.3, lean: 0 },
  microphone: { x: 0.36, y: 0.74, size: 0.26, lean: 0 },
  paintbrush: { x: 0.7, y: 0.4, size: 0.3, lean: 0 },
  dagger: { x: 0.8, y: 0.8, size: 0.42, lean: 0 },
}
const USUAL: Grip = { x: 0.5, y: 0.72, size: 0.34, lean: 0 }
/** Several on strings are spread like a fan: degrees from one to the next, for few and for many. */
const FAN = { few: 23, many: 17 } as const
/** Every second one is on a shorter string, so that all are seen. */
const SHORTER = 0.84

interface Hand {
  readonly x: number
  readonly y: number
  readonly side: 1 | -1
  /** Where its arm begins, if the glyph shows none. */
  readonly shoulder: readonly [x: number, y: number] | undefined
  readonly skin: string
  readonly sleeve: string
}

/** The place of the `index`th hand of one whose ink fills `box`. */
export function handOf(
  root: Sprite,
  box: { left: number; right: number; top: number; bottom: number },
  hand: 1 | -1,
  index: number,
  held: string,
): Hand {
  const figure = drawFigure(root.glyph)
  if (figure) {
    const [x, y] = figure.hands[index % figure.hands.length]
    const across = root.flip ? 1 - x : x
    const side = across > 0.5 ? 1 : -1
    return { x: root.x + root.width * across, y: root.y + root.height * y, side, shoulder: undefined, skin: figure.skin, sleeve: '' }
  }
  const [width, height] = [box.right - box.left, box.bottom - box.top]
  const side = index % 2 === 0 ? hand : hand === 1 ? -1 : 1
  const middle = (box.left + box.right) / 2
  const person = isPerson(root.glyph)
  const body = HEADS[root.glyph]
  const x = middle + side * width * (person || body ? 0.5 : 0.62)
  const high = GRIPS[held]?.high === true
  const y = box.top + height * (high ? 0.44 : person || body ? 0.66 : 0.94)
  const grown = body !== undefined && body.kind !== 'person'
  const skin = grown ? body.dark : '#ffc83d'
  const sleeve = body?.main ?? root.colour ?? clothesColour(getGlyph(root.glyph).body) ?? skin
  const shoulder = person || body ? ([middle + side * width * 0.2, box.top + height * 0.66] as const) : undefined
  return { x, y, side, shoulder, skin, sleeve }
}

/** Sizes what is held, tilts it, and says where its foot has to be for the grip to be in the hand. */
export function gripInHand(member: Group, hand: Hand, holderHeight: number, index: number, count: number): readonly [x: number, y: number] {
  const [first] = member.sprites
  const grip = GRIPS[first.glyph] ?? USUAL
  const strung = first.glyph === 'balloon'
  const wide = member.right - member.left
  const known = first.glyph in GRIPS
  const wanted = holderHeight * grip.size * (strung && count > 3 ? 0.8 : 1) * (strung && index % 2 === 1 ? SHORTER : 1)
  scaleGroup(member, known ? wanted / wide : Math.min(1, (holderHeight * 0.42) / wide))
  const spread = count > 1 && strung ? (count > 3 ? FAN.many : FAN.few) * (index - (count - 1) / 2) : 0
  const degrees = hand.side * (grip.lean + spread)
  member.sprites = member.sprites.map((sprite) => ({ ...sprite, tiltDegrees: degrees, flip: hand.side === 1 ? sprite.flip : !sprite.flip }))
  const [root] = member.sprites
  // What leans turns about the middle of its box, and the grip with it.
  const across = root.flip ? 1 - grip.x : grip.x
  const [dx, dy] = [root.width * (across - 0.5), root.height * (grip.y - 0.5)]
  const angle = (degrees * Math.PI) / 180
  const [middleX, middleY] = [root.x + root.width / 2, root.y + root.height / 2]
  const [halfWide, halfTall] = [
    (root.width * Math.cos(angle) + root.height * Math.abs(Math.sin(angle))) / 2,
    (root.height * Math.cos(angle) + root.width * Math.abs(Math.sin(angle))) / 2,
  ]
  Object.assign(member, { left: middleX - halfWide, right: middleX + halfWide, top: middleY - halfTall, bottom: middleY + halfTall })
  const x = middleX + dx * Math.cos(angle) - dy * Math.sin(angle)
  const y = middleY + dx * Math.sin(angle) + dy * Math.cos(angle)
  return [hand.x - x, hand.y - y]
}

const PLAIN = { flip: false, tiltDegrees: 0, colour: undefined, colourClothes: false, shadow: 'none' } as const

/** The fingers around what is held, and the arm of one whose picture has none. `height`: of the holder. */
export function drawGrip({ x, y, shoulder, skin, sleeve }: Hand, height: number): Sprite[] {
  const fist = height * 0.075
  const around: Sprite = { ...PLAIN, glyph: handGlyph(skin), x: x - fist / 2, y: y - fist / 2, width: fist, height: fist }
  if (shoulder === undefined) return [around]
  const [fromX, fromY] = shoulder
  const long = Math.hypot(x - fromX, y - fromY)
  const width = long + fist
  const wide = Math.max(0.02, width * 0.36)
  const arm: Sprite = {
    ...PLAIN,
    glyph: handGlyph(skin, sleeve),
    x: (fromX + x) / 2 - width / 2,
    y: (fromY + y) / 2 - wide / 2,
    width,
    height: wide,
    tiltDegrees: (Math.atan2(y - fromY, x - fromX) * 180) / Math.PI,
  }
  return [arm]
}
