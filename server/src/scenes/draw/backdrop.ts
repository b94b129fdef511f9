/** The world behind and before the things: sky, light, ground and what belongs to a place. */
import type { Random } from '../../imaging/random.ts'
import type { Canvas, Sprite, Terrain } from '../layout/place-objects.ts'
import type { StagedScene } from '../layout/stage.ts'
import type { Place, TimeOfDay, Weather } from '../scene.ts'
import { channels, mix, toHex } from './colour.ts'
import { getGlyph } from './glyphs.ts'
import { ellipse, hillPath, n, radialGradient, rect, verticalGradient } from './svg.ts'

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
  /** What the light of the hour makes of a colour, of the land or of a thing standing in it. */
  readonly light: (hex: string, of: 'land' | 'thing') => string
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

const SKIES: Readonly<Record<TimeOfDay, readonly [string, string, string]>> = {
  dawn: ['#7c9be0', '#f2b8c6', '#ffe2b5'],
  day: ['#3d9df2', '#8fd0fb', '#e2f5ff'],
  sunset: ['#453a8c', '#ea6f63', '#ffc777'],
  night: ['#0a1038', '#1d2a66', '#47589c'],
}
/** The colour of the light, and how much it tells on the land; things stay clearer, or nobody would know them. */
const LIGHT: Readonly<Record<TimeOfDay, readonly [string, number]>> = {
  dawn: ['#ffd9c2', 0.35],
  day: ['#ffffff', 0],
  sunset: ['#ffb078', 0.42],
  night: ['#3f55b8', 0.72],
}
const INDOORS: ReadonlySet<Place> = new Set(['room', 'kitchen', 'library', 'cabin'])

interface Painter {
  readonly width: number
  readonly height: number
  /** The shorter side; lengths that should look alike at any aspect are shares of it. */
  readonly unit: number
  readonly horizon: number
  readonly time: TimeOfDay
  readonly random: Random
  readonly excluded: ReadonlySet<string>
  readonly sky: (svg: string) => void
  readonly land: (svg: string) => void
  readonly front: (svg: string) => void
  readonly define: (gradient: { definition: string; fill: string }) => string
  /** Stands with its box's lower edge at `baseY`. */
  readonly put: (layer: 'far' | 'near', glyph: string, centreX: number, baseY: number, size: number, colour?: string) => void
}

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

function paintSky(painter: Painter, scene: StagedScene, weather: Weather): void {
  const { width, height, unit, random, define, sky, excluded } = painter
  const dark = scene.place === 'space' || scene.place === 'moon'
  const night = dark || scene.time === 'night'
  let colours: readonly string[] = dark ? ['#070a24', '#141a47', '#2c2a63'] : SKIES[scene.time]
  if (scene.place === 'mars') colours = ['#b5714e', '#e2a679', '#f6d3a8']
  const grey = night ? '#2a3148' : '#a9b4c2'
  const dullness = { clear: 0, cloudy: 0.55, rain: 0.7, snow: 0.5, fog: 0.6, storm: 0.85 }[weather]
  const [top, middle, bottom] = colours.map((colour) => mix(colour, weather === 'storm' ? mix(grey, '#30384d', 0.5) : grey, dullness))
  const reach = scene.place === 'sky' || scene.place === 'space' ? 1 : Math.max(0.55, painter.horizon / height)
  sky(rect(0, 0, width, height, define(verticalGradient([[0, top], [reach * 0.6, middle], [reach, bottom]])))) // prettier-ignore

  if (night && (weather === 'clear' || dark) && !excluded.has('star')) {
    const count = dark ? 150 : 70
    for (let i = 0; i < count; i++) {
      const size = unit * (random.chance(0.12) ? random.between(0.0028, 0.0045) : random.between(0.0008, 0.002))
      sky(
        ellipse(
          random.between(0, width),
          random.between(0, height * reach * 0.92),
          size,
          size,
          '#ffffff',
          `opacity="${n(random.between(0.45, 1))}"`,
        ),
      )
    }
  }
  if (scene.place === 'space') {
    for (let i = 0; i < 3; i++) {
      const colour = random.pick(['#7a4fd0', '#d0508f', '#3f7ad6'])
      const glow = define(radialGradient([[0, colour, 0.45], [1, colour, 0]])) // prettier-ignore
      sky(
        ellipse(
          random.between(0, width),
          random.between(0, height),
          unit * random.between(0.3, 0.55),
          unit * random.between(0.2, 0.4),
          glow,
        ),
      )
    }
  }
  paintLightsOfSky(painter, scene, weather, night)
  const clouds = scene.celestial.has('clouds') || weather !== 'clear' || scene.place === 'sky' ? 6 : 3
  if (!dark && scene.place !== 'mars' && !excluded.has('cloud')) paintClouds(painter, clouds, scene, weather, reach)
  if (scene.celestial.has('rainbow')) {
    const radius = width * random.between(0.36, 0.46)
    const centre = width * random.between(0.4, 0.6)
    const colours = ['#f94144', '#f8961e', '#f9e04c', '#57c758', '#3a8fe0', '#8a52d1']
    for (const [index, colour] of colours.entries())
      sky(
        `<circle cx="${n(centre)}" cy="${n(painter.horizon)}" r="${n(radius - index * unit * 0.018)}" fill="none" stroke="${colour}" stroke-width="${n(unit * 0.019)}" opacity=".7"/>`,
      )
  }
}

