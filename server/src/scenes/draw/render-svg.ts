import { inkBox, type Canvas, type Measure, type Sprite } from '../layout/sprite.ts'
import type { TimeOfDay } from '../scene.ts'
import type { Backdrop } from './backdrop.ts'
import { HEADS } from './bodies.ts'
import { clothesColour, mapColours, recolour } from './colour.ts'
import { getGlyph } from './glyphs.ts'
import { ellipse, n } from './svg.ts'

/** How a look changes the drawing before it becomes pixels. */
export interface DrawingStyle {
  /** Of the backdrop's shapes and of single glyphs, as SVG text. `line`: a hundredth of the shorter side in units of the glyph. */
  readonly shapes?: (svg: string) => string
  readonly glyph?: (body: string, line: number) => string
  /** An SVG filter (its primitives) over each thing, and over the backdrop. */
  readonly glyphFilter?: (unit: number) => string
  readonly landFilter?: (unit: number) => string
  /** Behind everything; shown where `shapes` leaves something out. */
  readonly paper?: string
  readonly shadows?: boolean
  readonly front?: boolean
  /** How round things look under the light: 0 is flat, 1 as usual. */
  readonly volume?: number
  /** The hour of a scene whose prompt names none. */
  readonly time?: TimeOfDay
}

/** The whole scene as SVG of the canvas's size. */
export function renderSvg(backdrop: Backdrop, sprites: readonly Sprite[], canvas: Canvas, measure: Measure, style: DrawingStyle): string {
  const { width, height } = canvas
  const unit = Math.min(width, height)
  const shapes = style.shapes ?? ((svg: string) => svg)
  const lit = (svg: string, of: 'land' | 'thing') => mapColours(svg, (hex) => backdrop.light(hex, of))
  const layer = (svg: string, filter: string | undefined) => (filter === undefined ? svg : `<g filter="url(#${filter})">${svg}</g>`)
  const draw = (sprite: Sprite, of: 'land' | 'thing') =>
    placeGlyph(
      sprite,
      (style.glyph ?? ((body) => body))(
        lit(colouredBody(sprite, measure), of),
        (unit * 0.01 * getGlyph(sprite.glyph).width) / sprite.width,
      ),
    )
  const volume = style.volume ?? (style.glyphFilter || style.glyph ? 0 : 1)
  const thing = style.glyphFilter || volume > 0 ? 'thing' : undefined
  const shadows = style.shadows !== false
  const filters =
    `<filter id="soft" x="-30%" y="-80%" width="160%" height="260%"><feGaussianBlur stdDeviation="${n(unit * 0.007)}"/></filter>` +
    (thing
      ? `<filter id="thing" x="-20%" y="-20%" width="140%" height="140%">${style.glyphFilter?.(unit) ?? roundOff(unit * volume, backdrop)}</filter>`
      : '') +
    (style.landFilter ? `<filter id="land" x="-5%" y="-5%" width="110%" height="110%">${style.landFilter(unit)}</filter>` : '')

  const drawThing = (sprite: Sprite, index: number) => {
    const waterline = sprite.sunkShare ? inkBottom(sprite, measure) : undefined
    const picture = layer(draw(sprite, 'thing'), sprite.glyph === 'motion-lines' ? undefined : thing)
    const contact = shadows && sprite.shadow === 'contact' ? drawContact(sprite, measure) : ''
    if (waterline === undefined) return contact + picture
    return `<clipPath id="w${String(index)}"><rect x="0" y="${n(-height)}" width="${n(width)}" height="${n(height + waterline)}"/></clipPath><g clip-path="url(#w${String(index)})">${picture}</g>`
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">` +
    `<defs>${filters}${shapes(backdrop.skyDefinitions)}${shapes(lit(backdrop.landDefinitions, 'land'))}</defs>` +
    (style.paper === undefined ? '' : `<rect width="100%" height="100%" fill="${style.paper}"/>`) +
    shapes(backdrop.sky) +
    backdrop.farDecor.map((sprite) => layer(`<g opacity=".92">${draw(sprite, 'land')}</g>`, thing)).join('') +
    layer(shapes(lit(backdrop.land, 'land')), style.landFilter && 'land') +
    backdrop.decor.map((sprite) => (shadows ? drawContact(sprite, measure, 0.2) : '') + layer(draw(sprite, 'land'), thing)).join('') +
    (shadows ? sprites.map((sprite) => drawShadow(sprite, draw, backdrop, canvas, measure)).join('') : '') +
    sprites.map(drawThing).join('') +
    (style.front === false ? '' : backdrop.front) +
    '</svg>'
  )
}

