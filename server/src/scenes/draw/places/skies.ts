import { craters, hills, mist, peaks } from '../land.ts'
import type { PaintPlace } from '../painter.ts'

export const OUTER_SPACE = {
  sky: () => undefined,
  space: (p) => {
    p.put('far', 'ringed-planet', p.width * p.random.between(0.1, 0.3), p.height * p.random.between(0.25, 0.4), p.unit * 0.2)
    p.put(
      'far',
      p.random.pick(['globe-showing-europe-africa', 'full-moon', 'globe-showing-asia-australia']),
      p.width * p.random.between(0.7, 0.9),
      p.height * p.random.between(0.8, 0.98),
      p.unit * p.random.between(0.16, 0.3),
    )
    p.put('far', 'comet', p.width * p.random.between(0.6, 0.9), p.height * 0.2, p.unit * 0.12)
  },
  moon: (p) => {
    const size = p.unit * 0.24 * Math.min(2, Math.sqrt(p.height / p.unit))
    p.put('far', 'globe-showing-europe-africa', p.sun.x, p.height * 0.3 + size / 2, size)
    if (p.height > p.unit * 1.6) p.put('far', 'ringed-planet', p.width - p.sun.x, p.height * 0.16, p.unit * 0.2)
    peaks({ ...p, haze: '#3a3f58' }, p.horizon + p.unit * 0.01, p.unit * 0.14, '#8c8fa3', false, 0.2)
    hills(p, p.horizon, p.unit * 0.025, '#d9dae2', '#83869a', 0, 4)
    craters(p, '#eceef4', '#85889b')
  },
  mars: (p) => {
    peaks(p, p.horizon + p.unit * 0.01, p.unit * 0.3, '#b56a48', false, 0.5)
    peaks(p, p.horizon + p.unit * 0.02, p.unit * 0.18, '#a35a3a', false, 0.15)
    hills(p, p.horizon, p.unit * 0.02, '#dd9565', '#9a4a28', 0, 5)
    mist(p, p.horizon + p.unit * 0.03, p.unit * 0.12, 0.35)
    craters(p, '#edb086', '#8f4527')
  },
} satisfies Record<'sky' | 'space' | 'moon' | 'mars', PaintPlace>