function paintLightsOfSky(
  { width, unit, horizon, random, define, sky, excluded }: Painter,
  scene: StagedScene,
  weather: Weather,
  night: boolean,
): void {
  const wanted = scene.celestial.has('moon') || scene.celestial.has('sun')
  if ((weather !== 'clear' && !wanted) || scene.place === 'space' || scene.place === 'moon') return
  const moon = scene.celestial.has('moon') || (night && !scene.celestial.has('sun'))
  if (excluded.has(moon ? 'full-moon' : 'sun')) return
  const low = scene.time === 'sunset' || scene.time === 'dawn'
  const x = width * (random.chance(0.5) ? random.between(0.1, 0.26) : random.between(0.74, 0.9))
  const y = low && !moon ? horizon * random.between(0.72, 0.84) : horizon * random.between(0.15, 0.3)
  const radius = unit * (wanted ? 0.085 : low ? 0.075 : 0.058)
  const colour = moon ? '#fdf3cf' : low ? '#fff0b8' : '#fff3b0'
  const glow = define(radialGradient([[0, moon ? '#dfe6ff' : '#fff2c0', 0.75], [0.35, moon ? '#aebcf5' : '#ffe29a', 0.3], [1, '#ffe29a', 0]])) // prettier-ignore
  sky(ellipse(x, y, radius * 4, radius * 4, glow) + ellipse(x, y, radius, radius, colour))
  if (moon)
    for (const [dx, dy, r] of [
      [-0.3, -0.2, 0.2],
      [0.3, 0.25, 0.26],
      [0.1, -0.45, 0.13],
      [-0.25, 0.45, 0.14],
    ] as const)
      // prettier-ignore
      sky(ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius, '#e6d9a8', 'opacity=".6"'))
}

function paintClouds(
  { width, unit, height, time, random, define, sky }: Painter,
  count: number,
  scene: StagedScene,
  weather: Weather,
  reach: number,
): void {
  const base = { dawn: '#ffe9ea', day: '#ffffff', sunset: '#ffd0b5', night: '#5d6ca8' }[time]
  const colour = weather === 'clear' ? base : mix(base, weather === 'storm' ? '#4a5266' : '#97a3b3', 0.55)
  const fill = define(verticalGradient([[0, colour], [1, mix(colour, weather === 'storm' ? '#3a4054' : '#b9d4ee', 0.35)]])) // prettier-ignore
  for (let i = 0; i < count; i++) {
    const size = unit * random.between(0.16, scene.place === 'sky' ? 0.42 : 0.3)
    const x = (width * (i + random.between(0.1, 0.9))) / count
    const low = scene.place === 'sky' && i % 2 === 0
    const y = height * reach * (low ? random.between(0.74, 0.98) : random.between(0.06, 0.5))
    sky(`<g opacity="${n(random.between(0.9, 1))}">${cloud(x, y, size, fill, random)}</g>`)
  }
}

function cloud(x: number, y: number, size: number, fill: string, random: Random): string {
  const puffs = [-0.62, -0.3, 0.02, 0.34, 0.64].map((dx, index) => {
    const radius =
      size * (index === 2 ? random.between(0.3, 0.36) : index % 2 === 1 ? random.between(0.22, 0.29) : random.between(0.14, 0.19))
    return `M${n(x + dx * size * 0.85 - radius)} ${n(y)}a${n(radius)} ${n(radius)} 0 1 1 ${n(radius * 2)} 0z`
  })
  const half = size * 0.68
  // Without a rim, whatever the look: the puffs overlap.
  return `<path stroke="none" fill="${fill}" d="${puffs.join('')}M${n(x - half)} ${n(y - size * 0.09)}h${n(half * 2)}a${n(size * 0.09)} ${n(size * 0.09)} 0 1 1 0 ${n(size * 0.18)}h${n(-half * 2)}a${n(size * 0.09)} ${n(size * 0.09)} 0 1 1 0 ${n(-size * 0.18)}z"/>`
}

/** A band of soft hills whose ridge wanders around `y`. */
function hills({ width, height, random, define, land }: Painter, y: number, swing: number, top: string, bottom: string, bumps = 5): void {
  const points = Array.from({ length: bumps + 1 }, (_, i) => [(width * i) / bumps, y + random.between(-swing, swing)] as const)
  land(`<path d="${hillPath(points, height)}" fill="${define(verticalGradient([[0, top], [1, bottom]]))}"/>`) // prettier-ignore
}

