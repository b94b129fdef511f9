import { mix } from '../colour.ts'
import { farRanges, hills, mist } from '../land.ts'
import type { PaintPlace, Painter } from '../painter.ts'
import { grass, grove, pine, tree } from '../plants.ts'
import { ellipse, n, radialGradient, rect, verticalGradient } from '../svg.ts'

const FRONTS = ['#6f86ad', '#c98a7a', '#d9b48a', '#7fa3a8', '#8d7fae', '#b56f6a'] as const

/**
 * A row of houses; `depth` 0 (far, pale, tall) .. 1. `rgb()` is left alone by the light of the hour: lamps and lit windows have their own.
 */
function buildings(p: Painter, base: number, depth: number): void {
  const lit = p.time === 'night' || p.time === 'sunset'
  const { random, unit } = p
  const far = 0.72 * (1 - depth)
  let x = -unit * random.between(0, 0.1)
  while (x < p.width) {
    const wide = unit * random.between(0.09, 0.18) * (0.8 + 0.4 * depth)
    const tall = unit * (depth < 1 ? random.between(0.3, 0.6) - depth * 0.16 : random.between(0.16, 0.32))
    const own = mix(random.pick(FRONTS), '#46587a', 0.3)
    const colour = mix(own, p.haze, far)
    const top = base - tall
    p.land(rect(x, top, wide, tall + unit * 0.02, p.define(verticalGradient([[0, colour], [1, mix(colour, p.haze, 0.3)]])))) // prettier-ignore
    const shaded = p.sun.side === 1 ? x : x + wide * 0.72
    p.land(rect(shaded, top, wide * 0.28, tall + unit * 0.02, '#0d1530', 'opacity=".14" stroke="none"'))
    if (random.chance(0.4)) p.land(rect(x + wide * 0.3, top - unit * 0.02, wide * 0.2, unit * 0.02, colour) + (depth < 0.6 ? rect(x + wide * 0.39, top - unit * 0.08, unit * 0.004, unit * 0.06, colour) : '')) // prettier-ignore
    let bright = ''
    let dim = ''
    const columns = Math.max(2, Math.round(wide / (unit * 0.034)))
    const step = wide / columns
    for (let row = 0; row < Math.floor(tall / (unit * 0.042)) - 1; row++)
      for (let column = 0; column < columns; column++) {
        const pane = `M${n(x + step * (column + 0.25))} ${n(top + unit * (0.02 + row * 0.042))}h${n(step * 0.5)}v${n(unit * 0.022)}h${n(-step * 0.5)}z`
        if (random.chance(lit ? 0.5 : 0.16)) bright += pane
        else dim += pane
      }
    p.land(
      `<path stroke="none" fill="${lit ? mix(colour, '#141c44', 0.5) : mix(colour, '#e4f1fb', 0.5)}" d="${dim}"/>` +
        `<path stroke="none" fill="${lit ? (p.time === 'night' ? 'rgb(255,233,160)' : 'rgb(255,217,138)') : '#ffffff'}" opacity="${n(lit ? 1 - far * 0.5 : 0.6)}" d="${bright}"/>`,
    )
    x += wide + unit * random.between(0, depth === 1 ? 0.05 : 0.01)
  }
  mist(p, base, unit * 0.2, 0.5 - depth * 0.3)
}

function streetLamp(p: Painter, x: number, base: number, tall: number): void {
  const arm = p.unit * 0.035
  p.land(
    `<path fill="none" stroke="#3a3f4f" stroke-width="${n(p.unit * 0.009)}" stroke-linecap="round" d="M${n(x)} ${n(base)}V${n(base - tall)}q0 ${n(-arm)} ${n(arm)} ${n(-arm)}"/>` +
      ellipse(x + arm, base - tall - arm * 0.7, arm * 0.5, arm * 0.3, p.time === 'day' ? '#f4f4f0' : 'rgb(255,241,181)'),
  )
  if (p.time === 'day') return
  const glow = p.define(radialGradient([[0, '#ffe6a0', 0.6], [1, '#ffe6a0', 0]])) // prettier-ignore
  p.front(
    ellipse(x + arm, base - tall - arm * 0.6, p.unit * 0.11, p.unit * 0.11, glow) +
      ellipse(x + arm, base, p.unit * 0.15, p.unit * 0.03, glow),
  )
}

