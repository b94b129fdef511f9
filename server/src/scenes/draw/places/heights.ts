import { along, hills, peaks } from '../land.ts'
import type { PaintPlace } from '../painter.ts'

export const HEIGHTS = {
  forest: (p, weather) => {
    const white = weather === 'snow'
    hills(p, p.horizon - p.unit * 0.14, p.unit * 0.05, white ? '#c5d8e4' : '#79a98a', white ? '#b5cbd9' : '#5f9175', 7)
    along(p, ['evergreen-tree', 'deciduous-tree'], 9, [p.horizon - p.unit * 0.04, p.horizon], [0.22, 0.32], 'far')
    hills(p, p.horizon - p.unit * 0.01, p.unit * 0.015, white ? '#f4f9fd' : '#5d9a58', white ? '#cbdbe8' : '#35663f')
    along(
      p,
      ['evergreen-tree', 'deciduous-tree', 'evergreen-tree'],
      5,
      [p.horizon + p.unit * 0.04, p.horizon + p.unit * 0.09],
      [0.38, 0.56],
      'near',
      true,
    )
    if (!white)
      along(
        p,
        ['mushroom', 'herb', 'brown-mushroom', 'fallen-leaf'],
        6,
        [p.horizon + p.unit * 0.16, p.height * 0.99],
        [0.04, 0.065],
        'near',
        true,
      )
  },
  mountains: (p, weather) => {
    peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.46, '#8c9ab8', true)
    peaks(p, p.horizon + p.unit * 0.03, p.unit * 0.3, '#6c7fa0', weather === 'snow')
    hills(p, p.horizon, p.unit * 0.02, weather === 'snow' ? '#f3f8fc' : '#86bf7a', weather === 'snow' ? '#cddbe8' : '#3f8a58')
    along(p, ['evergreen-tree'], 7, [p.horizon + p.unit * 0.02, p.horizon + p.unit * 0.06], [0.12, 0.22], 'near', true)
  },
  snow: (p) => {
    peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.3, '#a9bfd8', true)
    hills(p, p.horizon - p.unit * 0.01, p.unit * 0.03, '#f2f8fd', '#d4e4f1')
    along(p, ['evergreen-tree'], 7, [p.horizon, p.horizon + p.unit * 0.04], [0.12, 0.24], 'near', true)
    hills(p, p.horizon + p.unit * 0.07, p.unit * 0.02, '#ffffff', '#d8e6f2', 4)
  },
  desert: (p) => {
    hills(p, p.horizon - p.unit * 0.06, p.unit * 0.05, '#edc07e', '#d99f5c', 4)
    along(p, ['cactus'], 3, [p.horizon, p.horizon + p.unit * 0.02], [0.08, 0.12], 'far', true)
    hills(p, p.horizon + p.unit * 0.01, p.unit * 0.03, '#f6d79b', '#dba562', 3)
    along(p, ['cactus', 'rock', 'cactus'], 4, [p.horizon + p.unit * 0.09, p.height * 0.96], [0.1, 0.2], 'near', true)
  },
} satisfies Record<'forest' | 'mountains' | 'snow' | 'desert', PaintPlace>
