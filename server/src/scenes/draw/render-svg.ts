import type { Canvas, Measure, Sprite } from '../layout/place-objects.ts'
import { HEADS } from './bodies.ts'
import type { Backdrop } from './backdrop.ts'
import { clothesColour, mapColours, recolour } from './colour.ts'
import { getGlyph } from './glyphs.ts'
import { ellipse, n } from './svg.ts'

/** How a look changes the drawing before it becomes pixels. */
export interface DrawingStyle {
  /** Of the backdrop's shapes and of single glyphs, as SVG text. */
  readonly shapes?: (svg: string) => string
  readonly glyph?: (body: string) => string
  /** An SVG filter (its primitives) over each thing, and over the backdrop. */
  readonly glyphFilter?: (unit: number) => string
  readonly landFilter?: (unit: number) => string
  /** Behind everything; shown where `shapes` leaves something out. */
  readonly paper?: string
  readonly shadows?: boolean
  readonly front?: boolean
}

/** The whole scene as SVG of the canvas's size. */
export function renderSvg(backdrop: Backdrop, sprites: readonly Sprite[], canvas: Canvas, measure: Measure, style: DrawingStyle): string {
  const { width, height } = canvas
  const unit = Math.min(width, height)
  const shapes = style.shapes ?? ((svg: string) => svg)
  const lit = (svg: string, of: 'land' | 'thing') => mapColours(svg, (hex) => backdrop.light(hex, of))
  const draw = (sprite: Sprite, of: 'land' | 'thing') => drawSprite(sprite, measure, style, (body) => lit(body, of))
  const layer = (svg: string, filter: string | undefined) => (filter === undefined ? svg : `<g filter="url(#${filter})">${svg}</g>`)
  const filters =
    `<filter id="soft" x="-30%" y="-80%" width="160%" height="260%"><feGaussianBlur stdDeviation="${n(unit * 0.007)}"/></filter>` +
    (style.glyphFilter ? `<filter id="thing" x="-20%" y="-20%" width="140%" height="140%">${style.glyphFilter(unit)}</filter>` : '') +
    (style.landFilter ? `<filter id="land" x="-5%" y="-5%" width="110%" height="110%">${style.landFilter(unit)}</filter>` : '')
  const thing = style.glyphFilter && 'thing'
  const ground = style.landFilter && 'land'
  const shadows =
    style.shadows === false
      ? ''
      : sprites
          .filter(({ shadow }) => shadow === 'ground' || shadow === 'water')
          .map((sprite) => drawShadow(sprite, measure))
          .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">` +
    `<defs>${filters}${shapes(backdrop.skyDefinitions)}${shapes(lit(backdrop.landDefinitions, 'land'))}</defs>` +
    (style.paper === undefined ? '' : `<rect width="100%" height="100%" fill="${style.paper}"/>`) +
    shapes(backdrop.sky) +
    backdrop.farDecor.map((sprite) => layer(`<g opacity=".92">${draw(sprite, 'land')}</g>`, thing)).join('') +
    layer(shapes(lit(backdrop.land, 'land')), ground) +
    backdrop.decor.map((sprite) => layer(draw(sprite, 'land'), thing)).join('') +
    shadows +
    sprites
      .map(
        (sprite) =>
          (sprite.shadow === 'contact' && style.shadows !== false ? drawShadow(sprite, measure) : '') + layer(draw(sprite, 'thing'), thing),
      )
      .join('') +
    (style.front === false ? '' : backdrop.front) +
    '</svg>'
  )
}

function drawSprite(sprite: Sprite, measure: Measure, style: DrawingStyle, light: (body: string) => string): string {
  const glyph = getGlyph(sprite.glyph)
  let body = glyph.body
  if (sprite.colour !== undefined) {
    const main = sprite.colourClothes ? (HEADS[sprite.glyph]?.main ?? clothesColour(body)) : measure(sprite.glyph).mainColour
    if (main !== undefined) body = recolour(body, main, sprite.colour)
  }
  body = light(body)
  if (style.glyph) body = style.glyph(body)
  const scale = sprite.width / glyph.width
  const tilt = sprite.tiltDegrees === 0 ? '' : ` rotate(${n(sprite.tiltDegrees)} ${n(sprite.width / 2)} ${n(sprite.height / 2)})`
  const flip = sprite.flip ? ` translate(${n(sprite.width)} 0) scale(-1 1)` : ''
  return `<g transform="translate(${n(sprite.x)} ${n(sprite.y)})${tilt}${flip} scale(${String(Math.round(scale * 10000) / 10000)})">${body}</g>`
}

function drawShadow(sprite: Sprite, measure: Measure): string {
  const ink = measure(sprite.glyph)
  const left = sprite.x + sprite.width * (sprite.flip ? 1 - ink.right : ink.left)
  const wide = sprite.width * (ink.right - ink.left)
  const y = sprite.groundY ?? sprite.y + sprite.height * ink.bottom
  if (sprite.shadow === 'water')
    return ellipse(left + wide / 2, y - wide * 0.01, wide * 0.56, wide * 0.05, '#e8f6ff', 'opacity=".55" filter="url(#soft)"')
  const contact = sprite.shadow === 'contact'
  return ellipse(
    left + wide / 2,
    y,
    wide * (contact ? 0.4 : 0.5),
    wide * (contact ? 0.045 : 0.075),
    '#101830',
    `opacity="${contact ? '.2' : '.32'}" filter="url(#soft)"`,
  )
}
