import type { Random } from '../../imaging/random.ts'
import { BUST } from '../draw/bodies.ts'
import { anotherFigure, figureName, FIGURE_VARIANTS, inPose, readFigure, type FigurePose } from '../draw/figures.ts'
import { isPerson, BOATS, CARRIERS, FLYERS, FURNITURE, MOUNTS, naturalSize, SEATS, SWIMMERS, WATER_BIRDS } from './natural-size.ts'
import { isClothing } from '../parse/lexicon.ts'
import { ACTIONS, COLOURS } from '../parse/vocabulary.ts'
import type { Mood, Place, Relation, SceneGraph, SceneObject, TimeOfDay, Weather } from '../scene.ts'

export interface StagedObject extends Omit<SceneObject, 'actions'> {
  readonly actions: ReadonlySet<string>
  /** Drawn beside the head. */
  readonly marks: readonly string[]
  readonly airborne: boolean
  readonly hidden: boolean
  /** Only the clothes take the colour. */
  readonly colourClothes: boolean
}

/** A scene with every question answered that the prompt left open. */
export interface StagedScene {
  readonly objects: readonly StagedObject[]
  readonly relations: SceneGraph['relations']
  readonly place: Place
  readonly time: TimeOfDay
  readonly weather: Weather
  readonly mood: Mood
  readonly celestial: SceneGraph['celestial']
  /** Everybody is on the water, so that it comes up to the foreground. */
  readonly afloat: boolean
}

const REST = ['sleep', 'nap', 'snooze', 'doze', 'lie'] as const
const ASLEEP: Readonly<Record<string, string>> = { cat: 'sleeping-cat', 'black-cat': 'sleeping-cat', dog: 'sleeping-dog' }
/** Rooms have them in their walls. */
const FIXTURES: ReadonlySet<string> = new Set(['window'])
const POSE_AT: Readonly<Record<string, FigurePose>> = {
  build: 'building', make: 'building', push: 'building', read: 'reading', sit: 'reading', meditate: 'reading', study: 'reading', run: 'running', race: 'running', jog: 'running',
  sprint: 'running', chase: 'running', kick: 'running', walk: 'walking', stroll: 'walking', wander: 'walking', follow: 'walking', travel: 'walking',
  dance: 'dancing', celebrate: 'dancing', jump: 'dancing', leap: 'dancing', fly: 'flying', soar: 'flying', hover: 'flying', glide: 'flying',
} // prettier-ignore
/** What only the icon set shows. */
const ICON_POSES: ReadonlySet<string> = new Set(['swimming', 'surfing', 'rowing-boat', 'climbing', 'biking', 'juggling'])
const ROOMS: ReadonlySet<Place> = new Set(['room', 'kitchen', 'library', 'cabin'])
const PLACES_OF_NOWHERE: readonly Place[] = ['meadow', 'meadow', 'mountains', 'garden', 'lake']
const EDIBLE =
  /pie|pizza|cake|bread|cheese|apple|tangerine|banana|grapes|hamburger|bowl|beverage|coffee|tea|cookie|doughnut|sushi|taco|sandwich|egg|pancakes|salad|wine|beer|melon|strawberry|cherries|pear|peach|lemon|croissant|waffle|chocolate|candy|ice-cream|spaghetti|candle/

/** The glyphs that show an object: children of a group are different ones. */
export function glyphsOf({ glyph, count }: Pick<StagedObject, 'glyph' | 'count'>): string[] {
  return Array.from({ length: Math.min(count, FIGURE_VARIANTS) }, (_, instance) => anotherFigure(glyph, instance))
}

