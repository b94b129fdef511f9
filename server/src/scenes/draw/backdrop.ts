/** The world behind and before the things: sky, light, ground and what belongs to a place. */
import type { Random } from '../../imaging/random.ts'
import type { Canvas, Sprite, Terrain } from '../layout/place-objects.ts'
import type { StagedScene } from '../layout/stage.ts'
import type { Place } from '../scene.ts'
import { getGlyph } from './glyphs.ts'
import { INDOORS, lightOf, type Light } from './light.ts'
import type { PaintPlace, Painter } from './painter.ts'
import { FIELDS } from './places/fields.ts'
import { HEIGHTS } from './places/heights.ts'
import { ROOMS } from './places/rooms.ts'
import { OUTER_SPACE } from './places/skies.ts'
import { STREETS } from './places/streets.ts'
import { WATERS } from './places/waters.ts'
import { paintSky } from './sky.ts'
import { paintMood, paintWeather } from './weather.ts'

/** Drawn in this order: sky, decor of the distance, land, decor of the place; then the things; then what lies before them. */
export interface Backdrop {
  readonly skyDefinitions: string
  readonly landDefinitions: string
  readonly sky: string
  readonly farDecor: readonly Sprite[]
  readonly land: string
  readonly decor: readonly Sprite[]
  /** Over the things: rain, fog, mood. */
  readonly front: string
  readonly light: Light
}

export const TERRAINS: Readonly<Record<Place, Terrain>> = {
  meadow: { kind: 'ground', horizon: 0.64 }, garden: { kind: 'ground', horizon: 0.6 }, farm: { kind: 'ground', horizon: 0.62 },
  forest: { kind: 'ground', horizon: 0.62 }, mountains: { kind: 'ground', horizon: 0.68 }, beach: { kind: 'ground', horizon: 0.66 },
  sea: { kind: 'water', horizon: 0.56 }, underwater: { kind: 'float', horizon: 0.86 }, lake: { kind: 'ground', horizon: 0.7 },
  city: { kind: 'ground', horizon: 0.74 }, road: { kind: 'ground', horizon: 0.66 }, desert: { kind: 'ground', horizon: 0.64 },
  snow: { kind: 'ground', horizon: 0.64 }, room: { kind: 'ground', horizon: 0.7 }, kitchen: { kind: 'ground', horizon: 0.66 },
  library: { kind: 'ground', horizon: 0.72 }, cabin: { kind: 'ground', horizon: 0.78 }, sky: { kind: 'air', horizon: 1 },
  space: { kind: 'float', horizon: 1 }, moon: { kind: 'ground', horizon: 0.7 }, mars: { kind: 'ground', horizon: 0.68 },
} // prettier-ignore

const PLACE_PAINTERS: Readonly<Record<Place, PaintPlace>> = { ...FIELDS, ...HEIGHTS, ...WATERS, ...STREETS, ...ROOMS, ...OUTER_SPACE }

/** `excluded`: glyphs and weathers that the negative prompt names. */
export function paintBackdrop(scene: StagedScene, canvas: Canvas, excluded: ReadonlySet<string>, random: Random): Backdrop {
  const parts = { sky: '', land: '', front: '' }
  const definitions = { sky: '', land: '' }
  let defining: keyof typeof definitions = 'sky'
  const decor: { far: Sprite[]; near: Sprite[] } = { far: [], near: [] }
  const { width, height } = canvas
  const painter: Painter = {
    width,
    height,
    unit: Math.min(width, height),
    horizon: TERRAINS[scene.place].horizon * height,
    time: scene.time,
    random,
    excluded,
    sky: (svg) => void (parts.sky += svg),
    land: (svg) => void (parts.land += svg),
    front: (svg) => void (parts.front += svg),
    define: ({ definition, fill }) => {
      definitions[defining] += definition
      return fill
    },
    put: (layer, glyph, centreX, baseY, size, colour) => {
      if (excluded.has(glyph)) return
      const box = getGlyph(glyph)
      const boxHeight = (size * box.height) / box.width
      decor[layer].push({
        glyph, x: centreX - size / 2, y: baseY - boxHeight, width: size, height: boxHeight, flip: random.chance(0.5), tiltDegrees: 0,
        colour, colourClothes: false, shadow: 'none',
      }) // prettier-ignore
    },
  }
  const weather = excluded.has(scene.weather) ? 'clear' : scene.weather
  const indoors = INDOORS.has(scene.place)
  if (!indoors && scene.place !== 'underwater') paintSky(painter, scene, weather)
  defining = 'land'
  PLACE_PAINTERS[scene.place](painter, weather)
  defining = 'sky'
  if (!indoors && scene.place !== 'underwater' && scene.place !== 'space') paintWeather(painter, weather)
  paintMood(painter, scene)
  return {
    skyDefinitions: definitions.sky,
    landDefinitions: definitions.land,
    sky: parts.sky,
    farDecor: decor.far,
    land: parts.land,
    decor: decor.near,
    front: parts.front,
    light: lightOf(scene, indoors),
  }
}
