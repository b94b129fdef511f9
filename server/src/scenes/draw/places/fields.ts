import { along, farRanges, GREEN, hills, mist } from '../land.ts'
import type { PaintPlace, Painter } from '../painter.ts'
import { bareTree, flowers, frameWithLeaves, grass, grove, pine, tree } from '../plants.ts'
import { n, rect } from '../svg.ts'

const SNOW = { light: '#ffffff', dark: '#cddded', blade: '#b8cbd8' }

/** Ranges, a row of trees, the near ground: what every open country begins with. */
function country(p: Painter, near: string, deep: string): void {
  const white = p.weather === 'snow'
  farRanges(p, p.horizon, p.unit * 0.16, white ? '#c9d8e6' : '#6fa58a')
  grove(
    p,
    white ? [pine, tree] : [tree, tree, pine],
    8,
    [p.horizon - p.unit * 0.015, p.horizon + p.unit * 0.005],
    [p.unit * 0.07, p.unit * 0.14],
    0.35,
  )
  hills(p, p.horizon + p.unit * 0.015, p.unit * 0.014, white ? SNOW.light : near, white ? SNOW.dark : deep)
  mist(p, p.horizon + p.unit * 0.03, p.unit * 0.1, 0.3)
}

const ground = (p: Painter) => [p.horizon + p.unit * 0.06, p.height * 0.99] as const

const meadow: PaintPlace = (p) => {
  country(p, '#8fd07a', GREEN.deep)
  hills(
    p,
    p.horizon + p.unit * 0.12,
    p.unit * 0.02,
    p.weather === 'snow' ? SNOW.light : '#79c46b',
    p.weather === 'snow' ? SNOW.dark : '#2f8050',
  )
  grass(p, ...ground(p), 60, p.weather === 'snow' ? SNOW.blade : '#4f9f4f')
  flowers(p, p.horizon + p.unit * 0.1, p.height * 0.99, 26)
  if (!p.excluded.has('deciduous-tree') && p.random.chance(0.6))
    p.land(tree(p, p.width * (p.sun.side === 1 ? 0.08 : 0.92), p.horizon + p.unit * 0.07, p.unit * p.random.between(0.34, 0.5)))
  frameWithLeaves(p, '#2c5a34')
}

export const FIELDS = {
  meadow,
  garden: (p) => {
    country(p, '#86cf74', '#3f9a56')
    grove(p, [tree], 5, [p.horizon + p.unit * 0.01, p.horizon + p.unit * 0.04], [p.unit * 0.3, p.unit * 0.46], 0.08, true)
    const [top, step] = [p.horizon + p.unit * 0.07, p.unit * 0.05]
    for (let x = -step * p.random.next(); x < p.width; x += step)
      p.land(
        `<path fill="#f6eedd" d="M${n(x)} ${n(top)}v${n(-p.unit * 0.085)}l${n(p.unit * 0.011)} ${n(-p.unit * 0.016)}l${n(p.unit * 0.011)} ${n(p.unit * 0.016)}v${n(p.unit * 0.085)}z"/>` +
          `<path stroke="none" fill="#b9a98c" opacity=".5" d="M${n(x + p.unit * 0.015)} ${n(top)}v${n(-p.unit * 0.095)}l${n(p.unit * 0.007)} ${n(p.unit * 0.01)}v${n(p.unit * 0.085)}z"/>`,
      )
    for (const lift of [0.075, 0.035]) p.land(rect(0, top - p.unit * lift, p.width, p.unit * 0.013, '#e9dcc0'))
    p.land(rect(0, top, p.width, p.unit * 0.012, '#1e4030', 'opacity=".25" stroke="none"'))
    const path = p.width * p.random.between(0.42, 0.58)
    p.land(
      `<path fill="#e6cfa3" opacity=".85" d="M${n(path - p.unit * 0.05)} ${n(top + p.unit * 0.012)}C${n(path + p.unit * 0.1)} ${n(top + p.unit * 0.1)} ${n(path - p.unit * 0.26)} ${n(p.height * 0.9)} ${n(path - p.unit * 0.3)} ${n(p.height)}h${n(p.unit * 0.6)}C${n(path + p.unit * 0.16)} ${n(p.height * 0.9)} ${n(path + p.unit * 0.18)} ${n(top + p.unit * 0.1)} ${n(path + p.unit * 0.04)} ${n(top + p.unit * 0.012)}z"/>`,
    )
    grass(p, top + p.unit * 0.02, p.height * 0.99, 40, '#4a9a4e')
    flowers(p, top + p.unit * 0.015, top + p.unit * 0.05, 34)
    flowers(p, p.horizon + p.unit * 0.16, p.height * 0.99, 22)
    frameWithLeaves(p, '#2a5632')
  },
  farm: (p) => {
    country(p, '#d8cf74', '#86a94c')
    along(
      p,
      ['house', 'house-with-garden', 'house', 'house'],
      5,
      [p.horizon + p.unit * 0.025, p.horizon + p.unit * 0.05],
      [0.11, 0.19],
      'near',
    )
    const [top, bottom] = [p.horizon + p.unit * 0.06, p.height]
    const vanishing = p.width * p.random.between(0.35, 0.65)
    for (let i = -14; i <= 14; i++)
      p.land(
        `<path stroke="none" fill="${i % 2 === 0 ? '#7d8f3a' : '#e6d98a'}" opacity=".28" d="M${n(vanishing + i * p.unit * 0.05)} ${n(top)}L${n(vanishing + i * p.unit * 0.2)} ${n(bottom)}h${n(p.unit * 0.09)}L${n(vanishing + i * p.unit * 0.05 + p.unit * 0.014)} ${n(top)}z"/>`,
      )
    grass(p, top, p.height * 0.99, 50, p.weather === 'snow' ? SNOW.blade : '#a99a3c')
    frameWithLeaves(p, '#4a5a2c')
  },
  graveyard: (p) => {
    farRanges(p, p.horizon, p.unit * 0.2, '#6a8a86')
    grove(p, [bareTree], 4, [p.horizon, p.horizon + p.unit * 0.02], [p.unit * 0.3, p.unit * 0.46], 0.25, true)
    hills(p, p.horizon + p.unit * 0.01, p.unit * 0.025, '#6f9a6c', '#2f5a48')
    along(p, ['headstone'], 6, [p.horizon + p.unit * 0.05, p.horizon + p.unit * 0.1], [0.045, 0.07], 'near')
    along(p, ['headstone'], 4, [p.horizon + p.unit * 0.16, p.height * 0.96], [0.08, 0.12], 'near', true)
    grass(p, ...ground(p), 60, '#3f6f50')
    p.frame(bareTree(p, p.width * (p.sun.side === 1 ? 0.02 : 0.98), p.height * 1.02, p.unit * 0.9))
  },
} satisfies Record<'meadow' | 'garden' | 'farm' | 'graveyard', PaintPlace>
