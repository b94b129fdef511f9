import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom, type Random } from '../../imaging/random.ts'
import { composeScene } from '../../scenes/compose-scene.ts'
import { HEADS } from '../../scenes/draw/bodies.ts'
import { clothesColour, recolour } from '../../scenes/draw/colour.ts'
import { getGlyph, measureGlyph, type Ink } from '../../scenes/draw/glyphs.ts'
import { isPerson } from '../../scenes/layout/natural-size.ts'
import { DRAWING_STYLES } from '../../scenes/draw/styles.ts'
import type { StagedScene } from '../../scenes/layout/stage.ts'
import type { LookId } from '../../scenes/looks.ts'
import type { SceneClass } from '../../vision/control-maps/scene-classes.ts'
import { COLOURS } from '../../scenes/parse/vocabulary.ts'
import type { SceneGraph, SceneObject } from '../../scenes/scene.ts'
import { MATERIALS, type Material } from './materials.ts'
import { lumaOfRgb, mixRgb, rgbOf, scaleRgb, type Rgb } from './colours.ts'

/** A thing of the prompt as a picture. */
export interface Thing {
  readonly glyph: string
  /** SVG in the glyph's box, in the prompt's colour. */
  readonly body: string
  readonly ink: Pick<Ink, 'left' | 'right' | 'top' | 'bottom'>
  /** The icon set has its head only; a body was added. */
  readonly isHead: boolean
  readonly isAnimal: boolean
}

/** All that a prompt gives to a picture whose shapes are given by a map. */
export interface Setting {
  readonly width: number
  readonly height: number
  readonly look: LookId
  readonly scene: StagedScene
  /** The place of the prompt, without things: what the map's background may look like. */
  readonly backdrop: Pixels
  /** The same without its outlines: shapes can be guessed. */
  readonly softBackdrop: Pixels
  /** The same, so soft that it is colours only. */
  readonly ambience: Pixels
  /** Colours of what the prompt is about, main colour first, in the light of the hour; at least three. */
  readonly subject: readonly Rgb[]
  /** For clothes, where the prompt dresses somebody. */
  readonly clothes: Rgb | undefined
  readonly ink: Rgb
  /** Whether the place is so dark that lines are drawn light. */
  readonly isDark: boolean
  /** Whether the prompt says what colour something has. */
  readonly hasColour: boolean
  /** Things of the prompt that are not people. */
  readonly things: readonly Thing[]
  /** Whether the prompt names things at all, and not only a place. */
  readonly hasThings: boolean
  /** The light of the hour, a factor of each channel. */
  readonly light: Rgb
  /** What things are made of, where the prompt says so. */
  readonly material: Material | undefined
  /** What the surface of things is like. */
  readonly surface: SceneClass
  /** Whether the prompt is about people, or about nobody. */
  readonly isPerson: boolean
  /** A creature that the icon set draws as a head, which a figure may wear as its own. */
  readonly creature: string | undefined
  /** The lamps of a robot, where the prompt is about one. */
  readonly robot: Rgb | undefined
  readonly who: 'man' | 'woman' | 'suited' | 'anyone'
  /** A new stream at each call, so that one drawing step does not move the next. */
  random(salt: number): Random
  /** The prompt's whole scene, its own layout. */
  drawFreely(): Promise<Pixels>
}

const HOUR_BRIGHTNESS = { dawn: 0.95, day: 1, sunset: 0.9, night: 0.62 } as const
/** How much things take on the colour of their surroundings. */
const TINT = 0.3
/** Colours that go together, for a prompt that names neither thing nor colour. */
const PALETTES: readonly (readonly Rgb[])[] = [
  [[206, 84, 58], [244, 186, 84], [250, 230, 196], [62, 110, 120]], // terracotta
  [[32, 122, 136], [242, 150, 92], [236, 226, 204], [22, 62, 92]], // teal
  [[232, 164, 52], [178, 72, 60], [252, 234, 190], [70, 92, 120]], // amber
  [[120, 70, 140], [238, 150, 150], [250, 224, 206], [58, 54, 104]], // plum
] // prettier-ignore
/** What a coat is called by, and what colour it is: a red fox is no red of paint. */
const COATS: Partial<Readonly<Record<string, string>>> = {
  [COLOURS.red]: '#c8602a', [COLOURS.orange]: '#e08a3c', [COLOURS.brown]: '#8a5a36', [COLOURS.yellow]: '#e2b45c',
} // prettier-ignore

/** Mean luma of a place in which dark lines would be lost. */
const DARK = 88

