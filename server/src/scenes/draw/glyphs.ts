import { createRequire } from 'node:module'
import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import { BUST, HEADS, SITTERS, withBody, withLegs } from './bodies.ts'
import { DRAWN_GLYPHS } from './drawn-glyphs.ts'
import { drawFigure, readFigure } from './figures.ts'
import { drawHand } from './hands.ts'

/** A vector picture; `body` is SVG without ids, in a box of `width` × `height` units. */
export interface Glyph {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly body: string
}

/** Where a glyph has ink, in shares of its box: 0 is left or top, 1 right or bottom. */
export interface Ink {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  /** For each of `PROFILE_STEPS` columns, where the ink begins from above; 1 where there is none. What stands on the glyph stands there. */
  readonly profile: readonly number[]
  /** The colour that covers most of it, `#rrggbb`. */
  readonly mainColour: string
}
export const PROFILE_STEPS = 48

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>
  readonly aliases: Readonly<Record<string, { readonly parent: string }>>
}
const require = createRequire(import.meta.url)
let loaded: IconSet | undefined
function iconSet(): IconSet {
  return (loaded ??= require('@iconify-json/fluent-emoji-flat/icons.json') as IconSet)
}

/** Boats and swimmers come with a strip of water of their own, which shows against any other water. */
const WATER = /<path fill="#(?:00a6ed|26c9fc|0084ce)" d="M(?:30(?:\.01)? (?:19\.47|2[34])|2 \d+\.\d+a2\.82)[^>]*>/g

const glyphs = new Map<string, Glyph>()
const inks = new Map<string, Ink>()

function bodyOf(name: string): string | undefined {
  const { icons, aliases } = iconSet()
  return (icons[name] ?? icons[aliases[name]?.parent ?? ''])?.body
}

export function hasGlyph(name: string): boolean {
  return name in DRAWN_GLYPHS || readFigure(name) !== undefined || bodyOf(name) !== undefined
}

/** @throws Error when there is none of that name: names come from tables, so that is a mistake in one. */
export function getGlyph(name: string): Glyph {
  const known = glyphs.get(name)
  if (known) return known
  const body = bodyOf(name)?.replace(WATER, '')
  const drawn = DRAWN_GLYPHS[name] ?? drawFigure(name) ?? drawHand(name)
  let glyph: Glyph
  const sits = SITTERS.find(({ prefix }) => name.startsWith(prefix))
  if (drawn) glyph = { name, width: drawn.width, height: drawn.height, body: drawn.body }
  else if (sits) glyph = { name, width: 32, height: sits.height, body: sits.draw(bodyOf(name.slice(sits.prefix.length)) ?? '') }
  else if (body === undefined) throw new Error(`There is no glyph ${name}.`)
  else if (name in HEADS) glyph = { name, width: 32, height: 32, body: withBody(body, HEADS[name]) }
  else if (BUST.test(name)) glyph = { name, width: 32, height: 32, body: withLegs(body) }
  else glyph = { name, width: 32, height: 32, body }
  glyphs.set(name, glyph)
  return glyph
}

/** Measures a glyph by drawing it small; remembered for the life of the thread. */
export async function measureGlyph(name: string): Promise<Ink> {
  const known = inks.get(name)
  if (known) return known
  const { width, height, body } = getGlyph(name)
  const columns = PROFILE_STEPS
  const rows = Math.round((PROFILE_STEPS * height) / width)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(columns)}" height="${String(rows)}" viewBox="0 0 ${String(width)} ${String(height)}">${body}</svg>`
  const pixels = asBytes(await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer())
  let [left, right, top, bottom] = [columns, 0, rows, 0]
  const profile = Array.from({ length: columns }, () => 1)
  const areas = new Map<string, number>()
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = (y * columns + x) * 4
      if (pixels[at + 3] < 128) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y + 1)
      if (profile[x] === 1) profile[x] = y / rows
      const colour = `#${[0, 1, 2].map((channel) => pixels[at + channel].toString(16).padStart(2, '0')).join('')}`
      areas.set(colour, (areas.get(colour) ?? 0) + 1)
    }
  const [mainColour = '#888888'] = [...areas].sort((a, b) => b[1] - a[1])[0] ?? []
  const ink: Ink = { left: left / columns, right: right / columns, top: top / rows, bottom: bottom / rows, profile, mainColour }
  inks.set(name, ink)
  return ink
}