function peaks({ width, unit, random, define, land }: Painter, base: number, tall: number, colour: string, snow: boolean): void {
  const count = 4
  for (let i = 0; i < count; i++) {
    const x = (width * (i + random.between(0.15, 0.85))) / count
    const top = base - tall * random.between(0.6, 1)
    const half = unit * random.between(0.24, 0.38) * (tall / (unit * 0.4))
    const fill = define(verticalGradient([[0, mix(colour, '#ffffff', 0.1)], [1, colour]])) // prettier-ignore
    land(`<path fill="${fill}" d="M${n(x - half)} ${n(base)}L${n(x)} ${n(top)}L${n(x + half)} ${n(base)}z"/>`)
    land(`<path fill="#000000" opacity=".1" d="M${n(x)} ${n(top)}L${n(x + half)} ${n(base)}H${n(x + half * 0.15)}z"/>`)
    if (snow) {
      const s = 0.3
      const cap = top + (base - top) * s
      land(
        `<path fill="#ffffff" opacity=".95" d="M${n(x)} ${n(top)}L${n(x - half * s)} ${n(cap)}l${n(half * s * 0.5)} ${n(-unit * 0.015)}l${n(half * s * 0.4)} ${n(unit * 0.025)}l${n(half * s * 0.45)} ${n(-unit * 0.03)}L${n(x + half * s)} ${n(cap)}z"/>`,
      )
    }
  }
}

function along(
  painter: Painter,
  glyphs: readonly string[],
  count: number,
  y: readonly [number, number],
  size: readonly [number, number],
  layer: 'far' | 'near',
  edges = false,
): void {
  const { width, random, put, unit } = painter
  const spots = Array.from({ length: count }, (_, i) => {
    const x = (i + random.between(0.15, 0.85)) / count
    // Towards the sides, where nothing stands before it.
    return edges ? (x < 0.5 ? x * 0.5 : 1 - (1 - x) * 0.5) : x
  })
  const placed = spots.map((x) => ({
    x,
    y: random.between(y[0], y[1]),
    glyph: random.pick(glyphs),
    size: unit * random.between(size[0], size[1]),
  }))
  for (const spot of placed.sort((a, b) => a.y - b.y)) put(layer, spot.glyph, width * spot.x, spot.y, spot.size)
}

const GREEN = { far: '#8fcf86', near: '#58b368', deep: '#3f9a5a' }