/** Answers what the prompt left open; the seed decides where several answers are good. */
export function stageScene(graph: SceneGraph, random: Random): StagedScene {
  let place = graph.place
  const objects = graph.objects.map((object) => ({ ...object, hidden: false, airborne: isAirborne(object), colourClothes: false }))

  for (const { subject, kind, object } of graph.relations) {
    const [actor, other] = [objects[subject], objects[object]]
    if (kind === 'wearing' && isClothing(other.glyph)) {
      other.hidden = true
      actor.colour ??= other.colour
      actor.colourClothes = true
    }
    // Once in four pictures "on the plane" means a seat inside of it.
    if ((kind === 'on' || kind === 'in') && place === undefined && CARRIERS.has(other.glyph) && !actor.actions.has('ride')) {
      const indoors = random.chance(kind === 'in' ? 0.5 : 0.25)
      if (indoors) {
        place = 'cabin'
        other.glyph = 'seat'
        other.colour = undefined
        other.airborne = false
      } else if (other.glyph === 'jet' && random.chance(0.25)) {
        place = 'road'
        other.airborne = false
      }
    }
  }
  for (const { subject, kind, object } of graph.relations) {
    // One flies a kite from the ground.
    if (kind === 'above' && isPerson(objects[subject].glyph) && objects[object].glyph === 'kite') {
      objects[subject].airborne = false
      objects[subject].actions.delete('fly')
      objects[object].airborne = false
    }
  }
  const relations = graph.relations.map((relation) =>
    relation.kind === 'above' && isPerson(objects[relation.subject].glyph) && objects[relation.object].glyph === 'kite'
      ? { ...relation, kind: 'holding' as const }
      : relation,
  )
  for (const object of objects) {
    if (object.glyph === 'duck' && object.colour !== undefined) object.glyph = 'plain-duck'
    if (isPerson(object.glyph)) object.glyph = pose(object, random)
    else if (REST.some((action) => object.actions.has(action))) {
      if (object.glyph === 'black-cat') object.colour ??= COLOURS['black']
      object.glyph = ASLEEP[object.glyph] ?? object.glyph
    }
  }

  for (const [index, object] of objects.entries()) seat(object, index, objects, relations)
  for (const { subject, kind, object } of graph.relations)
    if (kind === 'holding' && objects[subject].actions.has('read') && objects[object].glyph === 'open-book')
      objects[object].glyph = 'held-book'

  const carried = new Set(
    graph.relations
      .filter(({ kind }) => kind !== 'beside')
      .map(({ subject, kind, object }) => (kind === 'holding' || kind === 'wearing' ? object : subject)),
  )
  place ??= placeFor(
    objects,
    objects.filter((object, index) => !carried.has(index) && !object.hidden).every(({ airborne }) => airborne),
    random,
  )
  if (place === 'beach' && objects.some(({ actions }) => isInWater(actions))) place = 'sea'
  if (ROOMS.has(place)) for (const object of objects) object.hidden ||= FIXTURES.has(object.glyph)
  const standing = objects.filter((object, index) => !carried.has(index) && !object.hidden && !object.airborne)
  const afloat =
    place === 'lake' &&
    standing.length > 0 &&
    standing.every(({ glyph, actions }) => BOATS.has(glyph) || WATER_BIRDS.has(glyph) || SWIMMERS.has(glyph) || isInWater(actions))
  const sleeping = objects.some(({ actions }) => actions.has('sleep'))
  const time = graph.time ?? (graph.celestial.has('sun') ? 'day' : timeFor(sleeping, random))
  const weather = graph.weather ?? 'clear'
  const staged = objects.map((object): StagedObject => {
    const marks = [...object.actions].flatMap((action) => ACTIONS[action]?.mark ?? [])
    return { ...object, marks: [...new Set(marks)] }
  })
  return { objects: staged, relations, place, time, weather, mood: graph.mood, celestial: graph.celestial, afloat }
}

const IN_WATER = ['swim', 'row', 'paddle', 'surf'] as const

/** Whether somebody does what nobody can do ashore. */
export function isInWater(actions: ReadonlySet<string>): boolean {
  return IN_WATER.some((action) => actions.has(action))
}

function isAirborne({ glyph, actions }: SceneObject): boolean {
  return FLYERS.has(glyph) || [...actions].some((action) => ACTIONS[action]?.airborne === true)
}

