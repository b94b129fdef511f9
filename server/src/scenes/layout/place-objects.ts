/** From a staged scene to sprites: who stands on, in, under or beside whom, how large, and where on the canvas. */
import type { Random } from '../../imaging/random.ts'
import { HEADS } from '../draw/bodies.ts'
import { getGlyph, PROFILE_STEPS, type Ink } from '../draw/glyphs.ts'
import { ACTIONS } from '../parse/vocabulary.ts'
import type { RelationKind } from '../scene.ts'
import { BOATS, FLYERS, isPerson, naturalSize, SEATS, SWIMMERS } from './natural-size.ts'
import type { StagedObject, StagedScene } from './stage.ts'

/** A glyph on the canvas. Lengths are pixels, or the units of its group until the group is placed. */
export interface Sprite {
  readonly glyph: string
  /** The upper left corner of the glyph's box. */
  x: number
  y: number
  width: number
  height: number
  readonly flip: boolean
  /** Clockwise, around the box's centre. */
  readonly tiltDegrees: number
  readonly colour: string | undefined
  readonly colourClothes: boolean
  readonly shadow: 'ground' | 'water' | 'contact' | 'none'
  /** Where a shadow on the ground falls, if not at the ink's lower edge. */
  groundY?: number
}

/** Sprites around an origin: x = 0 is the middle, y = 0 the ground, upwards is negative. Drawn in order. */
interface Group {
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

export function placeObjects(scene: StagedScene, canvas: Canvas, terrain: Terrain, measure: Measure, random: Random): Sprite[] {
  const groups = buildGroups(scene, terrain, measure, random)
  if (groups.length === 0) return []
  if (terrain.kind === 'float') return scatter(groups, canvas, { top: 0.08, bottom: 0.9 }, random)
  const flying = groups.filter((group) => group.airborne)
  const standing = groups.filter((group) => !group.airborne)
  if (terrain.kind === 'air') return scatter(groups, canvas, { top: 0.1, bottom: 0.84 }, random)
  const skyBottom = standing.length === 0 ? 0.8 : Math.max(0.3, terrain.horizon - 0.08)
  return [
    ...scatter(flying, canvas, { top: 0.06, bottom: skyBottom }, random),
    ...lineUp(standing, canvas, terrain, flying.length > 0, random),
  ]
}

function buildGroups({ objects, relations }: StagedScene, terrain: Terrain, measure: Measure, random: Random): Group[] {
  // The first relation of a thing decides where it is; `holder` is what carries it.
  const holder = new Map<number, { index: number; kind: RelationKind }>()
  const isAbove = (index: number, ancestor: number): boolean =>
    index === ancestor || (holder.has(index) && isAbove(holder.get(index)!.index, ancestor))
  for (const { subject, kind, object } of relations) {
    if (kind === 'beside' || objects[subject].hidden || objects[object].hidden) continue
    const [child, parent] = kind === 'holding' || kind === 'wearing' ? [object, subject] : [subject, object]
    if (!holder.has(child) && !isAbove(parent, child)) holder.set(child, { index: parent, kind })
  }
  const childrenOf = (index: number) =>
    [...holder].filter(([, { index: parent }]) => parent === index).map(([child, { kind }]) => ({ child, kind }))

  const build = (index: number, carried: boolean): Group => {
    const object = objects[index]
    const group = single(object, carried, terrain, measure, random)
    const [root] = group.sprites
    for (const { child, kind } of childrenOf(index)) {
      const perHolder = kind === 'wearing' || (kind === 'holding' && object.count > 1) ? 1 : objects[child].count
      const members = Array.from({ length: perHolder }, () => build(child, kind !== 'under' && kind !== 'above'))
      attach(group, root, object, members, kind, measure(object.glyph), random)
    }
    addMarks(group, root, object, measure)
    return group
  }
  return objects.flatMap((object, index) =>
    holder.has(index) || object.hidden ? [] : Array.from({ length: object.count }, () => build(index, false)),
  )
}

function single(object: StagedObject, carried: boolean, terrain: Terrain, measure: Measure, random: Random): Group {
  const { width: boxWidth, height: boxHeight } = getGlyph(object.glyph)
  const ink = measure(object.glyph)
  const size = naturalSize(object.glyph) * object.size
  const height = (size * boxHeight) / boxWidth
  const flying = object.airborne && !carried
  const jumping = object.airborne && !FLYERS.has(object.glyph)
  const floats = terrain.kind === 'water' && (BOATS.has(object.glyph) || SWIMMERS.has(object.glyph))
  const flip = random.chance(0.5)
  const climb = random.between(-3, 13)
  const tilt =
    object.glyph === 'jet' && flying
      ? flip
        ? -climb
        : climb
      : jumping
        ? random.between(-14, 4)
        : object.actions.has('run') && !isPerson(object.glyph)
          ? -5
          : 0
  const sprite: Sprite = {
    glyph: object.glyph,
    x: -size * ((ink.left + ink.right) / 2),
    y: -height * ink.bottom,
    width: size,
    height,
    flip,
    tiltDegrees: tilt,
    colour: object.colour,
    colourClothes: object.colourClothes,
    shadow: carried ? 'contact' : flying || terrain.kind === 'float' || terrain.kind === 'air' ? 'none' : floats ? 'water' : 'ground',
  }
  const half = (size * (ink.right - ink.left)) / 2
  return { sprites: [sprite], left: -half, right: half, top: -height * (ink.bottom - ink.top), bottom: 0, airborne: flying }
}

/** Puts `members` to their holder, in its coordinates. */
function attach(group: Group, root: Sprite, holder: StagedObject, members: Group[], said: RelationKind, ink: Ink, random: Random): void {
  // In a boat, a bed or a chair is where one sits, not behind its outline.
  const kind = said === 'in' && holder.glyph in SEATS ? 'on' : said
  const inkLeft = root.x + root.width * (root.flip ? 1 - ink.right : ink.left)
  const inkRight = root.x + root.width * (root.flip ? 1 - ink.left : ink.right)
  const inkTop = root.y + root.height * ink.top
  const inkWidth = inkRight - inkLeft
  const inkHeight = root.height * (ink.bottom - ink.top)
  const middle = (inkLeft + inkRight) / 2
  const share = (index: number) => (index + 0.5) / members.length
  const hand = random.chance(0.5) ? 1 : -1
  const inFront = kind !== 'behind' && kind !== 'in'

  for (const [index, member] of members.entries()) {
    const memberWidth = member.right - member.left
    const memberHeight = member.bottom - member.top
    if (kind === 'on' || kind === 'in') {
      const room = (inkWidth * (kind === 'in' ? 0.6 : BOATS.has(holder.glyph) ? 0.4 : 0.92)) / members.length
      scaleGroup(member, Math.min(1, Math.max(room / memberWidth, 0.25)))
      scaleGroup(member, Math.min(1, (inkHeight * 1.6) / (member.bottom - member.top)))
    }
    // Who is under something fits under it, a table as well as an umbrella.
    if (kind === 'under' && !holder.airborne)
      scaleGroup(
        member,
        Math.min(1, Math.max(0.3, (inkWidth * 0.9) / members.length / memberWidth), Math.max(0.3, (inkHeight * 0.75) / memberHeight)),
      )
    const places: Record<RelationKind, () => [number, number]> = {
      on: () => {
        const seat = SEATS[holder.glyph]
        if (seat && members.length === 1) return [root.x + root.width * (root.flip ? 1 - seat.x : seat.x), root.y + root.height * seat.y]
        // A single one looks better off the middle of something long.
        const long = inkWidth > 2 * (member.right - member.left) && members.length === 1
        const x = inkLeft + inkWidth * (long ? random.between(0.36, 0.6) : 0.08 + 0.84 * share(index))
        const y = seat ? root.y + root.height * seat.y : topAt(root, ink, x, (member.right - member.left) * 0.3)
        return [x, y + (member.bottom - member.top) * 0.05]
      },
      in: () => [inkLeft + inkWidth * (0.2 + 0.6 * share(index)), inkTop + inkHeight * 0.3],
      under: () => [inkLeft + inkWidth * (0.15 + 0.7 * share(index)), holder.airborne ? memberHeight + inkHeight * 0.35 : inkHeight * 0.02],
      behind: () => [inkLeft + inkWidth * (index % 2 === 0 ? 0.12 : 0.88), -inkHeight * 0.1],
      before: () => [inkLeft + inkWidth * (0.2 + 0.6 * share(index)), Math.min(inkHeight * 0.1, 0.14)],
      above: () => [inkLeft + inkWidth * share(index), inkTop - random.between(0.12, 0.3)],
      beside: () => [inkRight + memberWidth / 2, 0],
      holding: () => {
        const side = index % 2 === 0 ? hand : -hand
        const person = isPerson(holder.glyph)
        const flies = /^(balloon|kite)$/.test(member.sprites[0].glyph)
        // Several are held smaller, and balloons on their strings above the head.
        const wanted = Math.min(memberWidth, (inkHeight * (person ? 0.42 : 0.6)) / (flies ? 1 : Math.sqrt(members.length)))
        scaleGroup(member, wanted / memberWidth)
        const row = Math.floor(index / 2)
        const y = root.y + root.height * (person ? 0.68 : ink.bottom)
        if (flies) return [middle + side * (inkWidth * 0.5 + wanted * (0.1 + 0.35 * row)), y - wanted * 0.45 * row]
        return [middle + side * (inkWidth * 0.5 + wanted * (0.18 + 0.9 * row)), y]
      },
      wearing: () => {
        const onFace = /glasses|mask|goggles/.test(member.sprites[0].glyph)
        const around = /scarf|necklace/.test(member.sprites[0].glyph)
        // Most animal glyphs look to the left with the head in the upper left third.
        const sideways = !isPerson(holder.glyph) && !(holder.glyph in HEADS) && inkHeight < inkWidth * 1.25
        const headX = sideways ? inkLeft + inkWidth * (root.flip ? 0.76 : 0.24) : middle
        scaleGroup(member, (inkWidth * (sideways ? 0.4 : 0.6)) / memberWidth)
        const height = member.bottom - member.top
        const top = topAt(root, ink, headX, inkWidth * 0.08)
        return [
          headX,
          onFace
            ? top + inkHeight * (sideways ? 0.16 : 0.24) + height / 2
            : around
              ? top + inkHeight * 0.5 + height / 2
              : top + height * 0.22,
        ]
      },
    }
    const [x, y] = places[kind]()
    moveGroup(member, x, y)
    if (kind === 'holding' || kind === 'wearing' || kind === 'above')
      member.sprites = member.sprites.map((sprite) => ({ ...sprite, shadow: 'none' }))
    if (kind === 'under' || kind === 'before' || kind === 'behind')
      member.sprites = member.sprites.map((sprite) => ({
        ...sprite,
        shadow: group.airborne || sprite.shadow === 'none' ? 'none' : 'ground',
      }))
    if (kind === 'on' || kind === 'in') rotateAround(member, root)
    group.sprites = inFront ? [...group.sprites, ...member.sprites] : [...member.sprites, ...group.sprites]
    group.left = Math.min(group.left, member.left)
    group.right = Math.max(group.right, member.right)
    group.top = Math.min(group.top, member.top)
    group.bottom = Math.max(group.bottom, member.bottom)
  }
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

function addMarks(group: Group, root: Sprite, object: StagedObject, measure: Measure): void {
  const held = [...object.actions].map((action) => ACTIONS[action]?.holds).find((glyph) => glyph !== undefined)
  const ink = measure(object.glyph)
  const height = root.height * (ink.bottom - ink.top)
  const add = (glyph: string, x: number, y: number, size: number) => {
    group.sprites.push({
      glyph,
      x,
      y,
      width: size,
      height: size,
      flip: false,
      tiltDegrees: 0,
      // Black on most backdrops would not be seen.
      colour: glyph === 'musical-notes' ? '#f0529c' : undefined,
      colourClothes: false,
      shadow: 'none',
    })
    group.left = Math.min(group.left, x)
    group.right = Math.max(group.right, x + size)
    group.top = Math.min(group.top, y)
  }
  const head = root.flip ? root.x + root.width * 0.62 : root.x + root.width * 0.02
  for (const [index, mark] of object.marks.entries()) {
    const size = Math.max(0.3, height * 0.42)
    add(mark, root.flip ? head : head - size * 0.5, root.y + root.height * ink.top - size * (0.85 + index), size)
  }
  if (held !== undefined && group.sprites.length === 1)
    add(held, root.x + root.width * 0.6, root.y + root.height * 0.5, Math.max(0.28, height * 0.4))
}

function scaleGroup(group: Group, factor: number): void {
  for (const sprite of group.sprites) {
    sprite.x *= factor
    sprite.y *= factor
    sprite.width *= factor
    sprite.height *= factor
  }
  group.left *= factor
  group.right *= factor
  group.top *= factor
  group.bottom *= factor
}

function moveGroup(group: Group, x: number, y: number): void {
  for (const sprite of group.sprites) {
    sprite.x += x
    sprite.y += y
  }
  group.left += x
  group.right += x
  group.top += y
  group.bottom += y
}

/** Side by side on the ground, several rows when there are many: those behind are smaller and nearer to the horizon. */
function lineUp(groups: Group[], canvas: Canvas, { horizon, kind }: Terrain, skyTaken: boolean, random: Random): Sprite[] {
  if (groups.length === 0) return []
  const rowCount = groups.length <= 3 ? 1 : groups.length <= 8 ? 2 : 3
  const rows = Array.from({ length: rowCount }, (_, row) => groups.filter((_group, index) => index % rowCount === row)).reverse()
  const ground = 1 - horizon
  const sprites: Sprite[] = []
  const rowScale = (row: number) => 0.72 ** (rowCount - 1 - row)
  const gap = 0.16
  const widest = Math.max(
    ...rows.map((row, index) => (row.reduce((sum, group) => sum + group.right - group.left, 0) + gap * (row.length - 1)) * rowScale(index)),
  )
  const tallest = Math.max(...groups.map((group) => group.bottom - group.top))
  const scale = Math.min(
    (canvas.width * 0.86) / widest,
    (canvas.height * (skyTaken ? 0.46 : 0.62)) / tallest,
    Math.min(canvas.width, canvas.height) * 0.54,
  )
  for (const [index, row] of rows.entries()) {
    const share = rowCount === 1 ? random.between(0.5, 0.72) : 0.2 + (0.62 * index) / (rowCount - 1)
    const baseline = canvas.height * (horizon + ground * (kind === 'water' ? share * 0.8 : share))
    for (const group of row) scaleGroup(group, scale * rowScale(index))
    const total = row.reduce((sum, group) => sum + group.right - group.left, 0)
    // A single one stands off the middle in half of the pictures.
    const free = canvas.width - total
    const spacing = row.length === 1 ? 0 : Math.min(free / (row.length + 0.6), canvas.width * 0.12)
    const used = total + spacing * (row.length - 1)
    const slack = Math.max(0, canvas.width - used - canvas.width * 0.1)
    let x = (canvas.width - used) / 2 + slack * random.between(-0.3, 0.3)
    for (const group of row) {
      const jitter = row.length > 1 ? canvas.height * ground * random.between(-0.06, 0.06) : 0
      const below = Math.max(0, baseline + jitter + group.bottom - canvas.height * 0.97)
      moveGroup(group, x - group.left, baseline + jitter - below)
      x += group.right - group.left + spacing
      sprites.push(...group.sprites)
    }
  }
  return sprites
}

/** In the air, in water or in space: one per cell of a loose grid. */
function scatter(groups: Group[], canvas: Canvas, band: { top: number; bottom: number }, random: Random): Sprite[] {
  if (groups.length === 0) return []
  const areaWidth = canvas.width * 0.9
  const areaHeight = canvas.height * (band.bottom - band.top)
  const columns = Math.max(1, Math.min(groups.length, Math.round(Math.sqrt((groups.length * areaWidth) / areaHeight / 1.2))))
  const rows = Math.ceil(groups.length / columns)
  const cell = { width: areaWidth / columns, height: areaHeight / rows }
  const order = groups.map((group) => ({ group, key: random.next() })).sort((a, b) => a.key - b.key)
  const fits = groups.map((group) =>
    Math.min((cell.width * 0.94) / (group.right - group.left), (cell.height * 0.94) / (group.bottom - group.top)),
  )
  const scale = Math.min(...fits, Math.min(canvas.width, canvas.height) * 0.62) * (groups.length === 1 ? random.between(0.9, 1.05) : 1)
  return order.flatMap(({ group }, index) => {
    scaleGroup(group, scale)
    const row = Math.floor(index / columns)
    const inRow = Math.min(columns, groups.length - row * columns)
    const cellX = canvas.width * 0.05 + ((index % columns) + 0.5) * (areaWidth / inRow)
    const cellY = canvas.height * band.top + (row + 0.5) * cell.height
    const freeX = Math.max(0, areaWidth / inRow - (group.right - group.left)) / 2
    const freeY = Math.max(0, cell.height - (group.bottom - group.top)) / 2
    moveGroup(
      group,
      cellX + freeX * random.between(-0.7, 0.7) - (group.left + group.right) / 2,
      cellY + freeY * random.between(-0.6, 0.6) - (group.top + group.bottom) / 2,
    )
    return group.sprites
  })
}
