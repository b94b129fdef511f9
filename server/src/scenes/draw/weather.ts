import type { StagedScene } from '../layout/stage.ts'
import type { Painter } from './painter.ts'
import { mix } from './colour.ts'
import { ellipse, n, radialGradient, rect, verticalGradient } from './svg.ts'

export function paintWeather(p: Painter): void {
  const { width, height, unit, random, front, weather } = p
  if (weather === 'rain' || weather === 'storm') {
    let drops = ''
    for (let i = 0; i < 150 * (width / unit); i++) {
      const [x, y, long] = [random.between(-0.1, 1.05) * width, random.between(-0.05, 1) * height, unit * random.between(0.025, 0.05)]
      drops += `M${n(x)} ${n(y)}l${n(-long * 0.28)} ${n(long)}`
    }
    front(`<path fill="none" stroke="#dcecff" stroke-linecap="round" stroke-width="${n(unit * 0.0032)}" opacity=".6" d="${drops}"/>`)
  }
  if (weather === 'storm') {
    const x = width * random.between(0.15, 0.85)
    p.sky(
      `<path fill="#fff3a8" d="M${n(x)} ${n(height * 0.06)}l${n(-unit * 0.06)} ${n(unit * 0.17)}h${n(unit * 0.04)}l${n(-unit * 0.05)} ${n(unit * 0.17)}l${n(unit * 0.13)} ${n(-unit * 0.22)}h${n(-unit * 0.05)}l${n(unit * 0.06)} ${n(-unit * 0.12)}z"/>`,
    )
  }
  if (weather === 'snow')
    for (let i = 0; i < 110 * (width / unit); i++)
      front(
        ellipse(
          random.between(0, width),
          random.between(0, height),
          unit * random.between(0.0025, 0.008),
          unit * 0.005,
          '#ffffff',
          `opacity="${n(random.between(0.6, 1))}"`,
        ),
      )
  if (weather === 'fog') {
    const veilColour = mix(p.haze, '#dfe8f4', p.time === 'night' ? 0.45 : 0.2)
    const veil = p.define(verticalGradient([[0, veilColour, 0.1], [0.6, veilColour, 0.42], [1, veilColour, 0.14]])) // prettier-ignore
    front(rect(0, 0, width, height, veil))
  }
}

export const MOOD_TINTS: Readonly<Record<StagedScene['mood'], readonly [string, number] | undefined>> = {
  neutral: undefined,
  cheerful: undefined,
  sad: ['#6d83a8', 0.32],
  spooky: ['#6a5aa0', 0.4],
  romantic: ['#ff9ab8', 0.26],
  cosy: ['#ffb870', 0.22],
  dreamy: ['#c39aff', 0.22],
}

export function paintMood(p: Painter, { mood, time }: StagedScene): void {
  const tint = MOOD_TINTS[mood]
  if (tint)
    p.front(
      rect(0, 0, p.width, p.height, tint[0], `opacity="${n(tint[1] * (time === 'night' ? 0.25 : 1))}" style="mix-blend-mode:multiply"`),
    )
  const edge = p.define(radialGradient([[0, '#000022', 0], [0.72, '#000022', 0], [1, '#000022', mood === 'spooky' ? 0.6 : 0.2]])) // prettier-ignore
  p.front(ellipse(p.width / 2, p.height / 2, p.width * 0.76, p.height * 0.76, edge))
}