const PLACE_PAINTERS: Readonly<Record<Place, (painter: Painter, weather: Weather) => void>> = {
  meadow: (p, weather) => {
    const white = weather === 'snow'
    hills(p, p.horizon - p.unit * 0.03, p.unit * 0.03, white ? '#eef5fb' : GREEN.far, white ? '#d6e4f0' : GREEN.near)
    along(
      p,
      white ? ['evergreen-tree'] : ['deciduous-tree', 'deciduous-tree', 'evergreen-tree'],
      4,
      [p.horizon, p.horizon + p.unit * 0.02],
      [0.12, 0.2],
      'far',
      true,
    )
    hills(p, p.horizon + p.unit * 0.03, p.unit * 0.02, white ? '#ffffff' : '#7cc96f', white ? '#cfe0ee' : GREEN.deep)
    if (!white)
      along(
        p,
        ['tulip', 'blossom', 'sunflower', 'herb', 'seedling'],
        7,
        [p.horizon + p.unit * 0.12, p.height * 0.99],
        [0.03, 0.055],
        'near',
      )
  },
  garden: (p, weather) => {
    PLACE_PAINTERS.meadow({ ...p, put: () => undefined }, weather)
    along(p, ['deciduous-tree'], 5, [p.horizon + p.unit * 0.01, p.horizon + p.unit * 0.05], [0.22, 0.34], 'near', true)
    for (let x = -0.02; x < 1.02; x += 0.055)
      p.land(
        `<path fill="#f4ead6" d="M${n(p.width * x)} ${n(p.horizon + p.unit * 0.07)}v${n(-p.unit * 0.085)}l${n(p.unit * 0.012)} ${n(-p.unit * 0.015)}l${n(p.unit * 0.012)} ${n(p.unit * 0.015)}v${n(p.unit * 0.085)}z"/>`,
      )
    p.land(
      rect(0, p.horizon - p.unit * 0.002, p.width, p.unit * 0.014, '#e6d8bd') +
        rect(0, p.horizon + p.unit * 0.038, p.width, p.unit * 0.014, '#e6d8bd'),
    )
    along(
      p,
      ['tulip', 'rose', 'hibiscus', 'sunflower', 'blossom', 'potted-plant'],
      9,
      [p.horizon + p.unit * 0.09, p.height * 0.99],
      [0.045, 0.085],
      'near',
      true,
    )
  },
  farm: (p, weather) => {
    hills(p, p.horizon - p.unit * 0.04, p.unit * 0.03, '#b9d780', '#8cbf63')
    along(
      p,
      ['house-with-garden', 'deciduous-tree', 'house', 'deciduous-tree'],
      4,
      [p.horizon, p.horizon + p.unit * 0.02],
      [0.14, 0.2],
      'far',
      true,
    )
    hills(p, p.horizon + p.unit * 0.02, p.unit * 0.015, '#d9c86c', '#8cb052')
    for (let i = 0; i < 7; i++) {
      const y = p.horizon + p.unit * 0.06 + ((p.height - p.horizon) * i) / 7
      p.land(
        `<path fill="none" stroke="#a8953f" stroke-width="${n(p.unit * (0.003 + i * 0.0012))}" opacity=".3" d="M0 ${n(y)}Q${n(p.width / 2)} ${n(y - p.unit * 0.03)} ${n(p.width)} ${n(y)}"/>`,
      )
    }
    if (weather !== 'snow')
      along(p, ['sheaf-of-rice', 'sunflower'], 5, [p.horizon + p.unit * 0.1, p.height * 0.99], [0.06, 0.1], 'near', true)
  },
  forest: (p, weather) => {
    const white = weather === 'snow'
    hills(p, p.horizon - p.unit * 0.14, p.unit * 0.05, white ? '#c5d8e4' : '#79a98a', white ? '#b5cbd9' : '#5f9175', 7)
    along(p, ['evergreen-tree', 'deciduous-tree'], 9, [p.horizon - p.unit * 0.04, p.horizon], [0.22, 0.32], 'far')
    hills(p, p.horizon - p.unit * 0.01, p.unit * 0.015, white ? '#f4f9fd' : '#5d9a58', white ? '#cbdbe8' : '#35663f')
    along(
      p,
      ['evergreen-tree', 'deciduous-tree', 'evergreen-tree'],
      5,
      [p.horizon + p.unit * 0.04, p.horizon + p.unit * 0.09],
      [0.38, 0.56],
      'near',
      true,
    )
    if (!white)
      along(
        p,
        ['mushroom', 'herb', 'brown-mushroom', 'fallen-leaf'],
        6,
        [p.horizon + p.unit * 0.16, p.height * 0.99],
        [0.04, 0.065],
        'near',
        true,
      )
  },
  mountains: (p, weather) => {
    peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.46, '#8c9ab8', true)
    peaks(p, p.horizon + p.unit * 0.03, p.unit * 0.3, '#6c7fa0', weather === 'snow')
    hills(p, p.horizon, p.unit * 0.02, weather === 'snow' ? '#f3f8fc' : '#86bf7a', weather === 'snow' ? '#cddbe8' : '#3f8a58')
    along(p, ['evergreen-tree'], 7, [p.horizon + p.unit * 0.02, p.horizon + p.unit * 0.06], [0.12, 0.22], 'near', true)
  },
  beach: (p) => {
    const sea = p.define(verticalGradient([[0, '#2f8fd0'], [1, '#7ad4e0']])) // prettier-ignore
    p.land(rect(0, p.horizon - p.unit * 0.13, p.width, p.unit * 0.2, sea))
    waves(p, p.horizon - p.unit * 0.11, p.horizon - p.unit * 0.01, 8)
    hills(p, p.horizon + p.unit * 0.005, p.unit * 0.012, '#fdf6e3', '#fdf6e3', 4)
    hills(p, p.horizon + p.unit * 0.02, p.unit * 0.012, '#f7e2ae', '#e9c583', 4)
    const side = p.random.chance(0.5) ? 0.1 : 0.9
    p.put('near', 'palm-tree', p.width * side, p.horizon + p.unit * 0.12, p.unit * 0.52)
    p.put('near', 'umbrella-on-ground', p.width * (1 - side), p.horizon + p.unit * 0.1, p.unit * 0.2)
    along(p, ['spiral-shell', 'crab', 'coconut'], 4, [p.horizon + p.unit * 0.16, p.height * 0.98], [0.035, 0.05], 'near', true)
  },
  sea: (p) => {
    const dark = p.time === 'sunset' ? '#274a86' : '#0f5fae'
    p.land(rect(0, p.horizon, p.width, p.height - p.horizon, p.define(verticalGradient([[0, p.time === 'sunset' ? '#e08a7a' : '#58b7ea'], [0.3, '#2f86cf'], [1, dark]])))) // prettier-ignore
    waves(p, p.horizon + p.unit * 0.02, p.height * 0.98, 30)
  },
  underwater: (p) => {
    p.sky(rect(0, 0, p.width, p.height, p.define(verticalGradient([[0, '#8be3f2'], [0.4, '#2fa3d8'], [1, '#0b3f7e']])))) // prettier-ignore
    for (let i = 0; i < 6; i++) {
      const x = (p.width * (i + p.random.between(0, 0.8))) / 6
      const spread = p.unit * p.random.between(0.06, 0.14)
      p.sky(
        `<path fill="#ffffff" opacity=".09" d="M${n(x)} 0h${n(spread)}l${n(spread * 1.4)} ${n(p.height * 0.85)}h${n(-spread * 3.4)}z"/>`,
      )
    }
    hills(p, p.height * 0.87, p.unit * 0.03, '#e8d9a0', '#b8a06c', 4)
    along(p, ['coral', 'herb', 'coral', 'spiral-shell'], 7, [p.height * 0.93, p.height * 0.99], [0.08, 0.16], 'near')
    for (let i = 0; i < 26; i++) {
      const r = p.unit * p.random.between(0.004, 0.014)
      p.front(
        `<circle cx="${n(p.random.between(0, p.width))}" cy="${n(p.random.between(0, p.height * 0.9))}" r="${n(r)}" fill="#ffffff" fill-opacity=".22" stroke="#ffffff" stroke-opacity=".6" stroke-width="${n(r * 0.15)}"/>`,
      )
    }
  },
  lake: (p, weather) => {
    peaks(p, p.horizon - p.unit * 0.14, p.unit * 0.3, '#8aa0bd', true)
    hills(p, p.horizon - p.unit * 0.18, p.unit * 0.015, '#7dba7c', '#5a9f68')
    along(p, ['evergreen-tree', 'deciduous-tree'], 8, [p.horizon - p.unit * 0.15, p.horizon - p.unit * 0.14], [0.08, 0.13], 'far')
    p.land(rect(0, p.horizon - p.unit * 0.15, p.width, p.height, p.define(verticalGradient([[0, '#a5d9ee'], [0.35, '#4f9fd3'], [1, '#3b82bd']])))) // prettier-ignore
    waves(p, p.horizon - p.unit * 0.13, p.horizon - p.unit * 0.02, 12)
    hills(
      p,
      p.horizon + p.unit * 0.015,
      p.unit * 0.015,
      weather === 'snow' ? '#ffffff' : '#86c96f',
      weather === 'snow' ? '#d3e0ec' : '#469a58',
    )
    along(p, ['herb', 'lotus', 'blossom', 'rock'], 6, [p.horizon + p.unit * 0.08, p.height * 0.99], [0.045, 0.07], 'near', true)
  },
  city: (p) => {
    const lit = p.time === 'night' || p.time === 'sunset'
    for (const layer of [0, 1]) {
      let x = -p.unit * 0.05
      while (x < p.width) {
        const wide = p.unit * p.random.between(0.1, 0.19)
        const tall = p.unit * (layer === 0 ? p.random.between(0.3, 0.58) : p.random.between(0.16, 0.38))
        const colour =
          layer === 0 ? mix('#9fb2cf', '#b9c8dd', p.random.next()) : p.random.pick(['#6f86ad', '#c98a7a', '#d9b48a', '#7fa3a8', '#8d7fae'])
        const top = p.horizon - tall
        p.land(
          rect(x, top, wide, tall + p.unit * 0.02, colour) +
            rect(x + wide * 0.72, top, wide * 0.28, tall + p.unit * 0.02, '#000000', 'opacity=".08"'),
        )
        const columns = Math.max(2, Math.round(wide / (p.unit * 0.034)))
        const step = wide / columns
        for (let row = 0; row < Math.floor(tall / (p.unit * 0.045)) - 1; row++)
          for (let column = 0; column < columns; column++) {
            const window = lit ? (p.random.chance(0.55) ? '#ffe08a' : mix(colour, '#1b2550', 0.6)) : layer === 0 ? '#c9d8ea' : '#dcebf7'
            p.land(
              rect(
                x + step * (column + 0.25),
                top + p.unit * (0.022 + row * 0.045),
                step * 0.5,
                p.unit * 0.024,
                window,
                `opacity="${layer === 0 ? '.7' : '.95'}"`,
              ),
            )
          }
        x += wide + p.unit * p.random.between(0, 0.02)
      }
    }
    p.land(rect(0, p.horizon, p.width, p.unit * 0.05, '#c9c6c4') + rect(0, p.horizon + p.unit * 0.044, p.width, p.unit * 0.01, '#a8a4a2'))
    p.land(rect(0, p.horizon + p.unit * 0.05, p.width, p.height, p.define(verticalGradient([[0, '#6a6c78'], [1, '#4b4d58']])))) // prettier-ignore
    for (let x = -0.05; x < 1.05; x += 0.17)
      p.land(
        rect(p.width * x, p.horizon + (p.height - p.horizon) * 0.62, p.width * 0.085, p.unit * 0.012, '#f2e9c8', 'rx="2" opacity=".85"'),
      )
    along(p, ['deciduous-tree'], 4, [p.horizon + p.unit * 0.03, p.horizon + p.unit * 0.03], [0.13, 0.18], 'near', true)
  },
  road: (p) => {
    hills(p, p.horizon - p.unit * 0.05, p.unit * 0.03, '#9ccf8c', '#6fb873')
    along(p, ['deciduous-tree', 'evergreen-tree'], 6, [p.horizon - p.unit * 0.01, p.horizon + p.unit * 0.01], [0.1, 0.17], 'far')
    hills(p, p.horizon + p.unit * 0.0, p.unit * 0.004, '#7fc072', '#57a55f', 3)
    const top = p.horizon + p.unit * 0.06
    p.land(rect(0, top, p.width, p.height - top - p.unit * 0.03, p.define(verticalGradient([[0, '#777a86'], [1, '#55575f']])))) // prettier-ignore
    p.land(rect(0, top, p.width, p.unit * 0.008, '#eceadf') + rect(0, p.height - p.unit * 0.045, p.width, p.unit * 0.01, '#eceadf'))
    const middle = (top + p.height - p.unit * 0.03) / 2
    for (let x = 0; x < 1; x += 0.16) p.land(rect(p.width * (x + 0.03), middle, p.width * 0.09, p.unit * 0.012, '#f4d35e'))
  },
  desert: (p) => {
    hills(p, p.horizon - p.unit * 0.06, p.unit * 0.05, '#edc07e', '#d99f5c', 4)
    along(p, ['cactus'], 3, [p.horizon, p.horizon + p.unit * 0.02], [0.08, 0.12], 'far', true)
    hills(p, p.horizon + p.unit * 0.01, p.unit * 0.03, '#f6d79b', '#dba562', 3)
    along(p, ['cactus', 'rock', 'cactus'], 4, [p.horizon + p.unit * 0.09, p.height * 0.96], [0.1, 0.2], 'near', true)
  },
  snow: (p) => {
    peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.3, '#a9bfd8', true)
    hills(p, p.horizon - p.unit * 0.01, p.unit * 0.03, '#f2f8fd', '#d4e4f1')
    along(p, ['evergreen-tree'], 7, [p.horizon, p.horizon + p.unit * 0.04], [0.12, 0.24], 'near', true)
    hills(p, p.horizon + p.unit * 0.07, p.unit * 0.02, '#ffffff', '#d8e6f2', 4)
  },
  room: (p) => {
    const wall = p.random.pick([['#f3dfc8', '#e8cdb0'], ['#cfe0dd', '#b5cfca'], ['#d9d3ea', '#c2b9dd'], ['#f2d0cb', '#e5b6ae']] as const) // prettier-ignore
    interior(p, wall[0], wall[1], '#b9845a', '#946443')
    const side = p.random.chance(0.5)
    windowOnWall(p, p.width * (side ? 0.26 : 0.74), p.horizon * 0.42, Math.min(p.unit * 0.34, p.horizon * 0.6))
    p.put('near', 'framed-picture', p.width * (side ? 0.72 : 0.28), p.horizon * 0.56, p.unit * 0.2)
    p.put('near', 'potted-plant', p.width * (side ? 0.93 : 0.07), p.horizon + p.unit * 0.07, p.unit * 0.22)
    p.put('near', 'rug', p.width * 0.5, p.horizon + (p.height - p.horizon) * 0.94, Math.min(p.width * 0.8, p.unit * 0.9))
  },
  kitchen: (p) => {
    interior(p, '#e4eee6', '#cfe0d5', '#d9b48a', '#b58a5f')
    for (let row = 0; row < 4; row++)
      for (let x = 0; x < 16; x++)
        p.land(
          rect(
            (p.width * x) / 16 + 1,
            p.horizon - p.unit * (0.06 + row * 0.06),
            p.width / 16 - 2,
            p.unit * 0.056,
            row % 2 === x % 2 ? '#ffffff' : '#dfeae6',
            'opacity=".7" rx="2"',
          ),
        )
    windowOnWall(p, p.width * (p.random.chance(0.5) ? 0.3 : 0.7), p.horizon * 0.34, Math.min(p.unit * 0.28, p.horizon * 0.5))
    p.put('near', 'potted-plant', p.width * 0.07, p.horizon + p.unit * 0.03, p.unit * 0.16)
  },
  library: (p) => {
    interior(p, '#8a5a3c', '#6f452d', '#a9774c', '#805636')
    const shelves = 4
    for (let shelf = 0; shelf < shelves; shelf++) {
      const bottom = (p.horizon * (shelf + 1)) / shelves - p.unit * 0.015
      let x = p.unit * 0.02
      while (x < p.width - p.unit * 0.03) {
        const wide = p.unit * p.random.between(0.014, 0.032)
        const tall = (p.horizon / shelves) * p.random.between(0.5, 0.78)
        if (!p.random.chance(0.07))
          p.land(
            rect(
              x,
              bottom - tall,
              wide,
              tall,
              p.random.pick(['#b4443c', '#2f6f8f', '#d6a13b', '#5a8f5a', '#7a4f8c', '#e0d3b8', '#34495e']),
              'rx="1.500"',
            ),
          )
        x += wide + p.unit * 0.003
      }
      p.land(rect(0, bottom, p.width, p.unit * 0.018, '#5b3723'))
    }
    p.put('near', 'rug', p.width * 0.5, p.horizon + (p.height - p.horizon) * 0.94, Math.min(p.width * 0.8, p.unit * 0.9))
  },
  cabin: (p) => {
    interior(p, '#eef1f6', '#cfd8e6', '#5f7396', '#465878')
    const size = Math.min(p.unit * 0.3, p.horizon * 0.5)
    const count = Math.max(2, Math.round(p.width / (size * 1.25)))
    for (let i = 0; i < count; i++) {
      windowOnWall(p, (p.width * (i + 0.5)) / count, p.horizon * 0.44, size, true)
      p.put('near', 'seat', (p.width * (i + 0.5)) / count, p.horizon + p.unit * 0.05, p.unit * 0.34)
    }
    p.land(rect(0, 0, p.width, p.horizon * 0.13, '#dfe5ee') + rect(0, p.horizon * 0.125, p.width, p.unit * 0.012, '#b4c0d3'))
    p.land(rect(0, p.horizon * 0.9, p.width, p.unit * 0.012, '#b4c0d3'))
  },
  sky: () => undefined,
  space: (p) => {
    p.put('far', 'ringed-planet', p.width * p.random.between(0.1, 0.3), p.height * p.random.between(0.25, 0.4), p.unit * 0.2)
    p.put(
      'far',
      p.random.pick(['globe-showing-europe-africa', 'full-moon', 'globe-showing-asia-australia']),
      p.width * p.random.between(0.7, 0.9),
      p.height * p.random.between(0.8, 0.98),
      p.unit * p.random.between(0.14, 0.26),
    )
    p.put('far', 'comet', p.width * p.random.between(0.6, 0.9), p.height * 0.2, p.unit * 0.12)
  },
  moon: (p) => ground(p, '#d5d6de', '#8f92a3', '#7f8294', true),
  mars: (p) => ground(p, '#d88a5a', '#a8552f', '#8f4527', false),
}

