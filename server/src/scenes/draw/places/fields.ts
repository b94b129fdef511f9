import { along, GREEN, hills } from '../land.ts'
import type { PaintPlace } from '../painter.ts'
import { n, rect } from '../svg.ts'

const meadow: PaintPlace = (p, weather) => {
  const white = weather === 'snow'
  hills(p, p.horizon - p.unit * 0.03, p.unit * 0.03, white ? '#eef5fb' : GREEN.far, white ? '#d6e4f0' : GREEN.near)
  along(
    p,
    white ? ['evergreen-tree'] : ['deciduous-tree', 'deciduous-tree', 'evergreen-tree'],
    4,
    [p.horizon, p.horizon + p.unit * 0.02],
    [0.12, 0.2],
    'far',
    true,
  )
  hills(p, p.horizon + p.unit * 0.03, p.unit * 0.02, white ? '#ffffff' : '#7cc96f', white ? '#cfe0ee' : GREEN.deep)
  if (!white)
    along(p, ['tulip', 'blossom', 'sunflower', 'herb', 'seedling'], 7, [p.horizon + p.unit * 0.12, p.height * 0.99], [0.03, 0.055], 'near')
}

export const FIELDS = {
  meadow,
  garden: (p, weather) => {
    meadow({ ...p, put: () => undefined }, weather)
    along(p, ['deciduous-tree'], 5, [p.horizon + p.unit * 0.01, p.horizon + p.unit * 0.05], [0.22, 0.34], 'near', true)
    for (let x = -0.02; x < 1.02; x += 0.055)
      p.land(
        `<path fill="#f4ead6" d="M${n(p.width * x)} ${n(p.horizon + p.unit * 0.07)}v${n(-p.unit * 0.085)}l${n(p.unit * 0.012)} ${n(-p.unit * 0.015)}l${n(p.unit * 0.012)} ${n(p.unit * 0.015)}v${n(p.unit * 0.085)}z"/>`,
      )
    p.land(
      rect(0, p.horizon - p.unit * 0.002, p.width, p.unit * 0.014, '#e6d8bd') +
        rect(0, p.horizon + p.unit * 0.038, p.width, p.unit * 0.014, '#e6d8bd'),
    )
    along(
      p,
      ['tulip', 'rose', 'hibiscus', 'sunflower', 'blossom', 'potted-plant'],
      9,
      [p.horizon + p.unit * 0.09, p.height * 0.99],
      [0.045, 0.085],
      'near',
      true,
    )
  },
  farm: (p, weather) => {
    hills(p, p.horizon - p.unit * 0.04, p.unit * 0.03, '#b9d780', '#8cbf63')
    along(
      p,
      ['house-with-garden', 'deciduous-tree', 'house', 'deciduous-tree'],
      4,
      [p.horizon, p.horizon + p.unit * 0.02],
      [0.14, 0.2],
      'far',
      true,
    )
    hills(p, p.horizon + p.unit * 0.02, p.unit * 0.015, '#d9c86c', '#8cb052')
    for (let i = 0; i < 7; i++) {
      const y = p.horizon + p.unit * 0.06 + ((p.height - p.horizon) * i) / 7
      p.land(
        `<path fill="none" stroke="#a8953f" stroke-width="${n(p.unit * (0.003 + i * 0.0012))}" opacity=".3" d="M0 ${n(y)}Q${n(p.width / 2)} ${n(y - p.unit * 0.03)} ${n(p.width)} ${n(y)}"/>`,
      )
    }
    if (weather !== 'snow')
      along(p, ['sheaf-of-rice', 'sunflower'], 5, [p.horizon + p.unit * 0.1, p.height * 0.99], [0.06, 0.1], 'near', true)
  },
} satisfies Record<'meadow' | 'garden' | 'farm', PaintPlace>
