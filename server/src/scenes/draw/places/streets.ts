import { mix } from '../colour.ts'
import { along, hills } from '../land.ts'
import type { PaintPlace } from '../painter.ts'
import { rect, verticalGradient } from '../svg.ts'

export const STREETS = {
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
} satisfies Record<'city' | 'road', PaintPlace>
