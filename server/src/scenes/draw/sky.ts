import type { Random } from '../../imaging/random.ts'
import type { StagedScene } from '../layout/stage.ts'
import type { Weather } from '../scene.ts'
import { mix } from './colour.ts'
import { SKIES } from './light.ts'
import type { Painter } from './painter.ts'
import { ellipse, n, radialGradient, rect, showing, verticalGradient } from './svg.ts'

const DULLNESS: Readonly<Record<Weather, number>> = { clear: 0, cloudy: 0.5, rain: 0.66, snow: 0.45, fog: 0.6, storm: 0.85 }
const DARK_SKY = ['#070a24', '#141a47', '#2c2a63'] as const
const MARS_SKY = ['#b5714e', '#e2a679', '#f6d3a8'] as const

export interface Sky {
  readonly colours: readonly [string, string, string]
  readonly night: boolean
  /** There is no air: stars by day. */
  readonly airless: boolean
}

/** The colours of the sky at an hour and in a weather; the last is what the distance fades into. */
export function chooseSky({ place, time }: StagedScene, weather: Weather, random: Random): Sky {
  const airless = place === 'space' || place === 'moon'
  const night = airless || time === 'night'
  const picked = random.pick(SKIES[time])
  const colours = airless ? DARK_SKY : place === 'mars' && time !== 'night' ? MARS_SKY : picked
  const grey = night ? '#2a3148' : '#a9b4c2'
  const dull = (colour: string) => mix(colour, weather === 'storm' ? mix(grey, '#30384d', 0.5) : grey, DULLNESS[weather])
  return { colours: [dull(colours[0]), dull(colours[1]), dull(colours[2])], night, airless }
}

export function paintSky(p: Painter, scene: StagedScene, { colours: [top, middle, bottom], night, airless }: Sky): void {
  const { width, height, unit, random, define, sky, excluded } = p
  const reach = scene.place === 'sky' || scene.place === 'space' ? 1 : Math.max(0.5, p.horizon / height)
  sky(rect(0, 0, width, height, define(verticalGradient([[0, top], [reach * 0.6, middle], [reach, bottom]])))) // prettier-ignore
  if (night && (p.weather === 'clear' || airless) && !excluded.has('star'))
    paintStars(p, ((airless ? 170 : 90) * width * height) / unit ** 2, reach)
  if (scene.place === 'space') paintNebulae(p)
  paintLightOfSky(p, scene, night)
  const wanted = scene.celestial.has('clouds') || p.weather !== 'clear' || scene.place === 'sky'
  if (!airless && scene.place !== 'mars' && !excluded.has('cloud'))
    paintClouds(p, (wanted ? 6 : random.chance(0.5) ? 3 : 4) * Math.sqrt((width * height) / unit ** 2), scene, reach)
  if (scene.celestial.has('rainbow')) paintRainbow(p)
  if (height > unit * 1.6 && !airless && !night && p.weather !== 'storm' && !excluded.has('bird')) paintBirds(p, reach)
}

function paintStars({ width, height, unit, random, sky }: Painter, count: number, reach: number): void {
  for (let i = 0; i < count; i++) {
    const bright = random.chance(0.1)
    const size = unit * (bright ? random.between(0.0028, 0.0042) : random.between(0.0008, 0.0019))
    const [x, y] = [random.between(0, width), random.between(0, height * reach * 0.92)]
    sky(showing('star', ellipse(x, y, size, size, '#ffffff', `opacity="${n(random.between(0.45, 1))}"`)))
    if (bright) sky(ellipse(x, y, size * 3, size * 3, '#cfe0ff', 'opacity=".14" stroke="none"'))
  }
}

