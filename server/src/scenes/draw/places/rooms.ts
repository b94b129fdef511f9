import { mix } from '../colour.ts'
import { SKIES } from '../light.ts'
import type { PaintPlace, Painter } from '../painter.ts'
import { cloud } from '../sky.ts'
import { ellipse, n, radialGradient, rect, verticalGradient } from '../svg.ts'

interface Room {
  readonly left: number
  readonly right: number
  readonly top: number
}

/** Back wall, side walls, ceiling and a floor of planks, in one-point perspective. */
function interior(p: Painter, wall: string, floor: string, ceiling = mix(wall, '#ffffff', 0.5)): Room {
  const { width, height, horizon, unit } = p
  const inset = Math.min(width * 0.13, unit * 0.16)
  const [left, right, top] = [inset, width - inset, Math.min(horizon * 0.14, unit * 0.13)]
  const quad = (fill: string, ...points: readonly number[]) =>
    p.sky(
      `<path fill="${fill}" d="M${n(points[0])} ${n(points[1])}L${n(points[2])} ${n(points[3])}L${n(points[4])} ${n(points[5])}L${n(points[6])} ${n(points[7])}z"/>`,
    )
  const lit = p.light
  quad(lit(ceiling), 0, 0, width, 0, right, top, left, top)
  quad(lit(mix(wall, '#2a2038', p.sun.side === 1 ? 0.1 : 0.24)), 0, 0, left, top, left, horizon, 0, height)
  quad(lit(mix(wall, '#2a2038', p.sun.side === 1 ? 0.24 : 0.1)), width, 0, right, top, right, horizon, width, height)
  quad(p.define(verticalGradient([[0, lit(mix(wall, '#ffffff', 0.12))], [1, lit(mix(wall, '#5a4030', 0.12))]])), left, top, right, top, right, horizon, left, horizon) // prettier-ignore
  quad(p.define(verticalGradient([[0, lit(mix(floor, '#2a1c14', 0.25))], [1, lit(floor)]])), left, horizon, right, horizon, width, height, 0, height) // prettier-ignore
  const planks = Math.max(8, Math.round((width / unit) * 9))
  let joints = ''
  for (let i = 0; i <= planks; i++) {
    const [near, far] = [(width * i) / planks, left + ((right - left) * i) / planks]
    joints += `M${n(far)} ${n(horizon)}L${n(near)} ${n(height)}`
    if (i === planks) break
    const t = p.random.between(0.2, 0.9)
    const at = (edge: number) =>
      left + ((right - left) * edge) / planks + ((width * edge) / planks - left - ((right - left) * edge) / planks) * t ** 1.4
    joints += `M${n(at(i))} ${n(horizon + (height - horizon) * t ** 1.4)}H${n(at(i + 1))}`
  }
  p.sky(`<path fill="none" stroke="#2a160c" stroke-width="${n(unit * 0.0025)}" opacity=".28" d="${joints}"/>`)
  p.sky(
    rect(left, horizon - unit * 0.025, right - left, unit * 0.025, lit('#f4efe6')) +
      rect(left, horizon, right - left, unit * 0.02, '#1a0f0a', 'opacity=".22"'),
  )
  return { left, right, top }
}

