import { along, hills, peaks, waves } from '../land.ts'
import type { PaintPlace } from '../painter.ts'
import { n, rect, verticalGradient } from '../svg.ts'

export const WATERS = {
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
} satisfies Record<'beach' | 'sea' | 'underwater' | 'lake', PaintPlace>