/** A flock far away, where a tall picture has room for one. */
function paintBirds({ width, height, unit, random, sky }: Painter, reach: number): void {
  const [middle, level] = [width * random.between(0.3, 0.7), height * reach * random.between(0.42, 0.6)]
  let wings = ''
  for (let i = 0; i < 9; i++) {
    const [x, y] = [middle + unit * random.between(-0.32, 0.32), level + unit * random.between(-0.16, 0.16)]
    const span = unit * random.between(0.02, 0.04)
    wings += `M${n(x - span)} ${n(y - span * 0.25)}q${n(span * 0.6)} ${n(-span * 0.5)} ${n(span)} ${n(span * 0.3)}q${n(span * 0.4)} ${n(-span * 0.8)} ${n(span)} ${n(-span * 0.3)}`
  }
  sky(
    showing(
      'bird',
      `<path fill="none" stroke="#3b3f58" stroke-opacity=".75" stroke-linecap="round" stroke-width="${n(unit * 0.006)}" d="${wings}"/>`,
    ),
  )
}

function paintNebulae({ width, height, unit, random, define, sky }: Painter): void {
  for (let i = 0; i < 5; i++) {
    const colour = random.pick(['#7a4fd0', '#d0508f', '#3f7ad6', '#2fa79a'])
    const glow = define(radialGradient([[0, colour, 0.42], [1, colour, 0]])) // prettier-ignore
    sky(
      ellipse(
        random.between(0, width),
        random.between(0, height),
        unit * random.between(0.3, 0.6),
        unit * random.between(0.16, 0.36),
        glow,
      ),
    )
  }
}

function paintRainbow({ width, unit, horizon, random, sky }: Painter): void {
  const radius = Math.min(width * 0.5, unit * 0.8) * random.between(0.8, 0.95)
  const centre = width * random.between(0.4, 0.6)
  for (const [index, colour] of ['#f94144', '#f8961e', '#f9e04c', '#57c758', '#3a8fe0', '#8a52d1'].entries())
    sky(
      `<circle cx="${n(centre)}" cy="${n(horizon)}" r="${n(radius - index * unit * 0.016)}" fill="none" stroke="${colour}" stroke-width="${n(unit * 0.017)}" opacity=".55"/>`,
    )
}

function paintLightOfSky(p: Painter, scene: StagedScene, night: boolean): void {
  const { unit, define, sky, excluded, sun } = p
  const wanted = scene.celestial.has('moon') || scene.celestial.has('sun')
  if (scene.place === 'space' || scene.place === 'moon') return
  const moon = scene.celestial.has('moon') || (night && !scene.celestial.has('sun'))
  if (excluded.has(moon ? 'full-moon' : 'sun')) return
  const low = scene.time === 'sunset' || scene.time === 'dawn'
  const tall = Math.min(1.6, Math.sqrt(p.height / unit))
  const radius = unit * tall * (wanted ? 0.085 : low ? 0.07 : 0.052)
  const halo = moon ? '#bccbff' : low ? '#ffd38f' : '#fff1bd'
  const veiled = p.weather !== 'clear' && !wanted
  // Behind rain clouds nobody sees where the sun is.
  if (veiled && (p.weather === 'rain' || p.weather === 'storm')) return
  const strength = veiled ? 0.35 : 0.85
  const glow = define(radialGradient([[0, halo, strength], [0.22, halo, strength * 0.45], [1, halo, 0]])) // prettier-ignore
  const reach = unit * (low ? 0.75 : 0.48)
  sky(ellipse(sun.x, sun.y, reach, reach * (low ? 0.7 : 1), glow))
  if (veiled) return
  if (!moon) {
    sky(showing('sun', ellipse(sun.x, sun.y, radius, radius, low ? '#fff2c4' : '#fffbe2')))
    return
  }
  const face = define(radialGradient([[0, '#fffdf0', 1], [0.75, '#f6ecc8', 1], [1, '#dccf9f', 1]])) // prettier-ignore
  sky(showing('full-moon', ellipse(sun.x, sun.y, radius, radius, face)))
  for (const [dx, dy, r] of [
    [-0.3, -0.2, 0.2],
    [0.3, 0.25, 0.26],
    [0.1, -0.45, 0.13],
    [-0.25, 0.45, 0.14],
  ] as const)
    // prettier-ignore
    sky(ellipse(sun.x + dx * radius, sun.y + dy * radius, r * radius, r * radius, '#d3c594', 'opacity=".5" stroke="none"'))
}