/** What the hour and the weather show outside. */
function windowOnWall(p: Painter, centreX: number, centreY: number, size: number, round = false): void {
  if (p.excluded.has('window')) return
  const [top, middle, bottom] = SKIES[p.time][0]
  const dull = p.weather === 'clear' ? 0 : 0.7
  const wet = p.weather === 'rain' || p.weather === 'storm'
  const grey = p.time === 'night' ? (wet ? '#3a5076' : '#1d2740') : '#8ea3b8'
  const wide = round ? size * 0.62 : size
  const [x, y] = [centreX - wide / 2, centreY - size / 2]
  const pane = p.define(verticalGradient([[0, mix(top, grey, dull)], [0.6, mix(middle, grey, dull)], [1, mix(bottom, grey, dull)]])) // prettier-ignore
  const radius = round ? wide * 0.42 : size * 0.02
  const rim = size * 0.05
  p.sky(
    rect(x - rim, y - rim, wide + rim * 2, size + rim * 2, p.light('#fbf7ef'), `rx="${n(radius + rim)}"`) +
      rect(x, y, wide, size, pane, `rx="${n(radius)}"`),
  )
  if (wet) {
    let drops = ''
    for (let i = 0; i < 44; i++) {
      const long = size * p.random.between(0.09, 0.2)
      const [dx, dy] = [x + wide * p.random.between(0.04, 0.98), y + (size - long) * p.random.next()]
      drops += `M${n(dx)} ${n(dy)}l${n(-long * 0.2 < x - dx ? 0 : -long * 0.2)} ${n(long)}`
    }
    p.sky(`<path fill="none" stroke="#f2f8ff" stroke-width="${n(size * 0.019)}" stroke-linecap="round" opacity=".9" d="${drops}"/>`)
  } else if (p.weather === 'snow') {
    for (let i = 0; i < 22; i++)
      p.sky(
        ellipse(x + wide * p.random.between(0.05, 0.95), y + size * p.random.between(0.05, 0.95), size * 0.012, size * 0.012, '#ffffff'),
      )
  } else if (p.time === 'night') {
    for (let i = 0; i < 10; i++)
      p.sky(ellipse(x + wide * p.random.between(0.1, 0.9), y + size * p.random.between(0.08, 0.7), size * 0.008, size * 0.008, '#ffffff'))
    p.sky(ellipse(centreX + wide * 0.25, y + size * 0.22, size * 0.07, size * 0.07, '#fdf3cf'))
  } else p.sky(cloud(p, centreX + wide * p.random.between(-0.12, 0.1), y + size * p.random.between(0.4, 0.6), wide * 0.3))
  if (round) return
  // Hills and a treetop outside, below the sky.
  const land = mix('#5f9a68', grey, p.time === 'night' ? 0.75 : dull * 0.8)
  p.sky(
    `<path fill="${land}" d="M${n(x)} ${n(y + size)}v${n(-size * 0.16)}q${n(wide * 0.25)} ${n(-size * 0.12)} ${n(wide * 0.5)} ${n(-size * 0.02)}t${n(wide * 0.5)} ${n(-size * 0.04)}V${n(y + size)}z"/>`,
  )
  const bar = p.light('#fbf7ef')
  p.sky(rect(centreX - size * 0.014, y, size * 0.028, size, bar) + rect(x, centreY - size * 0.014, wide, size * 0.028, bar))
  p.sky(rect(x - rim * 1.8, y + size + rim * 0.8, wide + rim * 3.6, rim * 0.9, p.light('#efe6d6'), 'rx="2"'))
  const cloth = p.light(p.random.pick(['#d9705f', '#e8b04a', '#6f9ac0', '#8fae74', '#b58ac0']))
  const dark = mix(cloth, '#20102a', 0.25)
  for (const side of [-1, 1]) {
    const edge = centreX + side * (wide / 2 + rim * 1.6)
    const inner = edge - side * wide * 0.24
    p.sky(
      `<path fill="${cloth}" d="M${n(edge)} ${n(y - rim * 1.6)}H${n(inner)}Q${n(inner + side * wide * 0.02)} ${n(centreY)} ${n(edge - side * wide * 0.1)} ${n(y + size * 0.82)}L${n(edge - side * wide * 0.13)} ${n(y + size + rim * 2)}H${n(edge)}z"/>` +
        `<path fill="none" stroke="${dark}" opacity=".5" stroke-width="${n(size * 0.014)}" d="M${n(edge - side * wide * 0.16)} ${n(y)}Q${n(edge - side * wide * 0.13)} ${n(centreY)} ${n(edge - side * wide * 0.06)} ${n(y + size)}M${n(edge - side * wide * 0.07)} ${n(y)}L${n(edge - side * wide * 0.03)} ${n(y + size)}"/>`,
    )
  }
  p.sky(rect(centreX - wide * 0.66, y - rim * 2.2, wide * 1.32, rim * 0.6, p.light('#7a5a3f'), 'rx="3"'))
}

/** The window's light on the floor by day; the pool of a lamp at night. */
function lightInRoom(p: Painter, windowX: number, size: number): void {
  if (p.time === 'night') {
    const glow = p.define(radialGradient([[0, '#ffdf9f', 0.26], [0.5, '#ffcf85', 0.1], [1, '#ffcf85', 0]])) // prettier-ignore
    p.front(ellipse(p.width / 2, p.horizon * 0.8, p.unit * 0.72, p.unit * 0.6, glow, 'style="mix-blend-mode:screen"'))
    return
  }
  if (p.weather !== 'clear') return
  const colour = p.time === 'day' ? '#fff8dc' : '#ffc98a'
  const shift = -p.sun.side * size * 0.8
  const [top, bottom] = [p.horizon + (p.height - p.horizon) * 0.16, p.horizon + (p.height - p.horizon) * 0.86]
  for (const half of [-1, 1]) {
    const x = windowX + (half * size) / 4
    p.sky(
      `<path stroke="none" fill="${colour}" opacity=".34" d="M${n(x - size * 0.22 + shift * 0.4)} ${n(top)}h${n(size * 0.44)}L${n(x + size * 0.34 + shift)} ${n(bottom)}h${n(-size * 0.6)}z"/>`,
    )
  }
}

