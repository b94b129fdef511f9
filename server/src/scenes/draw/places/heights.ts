import { along, farRanges, hills, mist, peaks } from '../land.ts'
import type { PaintPlace } from '../painter.ts'
import { flowers, frameWithLeaves, grass, grove, pine, tree } from '../plants.ts'
import { n } from '../svg.ts'

export const HEIGHTS = {
  forest: (p) => {
    const white = p.weather === 'snow'
    farRanges(p, p.horizon - p.unit * 0.05, p.unit * 0.2, white ? '#a9c0cc' : '#5f9478', 2)
    // Three depths of trees, each with more of its own colour.
    for (const [depth, far] of [0.62, 0.34, 0.12].entries()) {
      const y = p.horizon - p.unit * (0.03 - depth * 0.022)
      grove(
        p,
        [pine, pine, tree],
        11 - depth * 3,
        [y - p.unit * 0.01, y + p.unit * 0.01],
        [p.unit * (0.3 + depth * 0.12), p.unit * (0.42 + depth * 0.16)],
        far,
        depth === 2,
      )
      mist(p, y + p.unit * 0.01, p.unit * 0.13, 0.34)
    }
    hills(p, p.horizon + p.unit * 0.005, p.unit * 0.012, white ? '#f7fbff' : '#6fa45a', white ? '#c4d6e6' : '#2c5a3c')
    // Light that falls between the trunks.
    for (let i = 0; i < 4; i++) {
      const x = p.sun.x + (i - 1.5) * p.unit * 0.16
      p.land(
        `<path stroke="none" fill="#fff2b8" opacity="${p.time === 'night' || p.weather !== 'clear' ? '.03' : '.11'}" d="M${n(x)} 0h${n(p.unit * 0.06)}L${n(x - p.sun.side * p.unit * 0.5 + p.unit * 0.16)} ${n(p.height)}h${n(-p.unit * 0.2)}z"/>`,
      )
    }
    grass(p, p.horizon + p.unit * 0.05, p.height * 0.99, 55, white ? '#b3c6d4' : '#3f7f48')
    if (!white) {
      along(p, ['mushroom', 'brown-mushroom', 'fallen-leaf'], 5, [p.horizon + p.unit * 0.12, p.height * 0.98], [0.03, 0.05], 'near', true)
      flowers(p, p.horizon + p.unit * 0.1, p.height * 0.98, 8)
    }
    frameWithLeaves(p, white ? '#53707a' : '#183a2a')
  },
  mountains: (p) => {
    const white = p.weather === 'snow'
    peaks(p, p.horizon - p.unit * 0.04, p.unit * 0.5, '#7f8fb5', true, 0.45)
    peaks(p, p.horizon, p.unit * 0.34, '#5f7398', true, 0.15)
    hills(p, p.horizon - p.unit * 0.03, p.unit * 0.03, white ? '#dfe9f2' : '#6f9f86', white ? '#c0d2e2' : '#3d7a60', 0.35, 6)
    grove(p, [pine], 14, [p.horizon - p.unit * 0.015, p.horizon + p.unit * 0.01], [p.unit * 0.07, p.unit * 0.14], 0.3)
    mist(p, p.horizon + p.unit * 0.02, p.unit * 0.12, 0.4)
    hills(p, p.horizon + p.unit * 0.02, p.unit * 0.02, white ? '#ffffff' : '#8ccb77', white ? '#cddceb' : '#37824f')
    grove(p, [pine], 6, [p.horizon + p.unit * 0.04, p.horizon + p.unit * 0.09], [p.unit * 0.2, p.unit * 0.36], 0.05, true)
    grass(p, p.horizon + p.unit * 0.08, p.height * 0.99, 45, white ? '#b8cbd8' : '#4c9a52')
    flowers(p, p.horizon + p.unit * 0.12, p.height * 0.99, 16)
  },
  desert: (p) => {
    farRanges(p, p.horizon - p.unit * 0.01, p.unit * 0.16, '#c98f5c')
    hills(p, p.horizon - p.unit * 0.03, p.unit * 0.045, '#f0c581', '#d79b57', 0.2, 4)
    along(p, ['cactus'], 3, [p.horizon + p.unit * 0.01, p.horizon + p.unit * 0.03], [0.07, 0.11], 'near', true)
    hills(p, p.horizon + p.unit * 0.04, p.unit * 0.03, '#f9dca2', '#d79f5b', 0, 3)
    for (let i = 0; i < 26; i++) {
      const depth = p.random.next()
      const [x, y] = [p.random.between(-0.1, 1) * p.width, p.horizon + p.unit * 0.1 + (p.height - p.horizon - p.unit * 0.1) * depth]
      const long = p.unit * (0.06 + 0.16 * depth)
      p.land(
        `<path fill="none" stroke="#b67e45" stroke-linecap="round" opacity=".3" stroke-width="${n(p.unit * (0.002 + 0.003 * depth))}" d="M${n(x)} ${n(y)}q${n(long / 2)} ${n(-long * 0.1)} ${n(long)} 0"/>`,
      )
    }
    along(p, ['cactus', 'rock', 'cactus'], 4, [p.horizon + p.unit * 0.1, p.height * 0.95], [0.1, 0.19], 'near', true)
  },
  snow: (p) => {
    peaks(p, p.horizon - p.unit * 0.02, p.unit * 0.36, '#93abca', true, 0.3)
    hills(p, p.horizon - p.unit * 0.02, p.unit * 0.03, '#f4f9fe', '#cfe0ef', 0.2)
    grove(
      { ...p, weather: 'snow' },
      [pine],
      9,
      [p.horizon - p.unit * 0.01, p.horizon + p.unit * 0.03],
      [p.unit * 0.12, p.unit * 0.26],
      0.15,
      true,
    )
    hills(p, p.horizon + p.unit * 0.05, p.unit * 0.02, '#ffffff', '#cbdcec', 0, 4)
    hills(p, p.horizon + p.unit * 0.17, p.unit * 0.025, '#ffffff', '#bfd3e8', 0, 3)
  },
} satisfies Record<'forest' | 'mountains' | 'desert' | 'snow', PaintPlace>
