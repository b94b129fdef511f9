import { along, farRanges, hills, mist, peaks, water } from '../land.ts'
import type { PaintPlace, Painter } from '../painter.ts'
import { flowers, frameWithLeaves, grass, grove, pine, tree } from '../plants.ts'
import { n, rect, verticalGradient } from '../svg.ts'

/** Deeper and warmer as the sun goes down. */
const SEA = {
  dawn: ['#6fa8d6', '#2f6fa8'],
  day: ['#3f9fdc', '#0f5fa8'],
  sunset: ['#c9788a', '#2b4a86'],
  night: ['#3f6fb8', '#16337a'],
} as const

function foam(p: Painter, y: number): void {
  for (const [shift, opacity] of [
    [0, 0.9],
    [0.022, 0.45],
  ] as const)
    // prettier-ignore
    p.land(
      `<path fill="none" stroke="#ffffff" stroke-width="${n(p.unit * 0.007)}" opacity="${n(opacity)}" d="M0 ${n(y - p.unit * shift)}${Array.from({ length: 8 }, (_, i) => `Q${n((p.width * (i + 0.5)) / 8)} ${n(y - p.unit * (shift + p.random.between(-0.012, 0.014)))} ${n((p.width * (i + 1)) / 8)} ${n(y - p.unit * shift)}`).join('')}"/>`,
    )
}

