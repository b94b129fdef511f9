/** The world behind and before the things: sky, light, ground and what belongs to a place. */
import type { Random } from '../../imaging/random.ts'
import type { Canvas, Sprite } from '../layout/sprite.ts'
import type { StagedScene } from '../layout/stage.ts'
import { terrainOf } from '../layout/terrain.ts'
import type { Place } from '../scene.ts'
import { getGlyph } from './glyphs.ts'
import { mapColours } from './colour.ts'
import { INDOORS, lightOf, RIMS, type Light } from './light.ts'
import type { PaintPlace, Painter, Sun } from './painter.ts'
import { FIELDS } from './places/fields.ts'
import { HEIGHTS } from './places/heights.ts'
import { ROOMS } from './places/rooms.ts'
import { OUTER_SPACE } from './places/skies.ts'
import { STREETS } from './places/streets.ts'
import { WATERS } from './places/waters.ts'
import { chooseSky, paintSky } from './sky.ts'
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
  readonly sun: Sun
  /** Light along the edges of things: colour and opacity. */
  readonly rim: readonly [string, number]
  /** How far a shadow reaches, in heights of what casts it; 0 where the light comes from everywhere. */
  readonly shadowReach: number
}

const PLACE_PAINTERS: Readonly<Record<Place, PaintPlace>> = { ...FIELDS, ...HEIGHTS, ...WATERS, ...STREETS, ...ROOMS, ...OUTER_SPACE }

/** `excluded`: glyphs and weathers that the negative prompt names. */
export function paintBackdrop(scene: StagedScene, canvas: Canvas, excluded: ReadonlySet<string>, random: Random): Backdrop {
  const weather = excluded.has(scene.weather) ? 'clear' : scene.weather
  const indoors = INDOORS.has(scene.place)
  const light = lightOf(scene, indoors)
  const sky = chooseSky(scene, weather, random)
  const sun = placeSun(scene, canvas, random)
  const parts = { sky: '', land: '', front: '' }
  const definitions = { sky: '', land: '' }
  let defining: keyof typeof definitions = 'sky'
  const decor: { far: Sprite[]; near: Sprite[] } = { far: [], near: [] }
  const { width, height } = canvas
  const painter: Painter = {
    width,
    height,
    unit: Math.min(width, height),
    horizon: terrainOf(scene).horizon * height,
    time: scene.time,
    weather,
    afloat: scene.afloat,
    sun,
    haze: sky.colours[2],
    random,
    excluded,
    sky: (svg) => void (parts.sky += svg),
    land: (svg) => void (parts.land += svg),
    front: (svg) => void (parts.front += svg),
    frame: (svg) => void (parts.front += mapColours(svg, (hex) => light(hex, 'land'))),
    define: ({ definition, fill }) => {
      definitions[defining] += definition
      return fill
    },
    light: (hex) => light(hex, 'land'),
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
  if (!indoors && scene.place !== 'underwater') paintSky(painter, scene, sky)
  defining = 'land'
  PLACE_PAINTERS[scene.place](painter)
  defining = 'sky'
  if (!indoors && scene.place !== 'underwater' && scene.place !== 'space') paintWeather(painter)
  paintMood(painter, scene)
  const low = scene.time === 'sunset' || scene.time === 'dawn'
  return {
    skyDefinitions: definitions.sky,
    landDefinitions: definitions.land,
    sky: parts.sky,
    farDecor: decor.far,
    land: parts.land,
    decor: decor.near,
    front: parts.front,
    light,
    sun,
    rim: indoors && scene.time === 'night' ? ['#ffd9a0', 0.5] : RIMS[scene.time],
    shadowReach: indoors || weather !== 'clear' ? 0 : low ? 0.62 : scene.time === 'night' ? 0.35 : 0.3,
  }
}

/** Low at dawn and sunset, high by day; off the middle, where nothing stands before it. */
function placeSun(scene: StagedScene, { width, height }: Canvas, random: Random): Sun {
  const horizon = terrainOf(scene).horizon * height
  const share = random.chance(0.5) ? random.between(0.12, 0.28) : random.between(0.72, 0.88)
  const low = (scene.time === 'sunset' || scene.time === 'dawn') && !scene.celestial.has('moon')
  return {
    x: width * share,
    y: horizon * (low ? random.between(0.74, 0.86) : scene.place === 'city' ? random.between(0.1, 0.15) : random.between(0.16, 0.3)),
    side: share > 0.5 ? 1 : -1,
  }
}