function pendantLamp(p: Painter, x: number, y: number): void {
  const r = p.unit * 0.055
  p.land(
    `<path fill="none" stroke="#3a3030" stroke-width="${n(p.unit * 0.004)}" d="M${n(x)} 0V${n(y - r)}"/><path fill="#d8573f" d="M${n(x - r * 0.3)} ${n(y - r)}h${n(r * 0.6)}L${n(x + r)} ${n(y)}H${n(x - r)}z"/>` +
      ellipse(x, y, r * 0.4, r * 0.3, '#fff3b8'),
  )
  if (p.time === 'day') return
  const glow = p.define(radialGradient([[0, '#ffe2a0', 0.75], [1, '#ffe2a0', 0]])) // prettier-ignore
  p.front(ellipse(x, y + r * 0.4, p.unit * 0.2, p.unit * 0.17, glow))
}

function framed(p: Painter, x: number, y: number, size: number): void {
  const [hue, land] = p.random.pick([['#a9d3ef', '#6fae7a'], ['#f7cfa0', '#b5705f'], ['#cfc3ee', '#5f7fae']] as const) // prettier-ignore
  p.land(
    rect(x - size * 0.56, y - size * 0.46, size * 1.12, size * 0.92, '#6d4a32', 'rx="2"') +
      rect(x - size * 0.48, y - size * 0.38, size * 0.96, size * 0.76, '#fbf7ee') +
      rect(x - size * 0.4, y - size * 0.3, size * 0.8, size * 0.6, hue) +
      `<path fill="${land}" d="M${n(x - size * 0.4)} ${n(y + size * 0.3)}v${n(-size * 0.14)}l${n(size * 0.24)} ${n(-size * 0.2)}l${n(size * 0.2)} ${n(size * 0.14)}l${n(size * 0.16)} ${n(-size * 0.1)}l${n(size * 0.2)} ${n(size * 0.16)}v${n(size * 0.14)}z"/>`,
  )
}

const rug = (p: Painter) => {
  const [x, y] = [p.width / 2, p.horizon + (p.height - p.horizon) * 0.58]
  const wide = Math.min(p.width * 0.4, p.unit * 0.5)
  const tall = (p.height - p.horizon) * 0.34
  const colour = p.random.pick(['#b8485f', '#3f6f8f', '#6f8f5a', '#a8743f'])
  for (const [share, tone] of [
    [1, colour],
    [0.88, mix(colour, '#ffffff', 0.35)],
    [0.82, colour],
    [0.52, mix(colour, '#ffe9c0', 0.5)],
    [0.46, mix(colour, '#ffffff', 0.15)],
  ] as const)
    // prettier-ignore
    p.land(ellipse(x, y, wide * share, tall * share, tone))
}

const WALLS = ['#ecd6b8', '#bcd3cf', '#cdc6e2', '#e9c0b8', '#d6dfb8', '#b8cbe2'] as const

