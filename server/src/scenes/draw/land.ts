/** Shapes of the land that several places share. */
import { mix } from './colour.ts'
import type { Painter } from './painter.ts'
import { ellipse, hillPath, n, radialGradient, rect, verticalGradient } from './svg.ts'

export const GREEN = { far: '#8fcf86', near: '#58b368', deep: '#3c8f58' }

/** A band of soft hills whose ridge wanders around `y`; `far` 0..1 fades it into the haze. */
export function hills(p: Painter, y: number, swing: number, top: string, bottom: string, far = 0, bumps = 5): void {
  const count = Math.max(3, Math.round(bumps * Math.sqrt(p.width / p.unit)))
  const points = Array.from({ length: count + 1 }, (_, i) => [(p.width * i) / count, y + p.random.between(-swing, swing)] as const)
  const [light, dark] = [mix(top, p.haze, far), mix(bottom, p.haze, far * 0.6)]
  const fill = p.define(verticalGradient([[0, light], [0.5, mix(light, dark, 0.7)], [1, dark]])) // prettier-ignore
  p.land(`<path d="${hillPath(points, p.height)}" fill="${fill}"/>`)
}

/** Ranges of hills one behind the other, the farthest nearly of the colour of the air. */
export function farRanges(p: Painter, base: number, tall: number, colour: string, count = 3): void {
  for (let range = 0; range < count; range++) {
    const far = 0.82 - (0.6 * range) / count
    hills(p, base - tall * (1 - range / count), tall * 0.26, colour, mix(colour, '#1d3a4a', 0.2), far, 4 + range)
  }
  mist(p, base, p.unit * 0.16)
}

/** Bright air over a line. */
export function mist(p: Painter, y: number, tall: number, strength = 0.6): void {
  const fill = p.define(verticalGradient([[0, p.haze, 0], [0.6, p.haze, strength], [1, p.haze, 0]])) // prettier-ignore
  p.land(rect(0, y - tall * 0.7, p.width, tall, fill, 'stroke="none"'))
}

/** A range of rock in facets: light on the side of the sun, snow above. */
export function peaks(p: Painter, base: number, tall: number, colour: string, snow: boolean, far = 0): void {
  if (p.excluded.has('mountain')) return
  const { random, width, unit, sun } = p
  const count = Math.max(3, Math.round(3.4 * (width / unit)))
  const tone = (hex: string) => mix(hex, p.haze, far)
  const summits = Array.from({ length: count }, (_, i) => ({
    x: (width * (i + random.between(0.1, 0.9))) / count,
    top: base - tall * random.between(0.55, 1),
    half: tall * random.between(0.75, 1.1),
  }))
  for (const { x, top, half } of summits.toSorted((a, b) => a.top - b.top)) {
    const high = base - top
    const fill = p.define(verticalGradient([[0, tone(colour)], [0.75, tone(mix(colour, '#3f5a6a', 0.2))], [1, tone(mix(colour, p.haze, 0.35))]])) // prettier-ignore
    const ridge = (side: number, steps: number) =>
      Array.from({ length: steps }, (_, i) => {
        const t = (i + 1) / steps
        return [x + side * half * t, top + high * t + (t < 1 ? random.between(-0.05, 0.03) * high : 0)] as const
      })
    const line = (points: readonly (readonly [number, number])[]) => points.map(([px, py]) => `L${n(px)} ${n(py)}`).join('')
    const [left, right] = [ridge(-1, 5), ridge(1, 5)]
    p.land(`<path fill="${fill}" d="M${n(x)} ${n(top)}${line(right)}${line(left.toReversed())}z"/>`)
    const shaded = sun.side === 1 ? left : right
    const spine = [0.3, 0.55, 0.8, 1].map((t, i) => [x + half * 0.14 * (i % 2 === 0 ? 1 : -0.4) * -sun.side, top + high * t] as const)
    p.land(
      `<path stroke="none" fill="#1c2c4a" opacity="${n(0.26 * (1 - far))}" d="M${n(x)} ${n(top)}${line(shaded)}${line(spine.toReversed())}z"/>`,
    )
    if (snow) {
      const cap = 0.36
      const teeth = Array.from({ length: 7 }, (_, i) => {
        const t = i / 6
        return [
          x + half * cap * (1 - 2 * t) * 0.94,
          top + high * cap * (0.78 + (i % 2 === 0 ? 0.2 : -0.12)) * (1 - 0.25 * Math.abs(1 - 2 * t)),
        ] as const
      })
      p.land(`<path stroke="none" fill="${tone('#ffffff')}" opacity=".93" d="M${n(x)} ${n(top)}${line(teeth)}z"/>`)
      p.land(
        `<path stroke="none" fill="#5a78b0" opacity=".28" d="M${n(x)} ${n(top)}${line(sun.side === 1 ? teeth.slice(3) : teeth.slice(0, 4).toReversed())}z"/>`,
      )
    }
  }
  mist(p, base, unit * 0.14, 0.5)
}