/** Asphalt between two heights; when it rains it shines. */
function asphalt(p: Painter, top: number, bottom: number): void {
  p.land(rect(0, top, p.width, bottom - top, p.define(verticalGradient([[0, mix('#70737f', p.haze, 0.3)], [0.3, '#666974'], [1, '#43454f']])))) // prettier-ignore
  for (let i = 0; i < 70 * (p.width / p.unit); i++)
    p.land(rect(p.random.between(0, p.width), p.random.between(top, bottom), p.unit * 0.006, p.unit * 0.0018, p.random.chance(0.5) ? '#2f313a' : '#8a8d99', 'opacity=".35" stroke="none"')) // prettier-ignore
  if (p.weather !== 'rain' && p.weather !== 'storm') return
  for (let i = 0; i < 7; i++) {
    const r = p.unit * p.random.between(0.06, 0.16)
    p.land(
      ellipse(
        p.random.between(0, p.width),
        p.random.between(top + (bottom - top) * 0.2, bottom),
        r,
        r * 0.13,
        p.haze,
        'opacity=".4" stroke="none"',
      ),
    )
  }
}

export const STREETS = {
  city: (p) => {
    for (const depth of [0, 0.5, 1]) buildings(p, p.horizon, depth)
    grove(p, [tree], 4, [p.horizon + p.unit * 0.035, p.horizon + p.unit * 0.04], [p.unit * 0.13, p.unit * 0.18], 0.06)
    p.land(
      rect(0, p.horizon + p.unit * 0.03, p.width, p.unit * 0.03, '#cfccc8') +
        rect(0, p.horizon + p.unit * 0.054, p.width, p.unit * 0.01, '#a39f9c'),
    )
    asphalt(p, p.horizon + p.unit * 0.064, p.height)
    const y = p.horizon + (p.height - p.horizon) * 0.64
    for (let x = -p.unit * 0.1 * p.random.next(); x < p.width; x += p.unit * 0.2)
      p.land(
        `<path fill="#f2e9c8" opacity=".8" d="M${n(x)} ${n(y)}h${n(p.unit * 0.1)}l${n(p.unit * 0.006)} ${n(p.unit * 0.014)}h${n(-p.unit * 0.108)}z"/>`,
      )
    for (let x = p.unit * p.random.between(0.1, 0.3); x < p.width; x += p.unit * 0.62)
      streetLamp(p, x, p.horizon + p.unit * 0.055, p.unit * 0.28)
  },
  road: (p) => {
    farRanges(p, p.horizon - p.unit * 0.01, p.unit * 0.17, '#6f9f8c')
    grove(p, [tree, pine], 10, [p.horizon - p.unit * 0.01, p.horizon + p.unit * 0.01], [p.unit * 0.09, p.unit * 0.17], 0.3)
    hills(p, p.horizon, p.unit * 0.006, '#8ac876', '#4f9a58', 0, 3)
    const top = p.horizon + p.unit * 0.06
    grass(p, p.horizon + p.unit * 0.015, top, 50, '#4f9a50')
    asphalt(p, top, p.height - p.unit * 0.03)
    p.land(rect(0, top, p.width, p.unit * 0.007, '#eceadf') + rect(0, p.height - p.unit * 0.048, p.width, p.unit * 0.011, '#eceadf'))
    const middle = (top + p.height - p.unit * 0.03) / 2
    for (let x = -p.unit * 0.15 * p.random.next(); x < p.width; x += p.unit * 0.19)
      p.land(rect(x, middle, p.unit * 0.11, p.unit * 0.012, '#f4d35e'))
    for (let x = p.unit * p.random.between(0, 0.1); x < p.width; x += p.unit * 0.16)
      p.land(rect(x, top - p.unit * 0.05, p.unit * 0.012, p.unit * 0.055, '#d7dbe2'))
    p.land(
      rect(0, top - p.unit * 0.044, p.width, p.unit * 0.016, '#eef1f5') + rect(0, top - p.unit * 0.03, p.width, p.unit * 0.004, '#aab2c0'),
    )
    p.land(rect(0, p.height - p.unit * 0.03, p.width, p.unit * 0.03, '#6fae62'))
    grass(p, p.height - p.unit * 0.02, p.height, 40, '#3f8a48')
  },
} satisfies Record<'city' | 'road', PaintPlace>
