/** Where those who hang on another are put, in its coordinates. */
import type { Random } from '../../imaging/random.ts'
import { HEADS } from '../draw/bodies.ts'
import { PROFILE_STEPS, type Ink } from '../draw/glyphs.ts'
import { readFigure } from '../draw/figures.ts'
import type { RelationKind } from '../scene.ts'
import { BOATS, isPerson, SEATS } from './natural-size.ts'
import { drawGrip, gripInHand, handOf } from './hold-things.ts'
import { inkBox, joinGroup, mirrorGroup, moveGroup, scaleGroup, type Group, type Sprite } from './sprite.ts'
import type { StagedObject } from './stage.ts'

interface Slot {
  readonly member: Group
  readonly index: number
  /** The middle of the member's share of the holder's width, 0..1. */
  readonly share: number
  readonly width: number
  readonly height: number
}

interface Holder {
  readonly root: Sprite
  readonly object: StagedObject
  readonly ink: Ink
  readonly box: ReturnType<typeof inkBox>
  readonly width: number
  readonly height: number
  readonly group: Group
  readonly hand: 1 | -1
  readonly random: Random
}

/** Whom one turns to: to each other, or the one runs after the other, who is ahead. */
export interface Stance {
  readonly towards: 'each-other' | 'root' | 'member'
}

/** The middle of the foot of a member. */
type PlaceMember = (holder: Holder, slot: Slot, count: number) => readonly [x: number, y: number]

/** Puts `members` to their holder and joins them to its group. */
export function attachMembers(
  group: Group,
  root: Sprite,
  object: StagedObject,
  members: readonly Group[],
  said: RelationKind,
  ink: Ink,
  random: Random,
  stance?: Stance,
): void {
  // In a boat, a bed or a chair is where one sits, not behind its outline.
  const kind = said === 'in' && object.glyph in SEATS ? 'on' : said
  const box = inkBox(root, ink)
  const holder: Holder = {
    root, object, ink, box, group, random, width: box.right - box.left, height: box.bottom - box.top, hand: root.flip ? 1 : -1,
  } // prettier-ignore
  FITS[kind]?.(holder, members)
  for (const [index, member] of members.entries()) {
    const slot = {
      member,
      index,
      share: (index + 0.5) / members.length,
      width: member.right - member.left,
      height: member.bottom - member.top,
    }
    const [x, y] = PLACES[kind](holder, slot, members.length)
    moveGroup(member, x, y)
    member.sprites = member.sprites.map((sprite) => ({ ...sprite, shadow: shadowOf(sprite, kind, group.airborne) }))
    if (kind === 'on' || kind === 'in') rotateAround(member, root)
    if (kind === 'on' && readPose(member.sprites[0].glyph) === 'riding' && member.sprites[0].flip !== root.flip) mirrorGroup(member, x)
    if (kind === 'beside') faceEachOther(root, member.sprites)
    if (kind === 'beside' && stance && index === 0) turn(group, root, member, stance)
    joinGroup(group, member, kind !== 'behind' && kind !== 'in')
    if (kind === 'holding' && isGripped(root, member.sprites[0])) group.sprites.push(...drawGrip(handOf(root, box, holder.hand, strung(member) ? 0 : index, member.sprites[0].glyph), holder.height)) // prettier-ignore
  }
}

function shadowOf(sprite: Sprite, kind: RelationKind, airborne: boolean): Sprite['shadow'] {
  if (kind === 'holding' || kind === 'wearing' || kind === 'above') return 'none'
  if (kind === 'on' || kind === 'in') return sprite.shadow === 'ground' ? 'contact' : sprite.shadow
  return airborne || sprite.shadow === 'none'
    ? 'none'
    : sprite.shadow === 'water'
      ? 'water'
      : sprite.shadow === 'contact'
        ? 'contact'
        : 'ground'
}

/** How far those before something reach, in its widths. */
const SPAN_BEFORE = 1.4