/** Glyphs strewn over the ground. */
export function along(
  p: Painter,
  glyphs: readonly string[],
  count: number,
  y: readonly [number, number],
  size: readonly [number, number],
  layer: 'far' | 'near',
  edges = false,
): void {
  const { width, random, put, unit } = p
  const placed = Array.from({ length: Math.round(count * Math.sqrt(width / unit)) }, (_, i) => {
    const x = (i + random.between(0.15, 0.85)) / count
    return {
      x: edges ? (x < 0.5 ? x * 0.5 : 1 - (1 - x) * 0.5) : x,
      y: random.between(y[0], y[1]),
      glyph: random.pick(glyphs),
      size: unit * random.between(size[0], size[1]),
    }
  })
  for (const spot of placed.sort((a, b) => a.y - b.y)) put(layer, spot.glyph, width * spot.x, spot.y, spot.size)
}

export function craters(p: Painter, light: string, crater: string): void {
  for (let i = 0; i < 11; i++) {
    const depth = (i + p.random.next()) / 11
    const y = p.horizon + p.unit * 0.05 + (p.height - p.horizon - p.unit * 0.06) * depth
    const r = p.unit * (0.015 + 0.07 * depth) * p.random.between(0.6, 1.1)
    const x = p.random.between(0, p.width)
    p.land(
      ellipse(x, y, r, r * 0.28, crater, 'opacity=".6"') +
        ellipse(x - p.sun.side * r * 0.06, y + r * 0.06, r * 0.84, r * 0.2, mix(crater, '#000000', 0.25), 'opacity=".5" stroke="none"') +
        ellipse(x, y + r * 0.14, r * 0.7, r * 0.12, light, 'opacity=".4" stroke="none"'),
    )
  }
}

/** Water from `top` down to `bottom`: the sky in it, the path of the light, ripples that grow towards the viewer. */
export function water(p: Painter, top: number, bottom: number, near: string, deep: string): void {
  const { width, unit, random, sun } = p
  const fill = p.define(verticalGradient([[0, mix(near, p.haze, 0.65)], [0.18, near], [1, deep]])) // prettier-ignore
  p.land(rect(0, top, width, bottom - top, fill))
  const count = Math.round(34 * Math.sqrt(width / unit) * Math.min(1.4, (bottom - top) / (unit * 0.4)))
  for (let i = 0; i < count; i++) {
    const depth = (i + random.next()) / count
    const y = top + (bottom - top) * depth ** 1.3
    const long = unit * (0.02 + 0.11 * depth) * random.between(0.6, 1.4)
    const x = random.between(-long, width)
    const bright = random.chance(0.6)
    p.land(
      `<path stroke="none" fill="${bright ? '#ffffff' : deep}" opacity="${n(bright ? 0.12 + 0.16 * random.next() : 0.3)}" d="M${n(x)} ${n(y)}q${n(long / 2)} ${n(-unit * (0.003 + 0.009 * depth))} ${n(long)} 0q${n(-long / 2)} ${n(unit * (0.001 + 0.003 * depth))} ${n(-long)} 0z"/>`,
    )
  }
  if (p.weather !== 'clear' && p.weather !== 'snow') return
  const colour = p.time === 'night' ? '#cfdcff' : p.time === 'day' ? '#ffffff' : '#ffd58a'
  const glow = p.define(radialGradient([[0, colour, 0.5], [1, colour, 0]])) // prettier-ignore
  p.land(ellipse(sun.x, top, unit * 0.34, unit * 0.07, glow, 'stroke="none"'))
  for (let i = 0; i < 30; i++) {
    const depth = (i + random.next()) / 30
    const wide = unit * (0.014 + 0.07 * depth) * random.between(0.5, 1.2)
    const x = sun.x + random.between(-1, 1) * unit * (0.02 + 0.09 * depth)
    p.land(
      ellipse(
        x,
        top + (bottom - top) * depth ** 1.2,
        wide,
        unit * (0.0012 + 0.004 * depth),
        colour,
        `opacity="${n(0.62 - 0.4 * depth)}" stroke="none"`,
      ),
    )
  }
}
