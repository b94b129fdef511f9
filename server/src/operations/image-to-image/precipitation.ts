/** What falls from the sky, in front of everything else. Takes and gives RGB of one size. */
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import type { Weather } from '../../scenes/scene.ts'
import { drawOver, lumaOf } from './looks/filters.ts'
import { unitOf } from './looks/look.ts'

/** From far to near; lengths in units of a look, `shown` and `soft` (Gaussian) of a whole layer. */
const RAIN = [
  { count: 620, length: [12, 30], width: 1, shown: [0.18, 0.5], soft: 0 },
  { count: 230, length: [34, 76], width: 1.5, shown: [0.22, 0.58], soft: 0.25 },
  { count: 46, length: [80, 150], width: 2.6, shown: [0.16, 0.36], soft: 0.8 },
] as const
const FLAKES = [
  { count: 460, radius: [0.7, 1.5], shown: [0.5, 0.85], soft: 0.2 },
  { count: 110, radius: [1.6, 3.2], shown: [0.55, 0.9], soft: 0.8 },
  { count: 18, radius: [3.6, 6], shown: [0.4, 0.7], soft: 2.2 },
] as const
/** From this mean luma on, as on paper, drops and flakes are darker than what is behind them. */
const PAPER = 190

interface Sky {
  readonly picture: Pixels
  readonly seed: number
  /** How soft the look's own edges are, in its units. */
  readonly softness: number
}

/** Draws what the weather lets fall, or gives the picture back. */
export async function letFall(picture: Pixels, weather: Weather | undefined, seed: number, softness: number): Promise<Pixels> {
  if (weather === 'rain') return rain({ picture, seed, softness }, 1)
  if (weather === 'storm') return rain({ picture, seed, softness }, 1.7)
  return weather === 'snow' ? snow({ picture, seed: seed + 1, softness }) : picture
}

/** Streaks that all fall one way and fade at both ends. */
function rain({ picture, seed, softness }: Sky, share: number): Promise<Pixels> {
  const { width, height } = picture
  const unit = unitOf(picture)
  const area = (width * height) / (512 * unit) ** 2
  const random = createRandom(seed)
  const lean = random.between(0.09, 0.24) * (random.next() < 0.5 ? -1 : 1)
  const layers = RAIN.map(({ count, length, width: thickness, shown, soft }) => {
    const streaks = Array.from({ length: Math.round(count * share * area) }, () => {
      const [x, y] = [random.between(-0.1, 1.1) * width, random.between(-0.2, 1) * height]
      const long = random.between(length[0], length[1]) * unit
      const slant = lean + random.between(-0.02, 0.02)
      const half = (thickness * unit * random.between(0.7, 1.3)) / 2
      const fall = `${(slant * long).toFixed(1)} ${long.toFixed(1)}`
      const back = `${(-slant * long).toFixed(1)} ${(-long).toFixed(1)}`
      return `<path d="M${(x - half).toFixed(2)} ${y.toFixed(1)}l${fall}h${(2 * half).toFixed(2)}l${back}z" opacity="${random.between(shown[0], shown[1]).toFixed(2)}"/>`
    })
    return layer(streaks, (soft + softness) * unit)
  })
  const colour = isPaper(picture) ? '#6f8197' : '#e9f0f7'
  const fade = `<linearGradient id="fade" x2="0" y2="1"><stop stop-color="${colour}" stop-opacity="0"/><stop offset=".6" stop-color="${colour}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></linearGradient>`
  return drawOver(picture, `<defs>${fade}</defs><g fill="url(#fade)">${layers.join('')}</g>`)
}

function snow({ picture, seed, softness }: Sky): Promise<Pixels> {
  const { width, height } = picture
  const unit = unitOf(picture)
  const area = (width * height) / (512 * unit) ** 2
  const random = createRandom(seed)
  const layers = FLAKES.map(({ count, radius, shown, soft }) => {
    const flakes = Array.from(
      { length: Math.round(count * area) },
      () =>
        `<circle cx="${(random.next() * width).toFixed(1)}" cy="${(random.next() * height).toFixed(1)}" r="${(random.between(radius[0], radius[1]) * unit).toFixed(2)}" opacity="${random.between(shown[0], shown[1]).toFixed(2)}"/>`,
    )
    return layer(flakes, (soft + softness) * unit)
  })
  return drawOver(picture, `<g fill="${isPaper(picture) ? '#a9bbd0' : '#fff'}">${layers.join('')}</g>`)
}

function layer(shapes: readonly string[], sigma: number): string {
  if (sigma < 0.2) return shapes.join('')
  const id = `soft${sigma.toFixed(2).replace('.', '-')}`
  const filter = `<filter id="${id}" x="-5%" y="-5%" width="110%" height="110%"><feGaussianBlur stdDeviation="${sigma.toFixed(2)}"/></filter>`
  return `${filter}<g filter="url(#${id})">${shapes.join('')}</g>`
}

function isPaper(picture: Pixels): boolean {
  const { data } = lumaOf(picture)
  return data.reduce((sum, luma) => sum + luma, 0) / data.length > PAPER
}