/** Makes members small enough for where they go. */
const FITS: Partial<Record<RelationKind, (holder: Holder, members: readonly Group[]) => void>> = {
  on: (holder, members) => {
    shrink(members, holder.width * (BOATS.has(holder.object.glyph) ? 0.4 : 0.92), holder.height * 1.6)
    // On something small even a tiny one is large enough to be known.
    if (holder.width < 1) for (const member of members) scaleGroup(member, Math.max(1, (holder.width * 0.6) / (member.right - member.left)))
  },
  in: (holder, members) => shrink(members, holder.width * 0.62, holder.height * 1.2),
  // Who is under something fits under it, a table as well as an umbrella.
  under: (holder, members) => {
    if (holder.object.airborne) return
    const tree = holder.height > holder.width
    shrink(members, holder.width * 0.82, holder.height * (tree ? 0.44 : 0.62))
    const [only] = members
    // Alone it fills the room that there is, or nobody would find it.
    const room = Math.min((holder.height * (tree ? 0.4 : 0.56)) / (only.bottom - only.top), (holder.width * 0.6) / (only.right - only.left))
    if (members.length === 1) scaleGroup(only, Math.max(1, room))
  },
  // Several keep room between them, so that they can be counted.
  before: (holder, members) => shrink(members, holder.width * (members.length > 1 ? SPAN_BEFORE * 0.74 : 1.2), holder.height * 0.6),
}

function shrink(members: readonly Group[], width: number, height: number): void {
  const total = members.reduce((sum, member) => sum + member.right - member.left, 0)
  const factor = Math.min(1, Math.max(0.22, width / total))
  for (const member of members) scaleGroup(member, Math.min(factor, height / (member.bottom - member.top)))
}

const PLACES: Readonly<Record<RelationKind, PlaceMember>> = {
  on: ({ root, object, ink, box, width, random }, { share, width: wide, height }, count) => {
    const seat = SEATS[object.glyph]
    if (seat && count === 1) return [root.x + root.width * (root.flip ? 1 - seat.x : seat.x), root.y + root.height * seat.y]
    // A single one looks better off the middle of something long.
    const long = width > 2 * wide && count === 1
    const x = box.left + width * (long ? random.between(0.36, 0.6) : 0.06 + 0.88 * share)
    const y = seat ? root.y + root.height * seat.y : topAt(root, ink, x, wide * 0.3)
    return [x, y + height * 0.05]
  },
  in: ({ box, width, height }, { share }) => [box.left + width * (0.16 + 0.68 * share), box.top + height * 0.3],
  under: ({ object, box, width, height, hand }, { share, height: tall }, count) => [
    // Beside the trunk, which stays in sight.
    box.left + width * (height > width && count === 1 ? 0.5 + hand * 0.24 : 0.08 + 0.84 * share),
    object.airborne ? tall + height * 0.35 : box.bottom + height * 0.02,
  ],
  behind: ({ box, width, height }, { index, width: wide }, count) => [
    count === 1 && wide > width
      ? (box.left + box.right) / 2
      : box.left + width * (index % 2 === 0 ? 0.12 : 0.88) + (index % 2 === 0 ? -1 : 1) * wide * 0.6 * Math.floor(index / 2),
    box.bottom - height * 0.1 - 0.05,
  ],
  before: ({ box, width, height }, { share }) => [
    box.left + width * (0.5 + SPAN_BEFORE * (share - 0.5)),
    box.bottom + Math.min(height * 0.16, 0.22),
  ],
  above: ({ box, width, random }, { share }) => [box.left + width * share, box.top - random.between(0.12, 0.3)],
  beside: ({ group, hand }, { index, width }) => {
    const right = (index % 2 === 0 ? hand : -hand) === 1
    const gap = 0.06
    return [right ? group.right + gap + width / 2 : group.left - gap - width / 2, 0]
  },
  holding: ({ root, object, ink, box, width, height, hand }, { member, index, width: wide }, count) => {
    const side = index % 2 === 0 ? hand : -hand
    const person = isPerson(object.glyph)
    if (isGripped(root, member.sprites[0]))
      return gripInHand(member, handOf(root, box, hand, strung(member) ? 0 : index, member.sprites[0].glyph), height, index, count)
    const middle = (box.left + box.right) / 2
    if (member.sprites[0].glyph === 'held-book') {
      const sits = readFigure(object.glyph)?.pose === 'reading'
      scaleGroup(member, (width * (sits ? 0.62 : 0.8)) / wide)
      return [middle, box.bottom - height * (sits ? 0.12 : 0.4)]
    }
    // Several are held smaller.
    const wanted = Math.min(wide, (height * (person ? 0.42 : 0.6)) / Math.sqrt(count))
    scaleGroup(member, wanted / wide)
    const row = Math.floor(index / 2)
    const y = root.y + root.height * (person ? 0.68 : ink.bottom)
    return [middle + side * (width * 0.5 + wanted * (0.18 + 0.9 * row)), y]
  },
  wearing: ({ root, object, ink, box, width, height }, { member, width: wide }) => {
    const onFace = /glasses|mask|goggles/.test(member.sprites[0].glyph)
    const around = /scarf|necklace/.test(member.sprites[0].glyph)
    // Most animal glyphs look to the left with the head in the upper left third.
    const sideways = !isPerson(object.glyph) && !(object.glyph in HEADS) && height < width * 1.25
    const headX = sideways ? box.left + width * (root.flip ? 0.76 : 0.24) : (box.left + box.right) / 2
    scaleGroup(member, (width * (sideways ? 0.4 : 0.6)) / wide)
    const tall = member.bottom - member.top
    const top = topAt(root, ink, headX, width * 0.08)
    if (onFace) return [headX, top + height * (sideways ? 0.16 : 0.24) + tall / 2]
    return [headX, around ? top + height * 0.5 + tall / 2 : top + tall * 0.22]
  },
}

