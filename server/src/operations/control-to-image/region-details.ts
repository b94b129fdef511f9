import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import { recolour } from '../../scenes/draw/colour.ts'
import { getGlyph, measureGlyph } from '../../scenes/draw/glyphs.ts'
import type { ObjectLabel } from '../../vision/objects.ts'
import type { Cast } from './cast.ts'
import { completeSkeleton } from './complete-skeleton.ts'
import { hexOf } from './colours.ts'
import { drawFigure, drawPlainHead } from './figure.ts'
import { drawFeatures } from './heads.ts'
import type { Paints } from './paints.ts'
import type { Region } from './read-regions.ts'
import type { Setting, Thing } from './setting.ts'

/** How things are shown that a network saw and the prompt does not name. */
const GLYPH_OF_LABEL: Partial<Readonly<Record<ObjectLabel, string>>> = {
  cat: 'cat-face', dog: 'dog-face', horse: 'horse-face', cow: 'cow-face', bird: 'bird', sheep: 'ewe', bear: 'bear', cup: 'teacup-without-handle',
  'wine glass': 'wine-glass', car: 'oncoming-automobile', bus: 'oncoming-bus', truck: 'delivery-truck', boat: 'sailboat', airplane: 'airplane',
} // prettier-ignore
const THINGS: ReadonlySet<string | undefined> = new Set(['animal', 'car', 'plane', 'bus', 'truck', 'boat', 'glass', 'vase', 'bottle'])
/** Of a region: smaller ones are no place for a picture. */
const MIN_SHARE = 0.004
/** A picture may be stretched by so much to fit. */
const MAX_STRETCH = 1.45
/** Where a creature that the icon set draws as a head has that head, in its box of 32 units. */
const HEAD_BOX = { left: 5.6 / 32, right: 26.4 / 32, top: 0.4 / 32, bottom: 20.6 / 32 } as const

/**
 * What is drawn inside of regions, RGBA of the setting's size, clear elsewhere: faces of people, and the prompt's things (or, where it names none,
 * those that were seen) fitted into regions of things and clipped at their outlines.
 */
export async function drawInside(
  labels: Int32Array,
  regions: readonly Region[],
  setting: Setting,
  paints: Paints,
  cast: Cast | undefined,
): Promise<Uint8Array> {
  const { width, height } = setting
  const shapes: { readonly label: number; readonly svg: string }[] = []
  for (const [label, region] of regions.entries()) {
    if (region.pixels < MIN_SHARE * width * height) continue
    if (region.name === 'person') shapes.push({ label, svg: drawPerson(labels, label, region, setting, paints, cast) })
    else if (THINGS.has(region.name)) {
      const thing = await thingFor(region, setting, paints, cast)
      if (thing) shapes.push({ label, svg: fitThing(thing, region, setting) })
    }
  }
  const all = new Uint8Array(width * height * 4)
  for (const { label, svg } of shapes) {
    if (svg === '') continue
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${svg}</svg>`
    const drawn = asBytes(await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer())
    for (let i = 0; i < labels.length; i++) if (labels[i] === label) all.set(drawn.subarray(i * 4, i * 4 + 4), i * 4)
  }
  return all
}

function drawPerson(labels: Int32Array, label: number, region: Region, setting: Setting, paints: Paints, cast: Cast | undefined): string {
  const bodies = (cast?.skeletons ?? []).map((skeleton, index) => drawFigure(completeSkeleton(skeleton), setting, index, paints)).join('')
  const isPlain = setting.robot !== undefined || setting.creature !== undefined
  if (cast && cast.faces.length > 0 && !isPlain) return bodies + drawFeatures(cast.faces, paints, 0.95)
  const heads = cast && cast.faces.length > 0
    ? cast.faces.map(({ box }) => ({ x: box.left + box.width / 2, y: box.top + box.height * 0.46, radius: box.width * 0.62 }))
    : [findHead(labels, label, region, setting.width)] // prettier-ignore
  return bodies + heads.flatMap((head) => (head ? [drawPlainHead(head, setting, paints)] : [])).join('')
}

/** The head is what is above the narrowest row of the upper half. */
function findHead(labels: Int32Array, label: number, { top, bottom }: Region, width: number) {
  const rows = Array.from({ length: bottom - top + 1 }, (_, row) => {
    let [left, right] = [width, -1]
    for (let x = 0; x < width; x++)
      if (labels[(top + row) * width + x] === label) {
        left = Math.min(left, x)
        right = x
      }
    return { left, right }
  })
  const [from, to] = [Math.floor(rows.length * 0.15), Math.floor(rows.length * 0.55)]
  let neck = from
  for (let row = from; row < to; row++) if (rows[row].right - rows[row].left < rows[neck].right - rows[neck].left) neck = row
  const widest = rows[Math.floor(neck * 0.55)]
  if (!widest || neck < 8) return undefined
  return {
    x: (widest.left + widest.right) / 2,
    y: top + neck * 0.56,
    radius: Math.min(neck * 0.46, Math.max(4, (widest.right - widest.left) / 2)),
  }
}

async function thingFor(region: Region, { things }: Setting, paints: Paints, cast: Cast | undefined): Promise<Thing | undefined> {
  const named = things.find(({ isAnimal }) => isAnimal === (region.name === 'animal')) ?? (region.name === 'animal' ? undefined : things[0])
  if (named) return named
  const glyph = cast?.label && GLYPH_OF_LABEL[cast.label]
  if (glyph === undefined) return undefined
  const ink = await measureGlyph(glyph)
  const body = recolour(getGlyph(glyph).body, ink.mainColour, hexOf(paints.others[0]))
  return { glyph, body, ink, isHead: false, isAnimal: region.name === 'animal' }
}

/** The thing's ink over the region's box, nearly in its own proportions, large enough to fill it. */
function fitThing({ glyph, body, ink, isHead }: Thing, { left, right, top, bottom, frame, pixels }: Region, { light }: Setting): string {
  const { width, height } = getGlyph(glyph)
  // One that runs out of the picture is seen from close by.
  const box = isHead && frame > Math.sqrt(pixels) ? HEAD_BOX : ink
  const [wide, high] = [(box.right - box.left) * width, (box.bottom - box.top) * height]
  let [sx, sy] = [(right - left + 1) / wide, (bottom - top + 1) / high]
  if (sx > sy * MAX_STRETCH) sy = sx / MAX_STRETCH
  if (sy > sx * MAX_STRETCH) sx = sy / MAX_STRETCH
  const [x, y] = [(left + right) / 2 - (box.left * width + wide / 2) * sx, (top + bottom) / 2 - (box.top * height + high / 2) * sy]
  const levels = ['R', 'G', 'B'].map((channel, index) => `<feFunc${channel} type="linear" slope="${light[index].toFixed(3)}"/>`).join('')
  return `<filter id="hour" color-interpolation-filters="sRGB"><feComponentTransfer>${levels}</feComponentTransfer></filter><g filter="url(#hour)" transform="translate(${x.toFixed(1)} ${y.toFixed(1)}) scale(${sx.toFixed(3)} ${sy.toFixed(3)})">${body}</g>`
}