function paintClouds(p: Painter, wanted: number, scene: StagedScene, reach: number): void {
  const { width, unit, height, random, sky } = p
  const count = Math.round(wanted)
  for (let i = 0; i < count; i++) {
    const inSky = scene.place === 'sky'
    const low = inSky && i % 2 === 0
    const height01 = low ? random.between(0.74, 0.98) : random.between(0.06, 0.56)
    // Nearer to the horizon they are farther away: smaller, and of the colour of the air.
    const far = low ? 0 : height01
    const size = unit * Math.min(1.5, Math.sqrt(height / unit)) * random.between(0.17, inSky ? 0.42 : 0.3) * (1 - far * 0.6)
    const y = height * reach * height01
    const x = (width * (i + random.between(0.05, 0.95))) / count
    // Nothing hides the sun.
    const hides = Math.abs(x - p.sun.x) < size + unit * 0.08 && Math.abs(y - p.sun.y) < size * 0.4 + unit * 0.09
    sky(showing('cloud', cloud(p, hides ? p.sun.x - p.sun.side * (size + unit * 0.12) : x, y, size, far * 0.7)))
  }
}

const CLOUD_COLOURS = {
  dawn: ['#fff3ee', '#e9b9cf'],
  day: ['#ffffff', '#b7d0ea'],
  sunset: ['#ffdfb8', '#b5688f'],
  night: ['#7886bd', '#36447e'],
} as const

/** A heap of puffs, bright towards the light and dark below. `far` 0..1 fades it into the haze. */
export function cloud(p: Painter, x: number, y: number, size: number, far = 0): string {
  const { random, sun, time, weather } = p
  const storm = weather === 'storm' || weather === 'rain'
  const tone = (hex: string) => mix(storm ? mix(hex, '#5c6578', 0.6) : weather === 'clear' ? hex : mix(hex, '#b4bfcc', 0.45), p.haze, far)
  const [bright, dark] = CLOUD_COLOURS[time]
  const puffs = [-0.78, -0.48, -0.2, 0.1, 0.4, 0.7].map((dx) => {
    const r = size * (0.36 - 0.24 * Math.abs(dx)) * random.between(0.8, 1.15)
    return [x + dx * size * 0.9, y - r * 0.5, r] as const
  })
  const layer = (shift: number, lift: number, scale: number) =>
    puffs.map(([px, py, r]) => {
      const s = r * scale
      return `M${n(px + shift * r - s)} ${n(py + lift * r)}a${n(s)} ${n(s)} 0 1 1 ${n(s * 2)} 0a${n(s)} ${n(s)} 0 1 1 ${n(-s * 2)} 0z`
    }).join('') // prettier-ignore
  const base = `M${n(x - size * 0.86)} ${n(y)}a${n(size * 0.08)} ${n(size * 0.1)} 0 0 1 ${n(size * 0.1)} ${n(-size * 0.12)}h${n(size * 1.5)}a${n(size * 0.08)} ${n(size * 0.1)} 0 0 1 ${n(size * 0.1)} ${n(size * 0.12)}q${n(-size * 0.85)} ${n(size * 0.1)} ${n(-size * 1.7)} 0z`
  const side = Math.sign(sun.x - x) || 1
  // Without a rim, whatever the look: the puffs overlap.
  return (
    `<g opacity="${n(random.between(0.88, 0.98))}"><path stroke="none" fill="${tone(dark)}" d="${layer(0, 0.1, 1)}${base}"/>` +
    `<path stroke="none" fill="${tone(mix(bright, dark, 0.35))}" d="${layer(side * 0.08, -0.12, 0.9)}"/>` +
    `<path stroke="none" fill="${tone(bright)}" d="${layer(side * 0.2, -0.3, 0.68)}"/></g>`
  )
}