export async function readSetting(
  graph: SceneGraph,
  prompt: string,
  excluded: ReadonlySet<string>,
  size: { readonly width: number; readonly height: number },
  look: LookId,
  seed: number,
): Promise<Setting> {
  const { scene } = await composeScene(graph, excluded, size, DRAWING_STYLES.flat, seed)
  const empty: SceneGraph = { ...graph, objects: [], relations: [], place: scene.place, time: scene.time }
  const backdrop = await rasterise((await composeScene(empty, excluded, size, DRAWING_STYLES.flat, seed)).svg, size)
  const ambience = await blur(backdrop, Math.min(size.width, size.height) / 14)
  const light = scaleRgb(mixRgb([255, 255, 255], brightest(meanOf(ambience)), TINT), HOUR_BRIGHTNESS[scene.time] / 255)
  const lit = (colour: Rgb): Rgb => [colour[0] * light[0], colour[1] * light[1], colour[2] * light[2]]
  const person = graph.objects.find(({ glyph }) => isPerson(glyph) || HEADS[glyph]?.kind === 'person')
  const worn = graph.relations.find(({ kind, subject }) => kind === 'wearing' && graph.objects[subject] === person)
  const clothes = person?.colour ?? (worn && graph.objects[worn.object].colour) ?? (person && clothesColour(getGlyph(person.glyph).body))
  const plain = await subjectColours(graph.objects, prompt, ambience, clothes)
  const isDark = lumaOfRgb(meanOf(ambience)) < DARK
  return {
    ...size,
    look,
    scene,
    backdrop,
    softBackdrop: await blur(backdrop, Math.min(size.width, size.height) / 44),
    ambience,
    subject: plain.map(lit),
    clothes: clothes === undefined ? undefined : lit(rgbOf(clothes)),
    isDark,
    // In the dark, chalk.
    ink: isDark ? mixRgb([222, 230, 250], plain[0], 0.12) : mixRgb([26, 22, 34], plain[0], 0.1),
    random: (salt) => createRandom((seed ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0),
    things: await picturesOf(graph.objects),
    hasThings: graph.objects.length > 0 || materialOf(prompt) !== undefined,
    light,
    hasColour: graph.objects.some(({ colour }) => colour !== undefined),
    material: materialOf(prompt),
    surface: surfaceOf(graph.objects, prompt, person !== undefined),
    isPerson: person !== undefined || graph.objects.length === 0,
    creature: person ? undefined : graph.objects.find(({ glyph }) => glyph in HEADS && HEADS[glyph].kind !== 'person')?.glyph,
    robot: person?.glyph === 'robot' ? rgbOf(HEADS['robot'].light) : undefined,
    who: whoIs(person?.glyph ?? ''),
    drawFreely: async () => rasterise((await composeScene(graph, excluded, size, DRAWING_STYLES[look], seed)).svg, size),
  }
}

const materialOf = (prompt: string) => wordsOf(prompt).flatMap((word) => (Object.hasOwn(MATERIALS, word) ? [MATERIALS[word]] : []))[0]

const MAX_THINGS = 3
const ANIMALS =
  /(^|-)(cat|dog|poodle|horse|unicorn|cow|ox|sheep|ewe|ram|goat|pig|boar|deer|zebra|tiger|leopard|elephant|giraffe|rabbit|mouse|rat|squirrel|chipmunk|hedgehog|beaver|otter|skunk|badger|monkey|gorilla|orangutan|kangaroo|camel|llama|bird|owl|eagle|duck|swan|goose|chicken|rooster|turkey|parrot|penguin|flamingo|peacock|dove)$/

async function picturesOf(objects: readonly SceneObject[]): Promise<Thing[]> {
  const things = objects
    .filter(({ glyph }) => !isPerson(glyph) && HEADS[glyph]?.kind !== 'person' && glyph !== 'robot')
    .slice(0, MAX_THINGS)
  return Promise.all(
    things.map(async ({ glyph, colour }) => {
      const ink = await measureGlyph(glyph)
      const isAnimal = HEADS[glyph]?.kind === 'animal' || ANIMALS.test(glyph)
      const worn = colour !== undefined && isAnimal ? (COATS[colour] ?? colour) : colour
      const body = worn === undefined ? getGlyph(glyph).body : recolour(getGlyph(glyph).body, ink.mainColour, worn)
      return { glyph, body, ink, isHead: glyph in HEADS, isAnimal }
    }),
  )
}

/** What figures cannot show of a prompt: all but people, creatures whose head they may wear, and clothes. In the prompt's words. */
export function thingsBesideFigures({ objects, relations }: SceneGraph): string[] {
  const worn = new Set(relations.flatMap(({ kind, object }) => (kind === 'wearing' ? [object] : [])))
  return objects.flatMap(({ glyph, word }, index) => (isPerson(glyph) || glyph in HEADS || worn.has(index) ? [] : [word]))
}

/** Colours of the things of the prompt, then colours that it names by themselves; where it says neither, vivid relatives of the place. */
async function subjectColours(
  objects: readonly SceneObject[],
  prompt: string,
  ambience: Pixels,
  clothes?: string,
): Promise<readonly Rgb[]> {
  const named = wordsOf(prompt).flatMap((word) => (Object.hasOwn(COLOURS, word) ? [COLOURS[word]] : []))
  const ofThings: string[] = []
  for (const { glyph, colour } of objects.slice(0, 3)) {
    const { mainColour } = await measureGlyph(glyph)
    const body = getGlyph(glyph).body
    const worn = colour !== undefined && HEADS[glyph]?.kind === 'animal' ? (COATS[colour] ?? colour) : colour
    const painted = worn === undefined ? body : recolour(body, mainColour, worn)
    const counts = new Map<string, number>()
    for (const [hex] of painted.toLowerCase().matchAll(/#[0-9a-f]{6}\b/g)) counts.set(hex, (counts.get(hex) ?? 0) + 1)
    const others = [...counts].sort((a, b) => b[1] - a[1]).map(([hex]) => hex)
    ofThings.push(worn ?? mainColour, ...others.filter((hex) => lumaOfRgb(rgbOf(hex)) > 40).slice(0, 3))
  }
  // The colour of a thing is there already, as that thing has it.
  const own = objects.some(({ colour }) => colour !== undefined) ? [] : named
  const found = [...new Set([...(clothes === undefined ? [] : [clothes]), ...ofThings, ...own])].map(rgbOf)
  if (found.length === 0) found.push(...standOut(meanOf(ambience)))
  const [base] = found
  // A palette of one colour gets its own light and shade.
  for (const [towards, share] of [
    [[255, 248, 230], 0.35],
    [[40, 30, 70], 0.3],
    [[255, 236, 200], 0.6],
  ] as const)
    // prettier-ignore
    if (found.length < 4) found.push(mixRgb(base, towards, share))
  return found
}

/** Materials that have a grain. */
const GRAINS: Partial<Readonly<Record<string, SceneClass>>> = {
  wood: 'table', wooden: 'table', stone: 'mountain', marble: 'mountain', clay: 'mountain', ice: 'mountain', rock: 'mountain',
} // prettier-ignore

function surfaceOf([main]: readonly SceneObject[], prompt: string, isPerson: boolean): SceneClass {
  const grain = wordsOf(prompt).flatMap((word) => (Object.hasOwn(GRAINS, word) ? [GRAINS[word]!] : []))[0]
  return grain ?? (isPerson ? 'person' : main && HEADS[main.glyph]?.kind === 'animal' ? 'animal' : 'wall')
}

const wordsOf = (prompt: string) => prompt.toLowerCase().match(/[a-z]+/g) ?? []

function whoIs(glyph: string): Setting['who'] {
  if (glyph.includes('astronaut')) return 'suited'
  if (/woman|girl|princess|queen|mermaid|bride/.test(glyph)) return 'woman'
  return /man|boy|prince|king|santa/.test(glyph) ? 'man' : 'anyone'
}

/** The palette whose main colour is farthest from the place's. */
function standOut(place: Rgb): readonly Rgb[] {
  const distance = ([main]: readonly Rgb[]) => Math.hypot(...place.map((value, channel) => value - main[channel]))
  return PALETTES.reduce((best, palette) => (distance(palette) > distance(best) ? palette : best))
}

function brightest(colour: Rgb): Rgb {
  return scaleRgb(colour, 255 / Math.max(1, ...colour))
}

function meanOf({ data }: Pixels): Rgb {
  const sums = [0, 0, 0]
  for (let at = 0; at < data.length; at += 3) for (let channel = 0; channel < 3; channel++) sums[channel] += data[at + channel]
  return sums.map((sum) => (sum * 3) / data.length) as unknown as Rgb
}

async function rasterise(svg: string, { width, height }: { width: number; height: number }): Promise<Pixels> {
  const drawn = sharp(Buffer.from(svg), { unlimited: true }).resize(width, height, { fit: 'fill' }).flatten({ background: '#fff' })
  return { width, height, channels: 3, data: asBytes(await drawn.removeAlpha().raw().toBuffer()) }
}

async function blur(pixels: Pixels, sigma: number): Promise<Pixels> {
  return { ...pixels, data: asBytes(await sharp(pixels.data, { raw: pixels }).blur(sigma).raw().toBuffer()) }
}
