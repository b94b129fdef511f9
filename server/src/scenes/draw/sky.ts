import type { Random } from '../../imaging/random.ts'
import type { StagedScene } from '../layout/stage.ts'
import type { Weather } from '../scene.ts'
import { mix } from './colour.ts'
import { SKIES } from './light.ts'
import type { Painter } from './painter.ts'
import { ellipse, n, radialGradient, rect, verticalGradient } from './svg.ts'

export function paintSky(painter: Painter, scene: StagedScene, weather: Weather): void {
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

export function paintLightsOfSky(
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

export function paintClouds(
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

export function cloud(x: number, y: number, size: number, fill: string, random: Random): string {
  const puffs = [-0.62, -0.3, 0.02, 0.34, 0.64].map((dx, index) => {
    const radius =
      size * (index === 2 ? random.between(0.3, 0.36) : index % 2 === 1 ? random.between(0.22, 0.29) : random.between(0.14, 0.19))
    return `M${n(x + dx * size * 0.85 - radius)} ${n(y)}a${n(radius)} ${n(radius)} 0 1 1 ${n(radius * 2)} 0z`
  })
  const half = size * 0.68
  // Without a rim, whatever the look: the puffs overlap.
  return `<path stroke="none" fill="${fill}" d="${puffs.join('')}M${n(x - half)} ${n(y - size * 0.09)}h${n(half * 2)}a${n(size * 0.09)} ${n(size * 0.09)} 0 1 1 0 ${n(size * 0.18)}h${n(-half * 2)}a${n(size * 0.09)} ${n(size * 0.09)} 0 1 1 0 ${n(-size * 0.18)}z"/>`
}