/** Shade on the side away from the light, a rim of light on the other: what makes a flat shape a body. */
function roundOff(unit: number, { sun, rim: [colour, opacity] }: Backdrop): string {
  const shade = unit * 0.014
  const rim = unit * 0.0045
  return (
    `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(shade * 0.75)}" result="round"/><feOffset in="round" dx="${n(sun.side * shade)}" dy="${n(-shade)}" result="lit"/>` +
    '<feFlood flood-color="#150f3a" flood-opacity=".42"/><feComposite in2="SourceAlpha" operator="in"/><feComposite in2="lit" operator="out" result="shade"/>' +
    `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(rim * 0.6)}" result="sharp"/><feOffset in="sharp" dx="${n(-sun.side * rim)}" dy="${n(rim)}" result="off"/>` +
    `<feFlood flood-color="${colour}" flood-opacity="${n(opacity)}"/><feComposite in2="SourceAlpha" operator="in"/><feComposite in2="off" operator="out" result="rim"/>` +
    '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="shade"/><feMergeNode in="rim"/></feMerge>'
  )
}

function colouredBody(sprite: Sprite, measure: Measure): string {
  const { body } = getGlyph(sprite.glyph)
  if (sprite.colour === undefined) return body
  const main = sprite.colourClothes ? (HEADS[sprite.glyph]?.main ?? clothesColour(body)) : measure(sprite.glyph).mainColour
  return main === undefined ? body : recolour(body, main, sprite.colour)
}

function placeGlyph(sprite: Sprite, body: string): string {
  const scale = sprite.width / getGlyph(sprite.glyph).width
  const tilt = sprite.tiltDegrees === 0 ? '' : ` rotate(${n(sprite.tiltDegrees)} ${n(sprite.width / 2)} ${n(sprite.height / 2)})`
  const flip = sprite.flip ? ` translate(${n(sprite.width)} 0) scale(-1 1)` : ''
  return `<g data-shows="${sprite.glyph}" transform="translate(${n(sprite.x)} ${n(sprite.y)})${tilt}${flip} scale(${String(Math.round(scale * 10000) / 10000)})">${body}</g>`
}

/** The foot of a thing; of one in the water, the line where it goes under. */
function inkBottom(sprite: Sprite, measure: Measure): number {
  const { top, bottom } = inkBox(sprite, measure(sprite.glyph))
  return bottom - (bottom - top) * (sprite.sunkShare ?? 0)
}

function drawContact(sprite: Sprite, measure: Measure, opacity = 0.26): string {
  const { left, right } = inkBox(sprite, measure(sprite.glyph))
  const wide = right - left
  return ellipse(
    (left + right) / 2,
    sprite.groundY ?? inkBottom(sprite, measure),
    wide * 0.44,
    wide * 0.05,
    '#101830',
    `opacity="${n(opacity)}" filter="url(#soft)"`,
  )
}

/** What falls on the ground or the water before any thing is drawn. */
function drawShadow(
  sprite: Sprite,
  draw: (sprite: Sprite, of: 'land' | 'thing') => string,
  { sun, shadowReach }: Backdrop,
  { width, height }: Canvas,
  measure: Measure,
): string {
  if (sprite.shadow !== 'water' && sprite.shadow !== 'ground') return ''
  const { left, right } = inkBox(sprite, measure(sprite.glyph))
  const wide = right - left
  const foot = sprite.groundY ?? inkBottom(sprite, measure)
  const middle = (left + right) / 2
  if (sprite.shadow === 'water') {
    const ripples = [0.62, 0.5, 0.36].map((share, index) => ellipse(middle, foot + wide * 0.02 * index, wide * share, wide * 0.028, '#f2faff', 'opacity=".3" filter="url(#soft)"')) // prettier-ignore
    const mirrored = `<g opacity=".34" filter="url(#soft)" transform="translate(0 ${n(foot * 1.72)}) scale(1 -.72)">${draw(sprite, 'thing')}</g>`
    return mirrored + ripples.join('')
  }
  const contact = ellipse(middle, foot, wide * 0.46, wide * 0.055, '#101830', 'opacity=".42" filter="url(#soft)"')
  if (shadowReach === 0) return contact + ellipse(middle, foot, wide * 0.58, wide * 0.1, '#101830', 'opacity=".16" filter="url(#soft)"')
  // The sun stands behind: shadows come towards the viewer, away from its side.
  const lean = Math.max(-1, Math.min(1, (middle - sun.x) / (Math.min(width, height) * 0.6)))
  const silhouette = mapColours(draw(sprite, 'thing'), () => '#0e1734').replace(/(fill-|stroke-)?opacity="[^"]*"/g, '')
  const skew = -lean * shadowReach * 1.3
  return (
    contact +
    `<g opacity=".26" filter="url(#soft)" transform="translate(${n(middle)} ${n(Math.min(foot, height * 1.2))}) matrix(1 0 ${n(skew)} ${n(-shadowReach)} 0 0) translate(${n(-middle)} ${n(-foot)})">${silhouette}</g>`
  )
}
