/** From a staged scene to sprites: who stands on, in, under or beside whom, how large, and where on the canvas. */
import type { Random } from '../../imaging/random.ts'
import { anotherFigure } from '../draw/figures.ts'
import { getGlyph } from '../draw/glyphs.ts'
import { ACTIONS } from '../parse/vocabulary.ts'
import type { Place, RelationKind } from '../scene.ts'
import { lineUp, scatter } from './arrange-groups.ts'
import { attachMembers, type Stance } from './attach-members.ts'
import { hangObjects } from './hang-objects.ts'
import { addIslet, addMarks } from './marks.ts'
import { BOATS, FLYERS, isPerson, naturalSize, seatShare, SHELTERS, SWIMMERS, WATER_BIRDS } from './natural-size.ts'
import type { Canvas, Group, Measure, Sprite, Terrain } from './sprite.ts'
import { isInWater, type StagedObject, type StagedScene } from './stage.ts'

export type { Canvas, Measure, Sprite, Terrain } from './sprite.ts'

/** How far houses come up over the horizon, in heights of the canvas. */
const ROOFS: Readonly<Partial<Record<Place, number>>> = { farm: 0.15, city: 0.24 }

export function placeObjects(scene: StagedScene, canvas: Canvas, terrain: Terrain, measure: Measure, random: Random): Sprite[] {
  const groups = buildGroups(scene, terrain, measure, random)
  if (groups.length === 0) return []
  if (terrain.kind === 'float') return scatter(groups, canvas, { top: 0.08, bottom: 0.9 }, random)
  const flying = groups.filter((group) => group.airborne)
  const standing = groups.filter((group) => !group.airborne)
  if (terrain.kind === 'air') return scatter(groups, canvas, { top: 0.1, bottom: 0.84 }, random)
  // What is flown over stays in sight: the roofs of a village or a city.
  const roofs = ROOFS[scene.place] ?? 0
  const skyBottom = standing.length === 0 ? Math.min(0.74, terrain.horizon + 0.02 - roofs) : Math.max(0.3, terrain.horizon - 0.08)
  return [
    ...scatter(flying, canvas, { top: 0.06, bottom: skyBottom }, random),
    ...lineUp(standing, canvas, terrain, flying.length > 0, random),
  ]
}

function buildGroups({ objects, relations }: StagedScene, terrain: Terrain, measure: Measure, random: Random): Group[] {
  const hooks = hangObjects(objects, relations)
  const childrenOf = (index: number) => {
    const byKind = new Map<RelationKind, number[]>()
    for (const [child, { parent, kind }] of hooks) if (parent === index) byKind.set(kind, [...(byKind.get(kind) ?? []), child])
    return byKind
  }
  // Those who move, move the same way.
  const facing = objects.map(() => random.chance(0.5))

  /** How two stand to each other by what one of them does to the other. */
  const stanceOf = (parent: number, child: number): Stance | undefined => {
    const said = relations.find(
      ({ subject, object }) => (subject === parent && object === child) || (subject === child && object === parent),
    )
    if (!said) return undefined
    const { actions } = objects[said.subject]
    if ([...actions].some((action) => ACTIONS[action]?.turns === 'towards')) return { towards: 'each-other' }
    return [...actions].some((action) => ACTIONS[action]?.turns === 'after')
      ? { towards: said.subject === parent ? 'member' : 'root' }
      : undefined
  }

  /** `instance` of `total` of the same kind: three cats on two chairs are shared out. */
  const build = (index: number, instance: number, total: number, carried: boolean): Group => {
    const object = objects[index]
    const children = childrenOf(index)
    const group = single(object, index, instance, facing[index], carried, children.has('under'), terrain, measure, random)
    const [root] = group.sprites
    for (const [kind, indices] of children) {
      const stands = kind === 'on' || kind === 'in' || kind === 'holding' || kind === 'wearing'
      const members = indices.flatMap((child) => {
        const { count } = objects[child]
        if (kind === 'wearing' || (kind === 'holding' && count < total)) return [build(child, instance, total, true)]
        return Array.from({ length: count }, (_, member) => member)
          .filter((member) => member % total === instance)
          .map((member) => build(child, member, count, stands))
      })
      attachMembers(
        group,
        root,
        object,
        members,
        kind,
        measure(object.glyph),
        random,
        kind === 'beside' ? stanceOf(index, indices[0]) : undefined,
      )
    }
    addMarks(group, root, object, children.has('holding'), measure)
    if (terrain.kind === 'water' && root.shadow === 'ground') addIslet(group)
    return group
  }
  return objects.flatMap(({ count, hidden }, index) =>
    hooks.has(index) || hidden ? [] : Array.from({ length: count }, (_, instance) => build(index, instance, count, false)),
  )
}