function ground(p: Painter, light: string, dark: string, crater: string, earth: boolean): void {
  if (earth) p.put('far', 'globe-showing-europe-africa', p.width * p.random.between(0.65, 0.88), p.height * 0.34, p.unit * 0.22)
  else peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.22, '#b96a45', false)
  hills(p, p.horizon, p.unit * 0.025, light, dark, 4)
  for (let i = 0; i < 9; i++) {
    const depth = p.random.next()
    const y = p.horizon + p.unit * 0.06 + (p.height - p.horizon - p.unit * 0.08) * depth
    const r = p.unit * (0.02 + 0.06 * depth) * p.random.between(0.6, 1.1)
    const x = p.random.between(0, p.width)
    p.land(ellipse(x, y, r, r * 0.3, crater, 'opacity=".55"') + ellipse(x, y + r * 0.07, r * 0.86, r * 0.22, light, 'opacity=".35"'))
  }
}

function waves({ width, unit, random, land }: Painter, top: number, bottom: number, count: number): void {
  for (let i = 0; i < count; i++) {
    const depth = (i + random.next()) / count
    const y = top + (bottom - top) * depth
    const long = unit * (0.03 + 0.09 * depth) * random.between(0.7, 1.3)
    const x = random.between(-long, width)
    land(
      `<path fill="none" stroke="#ffffff" stroke-linecap="round" stroke-width="${n(unit * (0.003 + 0.004 * depth))}" opacity="${n(0.25 + 0.25 * random.next())}" d="M${n(x)} ${n(y)}q${n(long / 2)} ${n(-unit * 0.012)} ${n(long)} 0t${n(long)} 0"/>`,
    )
  }
}