export const ROOMS = {
  room: (p) => {
    const wall = p.random.pick(WALLS)
    const { left, right } = interior(p, wall, p.random.pick(['#b9845a', '#a06a44', '#c99a68']))
    const size = Math.min(p.unit * 0.3, p.horizon * 0.5)
    const windowX = p.sun.side === 1 ? p.width * 0.7 : p.width * 0.3
    windowOnWall(p, windowX, p.horizon * 0.46, size)
    lightInRoom(p, windowX, size)
    const far = p.sun.side === 1 ? 0.3 : 0.7
    framed(p, p.width * far - p.unit * 0.05, p.horizon * 0.42, p.unit * 0.17)
    if (p.random.chance(0.6)) framed(p, p.width * far + p.unit * 0.12, p.horizon * 0.52, p.unit * 0.1)
    p.put('near', 'potted-plant', p.sun.side === 1 ? left + p.unit * 0.02 : right - p.unit * 0.02, p.horizon + p.unit * 0.05, p.unit * 0.22)
    rug(p)
    if (p.width > p.unit * 2) framed(p, p.width * 0.5, p.horizon * 0.45, p.unit * 0.2)
  },
  kitchen: (p) => {
    const { left, right } = interior(p, p.random.pick(['#e6e0c8', '#cfe0d5', '#e8d3c0', '#c8d8e4']), '#c69a6a')
    const wide = right - left
    const counter = p.horizon - p.unit * 0.2
    const tile = p.unit * 0.05
    let grid = ''
    for (let y = counter - tile * 3; y <= counter; y += tile) grid += `M${n(left)} ${n(y)}H${n(right)}`
    for (let x = left; x <= right; x += tile) grid += `M${n(x)} ${n(counter - tile * 3)}V${n(counter)}`
    p.land(
      rect(left, counter - tile * 3, wide, tile * 3, '#f4f1e6', 'opacity=".7"') +
        `<path fill="none" stroke="#b9b39c" stroke-width="${n(p.unit * 0.0022)}" opacity=".7" d="${grid}"/>`,
    )
    const windowX = p.sun.side === 1 ? p.width * 0.66 : p.width * 0.34
    const size = Math.min(p.unit * 0.27, p.horizon * 0.44)
    // Over the tiles: the window is painted later than they are.
    windowOnWall({ ...p, sky: p.land, light: (hex) => hex }, windowX, counter - size * 0.72, size)
    lightInRoom(p, windowX, size)
    const cupboard = p.random.pick(['#7fa39a', '#8a9fc0', '#c9886a', '#a8b07a'])
    p.land(
      rect(left, counter, wide, p.horizon - counter, cupboard) +
        rect(left - p.unit * 0.01, counter - p.unit * 0.018, wide + p.unit * 0.02, p.unit * 0.026, '#e9dcc4'),
    )
    p.land(rect(left, counter + p.unit * 0.008, wide, p.unit * 0.02, '#1f2430', 'opacity=".2" stroke="none"'))
    const doors = Math.max(3, Math.round(wide / (p.unit * 0.19)))
    for (let i = 0; i < doors; i++) {
      const x = left + (wide * i) / doors
      p.land(
        rect(
          x + p.unit * 0.012,
          counter + p.unit * 0.03,
          wide / doors - p.unit * 0.024,
          p.horizon - counter - p.unit * 0.045,
          mix(cupboard, '#ffffff', 0.14),
          'rx="2"',
        ) + ellipse(x + (wide / doors) * (i % 2 === 0 ? 0.82 : 0.18), counter + p.unit * 0.07, p.unit * 0.006, p.unit * 0.006, '#f4e3b0'),
      )
    }
    const shelfX = p.sun.side === 1 ? left + wide * 0.06 : right - wide * 0.4
    const shelfY = counter - p.unit * 0.22
    p.land(rect(shelfX, shelfY, wide * 0.34, p.unit * 0.014, '#8a5f40'))
    for (let i = 0; i < 5; i++) {
      const [tall, broad] = [p.unit * p.random.between(0.04, 0.075), p.unit * 0.036]
      const x = shelfX + wide * 0.03 + i * wide * 0.062
      p.land(rect(x, shelfY - tall, broad, tall, p.random.pick(['#e0a84f', '#c9594a', '#f2efe2', '#6f9a78', '#7f9fc8']), 'rx="3"'))
    }
    p.put('near', 'pot-of-food', shelfX + wide * 0.14, counter - p.unit * 0.012, p.unit * 0.12)
    pendantLamp(p, p.width * 0.5, p.horizon * 0.26)
  },
  'table-top': (p) => {
    const wall = p.random.pick(['#e9d8b8', '#b9cfc6', '#d9c0b0', '#a9bcd0', '#cfc4dd'])
    const lit = p.light
    p.sky(rect(0, 0, p.width, p.height, p.define(verticalGradient([[0, lit(mix(wall, '#ffffff', 0.3))], [1, lit(mix(wall, '#4a3428', 0.25))]])))) // prettier-ignore
    const glow = p.define(radialGradient([[0, p.time === 'night' ? '#ffcf8a' : '#fffbe6', 0.8], [1, '#fff3d0', 0]])) // prettier-ignore
    p.sky(ellipse(p.sun.x, p.horizon * 0.3, p.unit * 0.6, p.unit * 0.5, glow))
    for (let i = 0; i < 16; i++) {
      const r = p.unit * p.random.between(0.02, 0.075)
      const colour = mix(p.random.pick(['#fff3c8', '#ffd9a8', '#d8f0e0', '#f7c8d8']), wall, 0.2)
      p.sky(ellipse(p.random.between(0, p.width), p.random.between(0, p.horizon * 0.95), r, r, colour, 'opacity=".36" stroke="none"'))
    }
    const wood = p.random.pick(['#a8693f', '#8f5a3a', '#bf8a55'])
    p.land(rect(0, p.horizon, p.width, p.height - p.horizon, p.define(verticalGradient([[0, mix(wood, '#ffe2b0', 0.35)], [0.25, wood], [1, mix(wood, '#2a140a', 0.35)]])))) // prettier-ignore
    const vanishing = p.width / 2
    for (let i = -12; i <= 12; i++)
      p.land(
        `<path fill="none" stroke="#3a1f10" stroke-width="${n(p.unit * 0.0028)}" opacity=".3" d="M${n(vanishing + i * p.unit * 0.13)} ${n(p.horizon)}L${n(vanishing + i * p.unit * 0.3)} ${n(p.height)}"/>`,
      )
    for (let i = 0; i < 40; i++) {
      const depth = p.random.next()
      const [x, y] = [p.random.between(-0.1, 1) * p.width, p.horizon + (p.height - p.horizon) * depth]
      const dx = (x - vanishing) * 0.1
      p.land(
        `<path fill="none" stroke="#4a2814" stroke-linecap="round" stroke-width="${n(p.unit * 0.0018)}" opacity=".28" d="M${n(x)} ${n(y)}q${n(dx * 0.5)} ${n(p.unit * 0.02)} ${n(dx)} ${n(p.unit * 0.05)}"/>`,
      )
    }
    p.land(
      ellipse(
        p.sun.x,
        p.horizon + (p.height - p.horizon) * 0.3,
        p.unit * 0.4,
        p.unit * 0.07,
        '#fff1cf',
        'opacity=".26" stroke="none" filter="url(#soft)"',
      ),
    )
  },
  library: (p) => {
    const { left, right, top } = interior(p, '#7a4f34', '#a9774c', '#6f4a33')
    const shelves = 4
    const high = (p.horizon - top) / shelves
    for (let shelf = 0; shelf < shelves; shelf++) {
      const bottom = top + high * (shelf + 1) - p.unit * 0.015
      p.land(rect(left, bottom - high + p.unit * 0.015, right - left, high, '#3f2616', 'opacity=".75"'))
      let x = left + p.unit * 0.012
      while (x < right - p.unit * 0.035) {
        const wide = p.unit * p.random.between(0.014, 0.032)
        const tall = high * p.random.between(0.5, 0.82)
        if (!p.random.chance(0.07)) {
          const colour = p.random.pick(['#b4443c', '#2f6f8f', '#d6a13b', '#5a8f5a', '#7a4f8c', '#e0d3b8', '#34495e'])
          p.land(
            rect(x, bottom - tall, wide, tall, colour, 'rx="1"') +
              rect(x, bottom - tall * 0.8, wide, tall * 0.06, mix(colour, '#ffe9b0', 0.6), 'stroke="none"'),
          )
        }
        x += wide + p.unit * 0.003
      }
      p.land(rect(left, bottom, right - left, p.unit * 0.018, '#5b3723'))
    }
    rug(p)
    pendantLamp(p, p.width * 0.5, p.horizon * 0.22)
  },
  cabin: (p) => {
    interior(p, '#e4e9f2', '#5f7396', '#f4f6fa')
    const size = Math.min(p.unit * 0.3, p.horizon * 0.5)
    const count = Math.max(2, Math.round(p.width / (size * 1.25)))
    for (let i = 0; i < count; i++) {
      windowOnWall(p, (p.width * (i + 0.5)) / count, p.horizon * 0.46, size, true)
      p.put('near', 'seat', (p.width * (i + 0.5)) / count, p.horizon + p.unit * 0.05, p.unit * 0.34)
    }
    p.land(
      rect(0, p.horizon * 0.08, p.width, p.unit * 0.035, '#dfe5ee') +
        rect(0, p.horizon * 0.08 + p.unit * 0.035, p.width, p.unit * 0.01, '#b4c0d3'),
    )
  },
} satisfies Record<'room' | 'kitchen' | 'table-top' | 'library' | 'cabin', PaintPlace>