/** `riding` for whom is drawn astride, figures and busts alike. */
function readPose(glyph: string): string | undefined {
  return glyph.startsWith('riding/') ? 'riding' : readFigure(glyph)?.pose
}

/** Everything that is not leant on the chest, by whoever has arms to be drawn. */
function isGripped(root: Sprite, { glyph }: Sprite): boolean {
  return (
    glyph !== 'held-book' &&
    (isPerson(root.glyph) || root.glyph in HEADS || glyph === 'umbrella' || glyph === 'balloon' || glyph === 'kite')
  )
}

const strung = ({ sprites: [{ glyph }] }: Group) => glyph === 'balloon'

/** Turns the two of a pair; most glyphs look to the left. */
function turn(group: Group, root: Sprite, member: Group, { towards }: Stance): void {
  const first = member.sprites[0]
  const isRight = first.x + first.width / 2 > root.x + root.width / 2
  const rootLooksRight = towards === 'each-other' ? isRight : (towards === 'member') === isRight
  const memberLooksRight = towards === 'each-other' ? !isRight : rootLooksRight
  if (first.flip !== memberLooksRight) mirrorGroup(member, first.x + first.width / 2)
  if (root.flip === rootLooksRight) return
  mirrorGroup(group, root.x + root.width / 2)
}

/** Who builds turns to what is built: these figures are drawn looking to the right. */
function faceEachOther(root: Sprite, [member]: readonly Sprite[]): void {
  const isRight = member.x + member.width / 2 > root.x + root.width / 2
  if (readFigure(member.glyph)?.pose === 'building') member.flip = isRight
  if (readFigure(root.glyph)?.pose === 'building') root.flip = !isRight
}

/** What stands on something tilted tilts with it. */
function rotateAround(member: Group, root: Sprite): void {
  if (root.tiltDegrees === 0) return
  const angle = (root.tiltDegrees * Math.PI) / 180
  const [centreX, centreY] = [root.x + root.width / 2, root.y + root.height / 2]
  member.sprites = member.sprites.map((sprite) => {
    const dx = sprite.x + sprite.width / 2 - centreX
    const dy = sprite.y + sprite.height / 2 - centreY
    return {
      ...sprite,
      x: centreX + dx * Math.cos(angle) - dy * Math.sin(angle) - sprite.width / 2,
      y: centreY + dx * Math.sin(angle) + dy * Math.cos(angle) - sprite.height / 2,
      tiltDegrees: sprite.tiltDegrees + root.tiltDegrees,
    }
  })
}

/** The outline's height (in the group's coordinates) around `x`. */
function topAt(root: Sprite, ink: Ink, x: number, reach: number): number {
  const column = (position: number) => {
    const share = (position - root.x) / root.width
    return Math.max(0, Math.min(PROFILE_STEPS - 1, Math.floor((root.flip ? 1 - share : share) * PROFILE_STEPS)))
  }
  const [a, b] = [column(x - reach), column(x + reach)].sort((p, q) => p - q)
  const tops = ink.profile.slice(a, b + 1).filter((top) => top < 1)
  const mean = tops.length === 0 ? ink.top : tops.reduce((sum, top) => sum + top, 0) / tops.length
  return root.y + root.height * mean
}