function interior(p: Painter, wallTop: string, wallBottom: string, floorTop: string, floorBottom: string): void {
  p.sky(rect(0, 0, p.width, p.horizon, p.define(verticalGradient([[0, wallTop], [1, wallBottom]])))) // prettier-ignore
  p.sky(rect(0, p.horizon, p.width, p.height - p.horizon, p.define(verticalGradient([[0, floorTop], [1, floorBottom]])))) // prettier-ignore
  const vanishing = p.width / 2
  for (let i = -9; i <= 9; i++)
    p.sky(
      `<path stroke="#000000" stroke-width="${n(p.unit * 0.002)}" opacity=".12" d="M${n(vanishing + i * p.width * 0.07)} ${n(p.horizon)}L${n(vanishing + i * p.width * 0.13)} ${n(p.height)}"/>`,
    )
  p.sky(rect(0, p.horizon - p.unit * 0.022, p.width, p.unit * 0.024, '#ffffff', 'opacity=".75"'))
  p.sky(rect(0, p.horizon, p.width, p.unit * 0.03, '#000000', 'opacity=".1"'))
}

/** A window that shows the time of day; `round` as in an aircraft. */
function windowOnWall(p: Painter, centreX: number, centreY: number, size: number, round = false): void {
  const [top, middle, bottom] = SKIES[p.time]
  const wide = round ? size * 0.62 : size
  const [x, y] = [centreX - wide / 2, centreY - size / 2]
  const pane = p.define(verticalGradient([[0, top], [0.6, middle], [1, bottom]])) // prettier-ignore
  const radius = round ? wide * 0.42 : size * 0.03
  const rim = size * 0.06
  p.land(
    rect(x - rim, y - rim, wide + rim * 2, size + rim * 2, round ? '#ffffff' : '#fbf7ef', `rx="${n(radius + rim)}"`) +
      rect(x, y, wide, size, pane, `rx="${n(radius)}"`),
  )
  if (p.time === 'night')
    for (let i = 0; i < 8; i++)
      p.land(ellipse(x + wide * p.random.between(0.1, 0.9), y + size * p.random.between(0.08, 0.7), size * 0.008, size * 0.008, '#ffffff'))
  else
    p.land(
      `<g opacity=".85">${cloud(centreX + wide * p.random.between(-0.15, 0.1), y + size * p.random.between(0.4, 0.7), wide * 0.32, '#ffffff', p.random)}</g>`,
    )
  if (!round) {
    p.land(rect(centreX - size * 0.015, y, size * 0.03, size, '#fbf7ef') + rect(x, centreY - size * 0.015, wide, size * 0.03, '#fbf7ef'))
    p.land(rect(x - rim * 1.6, y + size + rim, wide + rim * 3.2, rim * 0.9, '#efe6d6', 'rx="2"'))
  }
}