function single(
  object: StagedObject,
  index: number,
  instance: number,
  facing: boolean,
  carried: boolean,
  shelters: boolean,
  terrain: Terrain,
  measure: Measure,
  random: Random,
): Group {
  const { width: boxWidth, height: boxHeight } = getGlyph(object.glyph)
  const ink = measure(object.glyph)
  const { actions } = object
  const glyph = anotherFigure(object.glyph, instance)
  const leaps = !carried && terrain.kind === 'ground' && [...actions].some((action) => ACTIONS[action]?.leaps)
  const moving = leaps || [...actions].some((action) => ACTIONS[action]?.pose === 'running' || ACTIONS[action]?.airborne)
  const size =
    naturalSize(glyph) * object.size * (shelters && SHELTERS.has(glyph) ? 1.2 : 1) * (object.count > 1 ? random.between(0.94, 1.06) : 1)
  const height = (size * boxHeight) / boxWidth
  const flying = object.airborne && !carried
  const jumping = leaps || (object.airborne && !FLYERS.has(glyph))
  const afloat = terrain.kind === 'water' && !carried && !flying
  const sunkShare = afloat ? shareUnderWater(object) : 0
  const floats = sunkShare > 0
  const seat = carried ? seatShare(glyph) : 1
  const flip = pairs(object) ? instance % 2 === 0 : moving ? facing : random.chance(0.5)
  const climb = random.between(-3, 13)
  const rise = flip ? -1 : 1
  const tilt =
    glyph === 'jet' && flying ? rise * climb : jumping ? rise * random.between(2, 12) : moving && !isPerson(glyph) && !flying ? rise * 5 : 0
  const sprite: Sprite = {
    glyph,
    x: -size * (flip ? 1 - (ink.left + ink.right) / 2 : (ink.left + ink.right) / 2),
    y: -height * (seat < 1 ? seat : ink.bottom - (ink.bottom - ink.top) * sunkShare),
    width: size,
    height,
    flip,
    tiltDegrees: tilt,
    colour: object.colour,
    colourClothes: object.colourClothes,
    shadow: carried ? 'contact' : flying || terrain.kind === 'float' || terrain.kind === 'air' ? 'none' : floats ? 'water' : 'ground',
    sunkShare,
    object: index,
  }
  const half = (size * (ink.right - ink.left)) / 2
  if (leaps) {
    sprite.y -= height * 0.3
    sprite.groundY = 0
  }
  return {
    sprites: [sprite],
    left: -half,
    right: half,
    top: -height * ((ink.bottom - ink.top) * (1 - sunkShare) + (leaps ? 0.3 : 0)),
    bottom: seat < 1 ? height * (ink.bottom - seat) : 0,
    airborne: flying,
  }
}

/** How much of somebody is under water who is in it; 0 for who is not. */
function shareUnderWater({ glyph, actions }: StagedObject): number {
  if (WATER_BIRDS.has(glyph)) return 0.14
  if (BOATS.has(glyph)) return 0.1
  if (isPerson(glyph)) return actions.has('swim') ? 0.25 : isInWater(actions) ? 0.12 : 0
  if (actions.has('swim')) return 0.48
  return SWIMMERS.has(glyph) ? 0.4 : 0
}

/** Two of a kind who do something to each other look at each other. */
function pairs({ count, actions }: StagedObject): boolean {
  return count === 2 && [...actions].some((action) => ACTIONS[action]?.turns === 'towards')
}
