import { ground } from '../land.ts'
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
      p.unit * p.random.between(0.14, 0.26),
    )
    p.put('far', 'comet', p.width * p.random.between(0.6, 0.9), p.height * 0.2, p.unit * 0.12)
  },
  moon: (p) => ground(p, '#d5d6de', '#8f92a3', '#7f8294', true),
  mars: (p) => ground(p, '#d88a5a', '#a8552f', '#8f4527', false),
} satisfies Record<'sky' | 'space' | 'moon' | 'mars', PaintPlace>