function paintWeather(p: Painter, weather: Weather): void {
  const { width, height, unit, random, front } = p
  if (weather === 'rain' || weather === 'storm') {
    let drops = ''
    for (let i = 0; i < 150; i++) {
      const [x, y, long] = [random.between(-0.1, 1.05) * width, random.between(-0.05, 1) * height, unit * random.between(0.025, 0.05)]
      drops += `M${n(x)} ${n(y)}l${n(-long * 0.28)} ${n(long)}`
    }
    front(`<path fill="none" stroke="#dcecff" stroke-linecap="round" stroke-width="${n(unit * 0.0032)}" opacity=".6" d="${drops}"/>`)
  }
  if (weather === 'storm') {
    const x = width * random.between(0.15, 0.85)
    p.sky(
      `<path fill="#fff3a8" d="M${n(x)} ${n(height * 0.06)}l${n(-unit * 0.06)} ${n(unit * 0.17)}h${n(unit * 0.04)}l${n(-unit * 0.05)} ${n(unit * 0.17)}l${n(unit * 0.13)} ${n(-unit * 0.22)}h${n(-unit * 0.05)}l${n(unit * 0.06)} ${n(-unit * 0.12)}z"/>`,
    )
  }
  if (weather === 'snow')
    for (let i = 0; i < 110; i++)
      front(
        ellipse(
          random.between(0, width),
          random.between(0, height),
          unit * random.between(0.0025, 0.008),
          unit * 0.005,
          '#ffffff',
          `opacity="${n(random.between(0.6, 1))}"`,
        ),
      )
  if (weather === 'fog') {
    const veil = p.define(verticalGradient([[0, '#e6ebf0', 0.15], [0.55, '#e6ebf0', 0.72], [1, '#e6ebf0', 0.3]])) // prettier-ignore
    front(rect(0, 0, width, height, veil))
  }
}

