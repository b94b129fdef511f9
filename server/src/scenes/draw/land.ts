/** Shapes of the land that several places share. */
import { mix } from './colour.ts'
import type { Painter } from './painter.ts'
import { ellipse, hillPath, n, verticalGradient } from './svg.ts'

/** A band of soft hills whose ridge wanders around `y`. */
export function hills(
  { width, height, random, define, land }: Painter,
  y: number,
  swing: number,
  top: string,
  bottom: string,
  bumps = 5,
): void {
  const points = Array.from({ length: bumps + 1 }, (_, i) => [(width * i) / bumps, y + random.between(-swing, swing)] as const)
  land(`<path d="${hillPath(points, height)}" fill="${define(verticalGradient([[0, top], [1, bottom]]))}"/>`) // prettier-ignore
}

export function peaks({ width, unit, random, define, land }: Painter, base: number, tall: number, colour: string, snow: boolean): void {
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

export function along(
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

export const GREEN = { far: '#8fcf86', near: '#58b368', deep: '#3f9a5a' }

export function ground(p: Painter, light: string, dark: string, crater: string, earth: boolean): void {
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

export function waves({ width, unit, random, land }: Painter, top: number, bottom: number, count: number): void {
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
