import type { LookId } from '../looks.ts'
import { fromHsl, mapColours, mix, toHsl } from './colour.ts'
import type { DrawingStyle } from './render-svg.ts'
import { n } from './svg.ts'

const INK = '#2a2730'
const PAPER = '#fffdf6'

/** Every filled shape as an outline; what is nearly black stays filled, so that eyes remain eyes. */
function outlined(body: string, colour: (hex: string) => string, fill: (hex: string) => string, width: number): string {
  return body.replace(/<(path|circle|ellipse|rect)([^>]*?)fill="(#[0-9a-f]{3,6})"/gi, (whole, tag: string, before: string, hex: string) => {
    const [, , lightness] = toHsl(hex)
    if (lightness < 0.16 || /stroke=/.test(before)) return whole
    return `<${tag}${before}fill="${fill(hex)}" stroke="${colour(hex)}" stroke-width="${n(width)}" stroke-linejoin="round"`
  })
}

/** A pen of one width for all, `share` hundredths of the picture; finer only where a thing is so small that its lines would run together. */
const pen = (line: number, share: number, most = 0.95) => Math.min(most, line * share)
const inkLine = (body: string, line: number) =>
  outlined(
    body,
    () => INK,
    (hex) => mix(hex, '#ffffff', toHsl(hex)[2] < 0.4 ? 0.75 : 0.96),
    pen(line, 0.5, 0.7),
  )
/** Thin grey outlines for what lies behind; gradients become paper, and those of light (glows, skies) have no outline. */
const faintLine = (svg: string) =>
  mapColours(svg, (hex) => mix(PAPER, '#a9a6ad', toHsl(hex)[2] < 0.35 ? 0.28 : 0.06)).replace(
    /<(?!(?:rect|ellipse)[^>]*url\()(path|rect|ellipse|circle)(?![^>]*stroke=)([^>]*?)\/>/g,
    `<$1$2 stroke="#8b8792" stroke-width="1.3"/>`,
  )

function vivid(hex: string): string {
  const [hue, saturation, lightness] = toHsl(hex)
  // Greys have no hue of their own; they get one of the two colours of every neon sign.
  return saturation < 0.15 ? (lightness > 0.55 ? '#7df9ff' : '#ff5fd2') : fromHsl(hue, 1, Math.max(0.58, Math.min(0.72, lightness)))
}
/** The moon of such a night is a cold lamp. */
const NEON_MOON: Readonly<Record<string, string>> = {
  '#fffdf0': '#f2ffff',
  '#f6ecc8': '#a8f1ff',
  '#dccf9f': '#4fd8ff',
  '#d3c594': '#3fb4e6',
}
const night = (hex: string) => {
  if (hex in NEON_MOON) return NEON_MOON[hex]
  const [hue, saturation, lightness] = toHsl(hex)
  // Lamps and lit windows are what such a night is made of.
  if (saturation > 0.8 && lightness > 0.75) return fromHsl(hue < 90 ? 318 : 190, 1, 0.66)
  return fromHsl((hue * 0.25 + 262 * 0.75) % 360, Math.max(0.5, saturation * 0.7), lightness * 0.4 + 0.05)
}

/** A white rim, as of a sticker or a piece of cut paper: the same shapes below, grown by their outline. */
const rimmed = (body: string, line: number) =>
  `<g stroke="#fffdf8" stroke-width="${n(line * 1.2)}" stroke-linejoin="round">${mapColours(body, () => '#fffdf8').replace(/ (?:fill-|stroke-)?opacity="[^"]*"| stroke(?:-width)?="[^"]*"/g, '')}</g>${body}`

const dropped = (unit: number, drop: number) =>
  `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(unit * drop)}"/><feOffset dx="${n(unit * drop * 0.5)}" dy="${n(unit * drop * 1.3)}" result="far"/>` +
  '<feFlood flood-color="#1c1430" flood-opacity=".42"/><feComposite in2="far" operator="in" result="shadow"/>' +
  '<feMerge><feMergeNode in="shadow"/><feMergeNode in="SourceGraphic"/></feMerge>'

const glow = (unit: number) =>
  `<feGaussianBlur in="SourceGraphic" stdDeviation="${n(unit * 0.016)}" result="wide"/><feGaussianBlur in="SourceGraphic" stdDeviation="${n(unit * 0.005)}" result="narrow"/>` +
  '<feMerge><feMergeNode in="wide"/><feMergeNode in="narrow"/><feMergeNode in="SourceGraphic"/></feMerge>'

/** Ink around everything; the colours stay. */
const inked = (svg: string, line: number) =>
  svg.replace(
    /<(path|circle|ellipse|rect)(?![^>]*(?:stroke=|url\())([^>]*?)\/>/g,
    `<$1$2 stroke="#1d1726" stroke-width="${n(pen(line, 0.6, 0.5))}" stroke-linejoin="round"/>`,
  )

/** A ridge of light and a soft shade over the whole height of a thing, and the shadow that it throws on what is behind. */
const modelled = (unit: number) =>
  `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(unit * 0.011)}" result="height"/>` +
  `<feDiffuseLighting in="height" surfaceScale="${n(unit * 0.03)}" diffuseConstant="1.05" lighting-color="#fff6e8" result="lamp"><feDistantLight azimuth="235" elevation="52"/></feDiffuseLighting>` +
  '<feComposite in="SourceGraphic" in2="lamp" operator="arithmetic" k1="1.15" k2=".12" result="body"/><feComposite in="body" in2="SourceAlpha" operator="in" result="clay"/>' +
  `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(unit * 0.009)}"/><feOffset dx="${n(unit * 0.006)}" dy="${n(unit * 0.012)}" result="far"/><feFlood flood-color="#2a1420" flood-opacity=".45"/><feComposite in2="far" operator="in" result="shadow"/>` +
  '<feMerge><feMergeNode in="shadow"/><feMergeNode in="clay"/></feMerge>'

/** What each look changes while the scene is still shapes; `finish-pixels.ts` does the rest. */
export const DRAWING_STYLES: Readonly<Record<LookId, DrawingStyle>> = {
  flat: {},
  watercolour: {},
  'pixel-art': {},
  'line-drawing': { paper: PAPER, shapes: faintLine, glyph: inkLine, shadows: false, front: false },
  'low-poly': { volume: 1.6 },
  'neon-night': {
    time: 'night',
    paper: '#0b0620',
    shapes: (svg) => mapColours(svg, night),
    glyph: (body, line) => outlined(body, vivid, (hex) => mix(vivid(hex), '#0b0620', 0.8), pen(line, 0.7)),
    glyphFilter: glow,
    shadows: false,
    front: false,
  },
  vintage: {},
  'paper-cut': {
    glyph: rimmed,
    glyphFilter: (unit) => dropped(unit, 0.009),
    landFilter: (unit) => dropped(unit, 0.012),
    shadows: false,
  },
  'oil-painting': { volume: 1.3 },
  comic: { glyph: inked, volume: 0 },
  'stained-glass': { shadows: false },
  clay: { glyphFilter: modelled },
}