export const WATERS = {
  beach: (p) => {
    const [near, deep] = p.time === 'day' ? (['#63cfe0', '#2a8fc8'] as const) : SEA[p.time]
    water(p, p.horizon - p.unit * 0.13, p.horizon + p.unit * 0.06, deep, near)
    mist(p, p.horizon - p.unit * 0.12, p.unit * 0.08, 0.5)
    hills(p, p.horizon + p.unit * 0.02, p.unit * 0.012, '#e2c58f', '#f3dca8', 0, 4)
    foam(p, p.horizon + p.unit * 0.022)
    hills(p, p.horizon + p.unit * 0.05, p.unit * 0.014, '#fbe8bc', '#e0b878', 0, 4)
    for (let i = 0; i < 60; i++)
      p.land(rect(p.random.between(0, p.width), p.random.between(p.horizon + p.unit * 0.1, p.height), p.unit * 0.004, p.unit * 0.002, '#a87c46', 'opacity=".4" stroke="none"')) // prettier-ignore
    // At the edges and on the horizon, where nobody runs into them; what there is, is the seed's to say.
    const side = p.sun.side === 1 ? 0.06 : 0.94
    const away = (share: number) => p.width * (side < 0.5 ? 1 - share : share)
    if (p.random.chance(0.6)) p.put('near', 'palm-tree', p.width * side, p.horizon + p.unit * 0.13, p.unit * p.random.between(0.5, 0.66))
    const found = p.random.pick(['umbrella-on-ground', 'sailboat', 'both', 'nothing'] as const)
    if (found === 'sailboat' || found === 'both')
      p.put('far', 'sailboat', away(p.random.between(0.12, 0.4)), p.horizon - p.unit * 0.045, p.unit * 0.08)
    if (found === 'umbrella-on-ground' || found === 'both')
      p.put('far', 'umbrella-on-ground', away(0.07), p.horizon + p.unit * 0.075, p.unit * 0.13)
    along(p, ['spiral-shell', 'crab', 'coconut'], 3, [p.horizon + p.unit * 0.16, p.height * 0.98], [0.03, 0.045], 'near', true)
  },
  sea: (p) => {
    farRanges(p, p.horizon + p.unit * 0.01, p.unit * 0.07, '#7f9ac0', 1)
    water(p, p.horizon, p.height, SEA[p.time][0], SEA[p.time][1])
    mist(p, p.horizon + p.unit * 0.01, p.unit * 0.09, 0.55)
  },
  underwater: (p) => {
    p.sky(rect(0, 0, p.width, p.height, p.define(verticalGradient([[0, '#9cecf5'], [0.25, '#43b7de'], [0.6, '#1f7fc0'], [1, '#0a3670']])))) // prettier-ignore
    for (let i = 0; i < 8; i++) {
      const x = (p.width * (i + p.random.between(-0.3, 0.9))) / 8
      const spread = p.unit * p.random.between(0.03, 0.12)
      const fill = p.define(verticalGradient([[0, '#ffffff', 0.24], [1, '#ffffff', 0]])) // prettier-ignore
      p.sky(
        `<path stroke="none" fill="${fill}" d="M${n(x)} 0h${n(spread)}l${n(-p.sun.side * p.unit * 0.16 + spread)} ${n(p.height * 0.9)}h${n(-spread * 3)}z"/>`,
      )
    }
    // Rocks in the distance take the colour of the water.
    for (const [index, far] of [0.72, 0.5, 0.25].entries())
      hills({ ...p, haze: '#2f8fca' }, p.height * (0.74 + index * 0.06), p.unit * 0.07, '#3a5f86', '#1f3f66', far, 5)
    hills(p, p.height * 0.9, p.unit * 0.02, '#ead9a4', '#a88f60', 0, 4)
    const weeds = Math.round(9 * (p.width / p.unit))
    for (let i = 0; i < weeds; i++) {
      const [x, tall] = [p.random.between(0, p.width), p.unit * p.random.between(0.1, 0.26)]
      const sway = p.unit * p.random.between(0.02, 0.045)
      p.land(
        `<path fill="none" stroke="${p.random.pick(['#1f8f6a', '#2fae74', '#187a78'])}" stroke-linecap="round" stroke-width="${n(p.unit * 0.012)}" d="M${n(x)} ${n(p.height * p.random.between(0.93, 0.99))}q${n(sway)} ${n(-tall * 0.25)} 0 ${n(-tall * 0.5)}t0 ${n(-tall * 0.5)}"/>`,
      )
    }
    along(p, ['coral', 'coral', 'spiral-shell'], 6, [p.height * 0.94, p.height * 0.99], [0.07, 0.15], 'near')
    for (let i = 0; i < 26; i++) {
      const r = p.unit * p.random.between(0.003, 0.012)
      p.front(
        `<circle cx="${n(p.random.between(0, p.width))}" cy="${n(p.random.between(0, p.height * 0.9))}" r="${n(r)}" fill="#ffffff" fill-opacity=".2" stroke="#ffffff" stroke-opacity=".6" stroke-width="${n(r * 0.15)}"/>`,
      )
    }
  },
  lake: (p) => {
    const white = p.weather === 'snow'
    const shore = p.afloat ? p.horizon : p.horizon - p.unit * 0.16
    peaks(p, shore, p.unit * 0.36, '#7f94b8', true, 0.35)
    hills(p, shore - p.unit * 0.03, p.unit * 0.02, white ? '#dbe7f0' : '#79b088', white ? '#c0d2e0' : '#3f7f63', 0.3, 6)
    grove(p, [pine, tree], 14, [shore - p.unit * 0.006, shore + p.unit * 0.004], [p.unit * 0.06, p.unit * 0.13], 0.28)
    water(p, shore, p.height, SEA[p.time][0], SEA[p.time][1])
    mist(p, shore + p.unit * 0.015, p.unit * 0.07, 0.5)
    if (!p.afloat) {
      hills(p, p.horizon + p.unit * 0.015, p.unit * 0.02, white ? '#ffffff' : '#8fce74', white ? '#d3e0ec' : '#3c8a50')
      grass(p, p.horizon + p.unit * 0.03, p.height * 0.99, 55, white ? '#b8cbd8' : '#4c9a4e')
      flowers(p, p.horizon + p.unit * 0.08, p.height * 0.99, 20)
    }
    reeds(p)
    if (!p.afloat) frameWithLeaves(p, '#2a5838')
  },
} satisfies Record<'beach' | 'sea' | 'underwater' | 'lake', PaintPlace>

/** In a corner, before everything. */
function reeds(p: Painter): void {
  if (p.excluded.has('herb')) return
  let stalks = ''
  let heads = ''
  for (let i = 0; i < 11; i++) {
    const dx = p.unit * p.random.between(-0.02, 0.1)
    const x = p.sun.side === 1 ? dx : p.width - dx
    const tall = p.unit * p.random.between(0.1, 0.24)
    const lean = p.unit * p.random.between(-0.04, 0.04)
    stalks += `M${n(x)} ${n(p.height)}q${n(lean * 0.2)} ${n(-tall * 0.6)} ${n(lean)} ${n(-tall)}`
    if (i % 3 === 0) heads += `M${n(x + lean)} ${n(p.height - tall)}v${n(-p.unit * 0.045)}`
  }
  p.frame(
    `<path fill="none" stroke="#3f7a48" stroke-linecap="round" stroke-width="${n(p.unit * 0.007)}" d="${stalks}"/><path fill="none" stroke="#6b4a2f" stroke-linecap="round" stroke-width="${n(p.unit * 0.017)}" d="${heads}"/>`,
  )
}
