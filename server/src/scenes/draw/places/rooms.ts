import { SKIES } from '../light.ts'
import type { PaintPlace, Painter } from '../painter.ts'
import { cloud } from '../sky.ts'
import { ellipse, n, rect, verticalGradient } from '../svg.ts'

export const ROOMS = {
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
} satisfies Record<'room' | 'kitchen' | 'library' | 'cabin', PaintPlace>

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