const MOOD_TINTS: Readonly<Record<StagedScene['mood'], readonly [string, number] | undefined>> = {
  neutral: undefined,
  cheerful: undefined,
  sad: ['#6d83a8', 0.32],
  spooky: ['#4a3a78', 0.5],
  romantic: ['#ff9ab8', 0.26],
  cosy: ['#ffb870', 0.22],
  dreamy: ['#c39aff', 0.22],
}

function lightOf({ time, place }: StagedScene, indoors: boolean): Backdrop['light'] {
  const [lamp, strength] = LIGHT[place === 'space' || place === 'moon' ? 'day' : time]
  const [red, green, blue] = channels(lamp)
  return (hex, of) => {
    const [r, g, b] = channels(hex)
    const lit = toHex([(r * red) / 255, (g * green) / 255, (b * blue) / 255])
    return mix(hex, lit, strength * (indoors ? 0.5 : 1) * (of === 'thing' ? 0.45 : 1))
  }
}

function paintMood(p: Painter, { mood, time }: StagedScene): void {
  const tint = MOOD_TINTS[mood]
  if (tint)
    p.front(
      rect(0, 0, p.width, p.height, tint[0], `opacity="${n(tint[1] * (time === 'night' ? 0.6 : 1))}" style="mix-blend-mode:multiply"`),
    )
  const edge = p.define(radialGradient([[0, '#000022', 0], [0.72, '#000022', 0], [1, '#000022', mood === 'spooky' ? 0.6 : 0.2]])) // prettier-ignore
  p.front(ellipse(p.width / 2, p.height / 2, p.width * 0.76, p.height * 0.76, edge))
}