function timeFor(sleeping: boolean, random: Random): TimeOfDay {
  if (sleeping && random.chance(0.35)) return 'night'
  const roll = random.next()
  return roll < 0.65 ? 'day' : roll < 0.87 ? 'sunset' : 'dawn'
}

function placeFor(objects: readonly SceneObject[], allAirborne: boolean, random: Random): Place {
  const glyphs = objects.map(({ glyph }) => glyph)
  if (glyphs.some((glyph) => BOATS.has(glyph))) return 'sea'
  if (glyphs.some((glyph) => SWIMMERS.has(glyph))) return objects.some(({ glyph }) => isPerson(glyph)) ? 'sea' : 'underwater'
  if (glyphs.some((glyph) => FURNITURE.has(glyph))) return 'room'
  if (glyphs.some((glyph) => glyph === 'rocket' || glyph === 'satellite' || glyph === 'ringed-planet' || glyph === 'comet')) return 'space'
  if (objects.length > 0 && glyphs.every((glyph) => EDIBLE.test(glyph))) return 'table-top'
  if (objects.length > 0 && allAirborne) return 'sky'
  if (glyphs.some((glyph) => glyph === 'snowman' || glyph === 'penguin' || glyph === 'polar-bear' || glyph === 'skier')) return 'snow'
  if (
    !glyphs.some((glyph) => /house|castle|building/.test(glyph)) &&
    glyphs.some((glyph) => /automobile|bus|truck|taxi|motorcycle|racing|police-car|fire-engine|ambulance/.test(glyph))
  )
    return 'road'
  return random.pick(PLACES_OF_NOWHERE)
}

/** People exist in many poses; what only the icon set shows is taken from there. */
function pose({ glyph, actions, airborne }: SceneObject & { airborne: boolean }, random: Random): string {
  const figure = readFigure(glyph)
  if (!figure) return glyph
  const variant = Math.floor(random.between(0, FIGURE_VARIANTS))
  const gender = /man$/.test(figure.kind) ? figure.kind.replace('old-', '') : 'person'
  for (const action of actions) {
    const wanted = ACTIONS[action]?.pose
    if (wanted !== undefined && ICON_POSES.has(wanted)) return `${gender}-${wanted}`
  }
  const posed = [...actions].map((action) => POSE_AT[action]).find((found) => found !== undefined)
  return figureName(figure.kind, posed === 'flying' && !airborne ? 'standing' : (posed ?? 'standing'), variant)
}

/** Who rides sits astride, who is on a seat sits on it, and who holds something raises a hand. */
function seat(
  object: { glyph: string; actions: ReadonlySet<string> },
  index: number,
  objects: readonly SceneObject[],
  relations: readonly Relation[],
): void {
  const seats = relations.filter(({ subject, kind }) => subject === index && (kind === 'on' || kind === 'in')).map((relation) => objects[relation.object].glyph) // prettier-ignore
  const how = seats.some((glyph) => MOUNTS.has(glyph)) ? 'riding' : seats.some((glyph) => BOATS.has(glyph)) ? 'aboard' : seats.some((glyph) => glyph in SEATS && glyph !== 'rug' && glyph !== 'skateboard') ? 'seated' : undefined // prettier-ignore
  if (how !== undefined && BUST.test(object.glyph)) object.glyph = `${how}/${object.glyph}`
  const figure = readFigure(object.glyph)
  if (!figure) return
  if (how === 'riding') object.glyph = inPose(object.glyph, 'riding')
  else if (how === 'seated') object.glyph = inPose(object.glyph, 'sitting')
  else if (figure.pose === 'standing' && holdsSomething(index, object.actions, objects, relations))
    object.glyph = inPose(object.glyph, 'holding')
}

function holdsSomething(
  index: number,
  actions: ReadonlySet<string>,
  objects: readonly SceneObject[],
  relations: readonly Relation[],
): boolean {
  return (
    [...actions].some((action) => ACTIONS[action]?.holds !== undefined) ||
    relations.some(({ subject, kind, object }) => subject === index && kind === 'holding' && naturalSize(objects[object].glyph) < 1.2)
  )
}
