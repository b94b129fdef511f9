/**
 * Draws the pictures of the catalogue with the server's own effects: `node scripts/make-thumbnails.ts`, or only a part: `… controlnets`. The results are committed; this
 * is run again when a look, a control or a headshot template changes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { EffectMedia } from '../server/src/domain/operation.ts'
import { createBuiltinEngine } from '../server/src/engines/builtin/engine.ts'
import { LOOKS } from '../server/src/scenes/looks.ts'
import { TEMPLATES } from '../server/src/operations/headshot/templates.ts'
import { operations } from '../server/src/operations/index.ts'

const SIDE = 256
/** Effects draw larger than they are shown: outlines and grain then come out finer. */
const DRAWN_SIDE = 512
const FOLDER = new URL('../catalogue/thumbnails/', import.meta.url)

const engine = createBuiltinEngine({ operations })

async function run(operation: string, input: Record<string, unknown>, media: Record<string, EffectMedia> = {}): Promise<Buffer> {
  const task = { jobId: 'job_thumbnail', operation, input, media }
  const { outputs } = await engine.run(task, { signal: new AbortController().signal, onProgress: () => undefined })
  const [output] = outputs
  if (!output) throw new Error(`${operation} gave nothing.`)
  return Buffer.from(output.bytes)
}

const compose = (prompt: string, seed: number, model = 'flat') =>
  run('text-to-image', { prompt, width: DRAWN_SIDE, height: DRAWN_SIDE, count: 1, seed, model })

async function save(name: string, picture: Buffer): Promise<void> {
  const file = new URL(`${name}.webp`, FOLDER)
  await mkdir(new URL('./', file), { recursive: true })
  await writeFile(file, await sharp(picture).resize(SIDE, SIDE).webp({ quality: 82, effort: 6 }).toBuffer())
}

const PROMPTS_BY_LOOK: Readonly<Record<string, readonly [prompt: string, seed: number]>> = {
  flat: ['a fox and a rabbit in the forest in the morning', 4],
  watercolour: ['a sailboat on the sea at sunset', 3],
  'pixel-art': ['a castle and a dragon at day', 5],
  'line-drawing': ['an owl and a bear in the forest', 2],
  'low-poly': ['a castle in the mountains', 3],
  'neon-night': ['a red sports car in the city at night', 6],
  vintage: ['a train in the countryside', 3],
  'paper-cut': ['hot air balloons over the mountains', 8],
  'oil-painting': ['a lighthouse by the sea at sunset', 2],
  comic: ['a red car in the city at sunset', 4],
  'stained-glass': ['a red rose in the garden', 3],
  clay: ['a bear and a rabbit in the forest at day', 5],
}

async function makeModels(): Promise<void> {
  for (const { id } of LOOKS) {
    const [prompt, seed] = PROMPTS_BY_LOOK[id] ?? ['a cat in the garden', 1]
    await save(`models/${id}`, await compose(prompt, seed, id))
  }
}

/** For each control: the photo that the map is made of, its part, and what is drawn on the map. */
const CONTROLS: Readonly<Record<string, readonly [photo: string, part: Crop, prompt: string]>> = {
  canny: ['coffee.png', { left: 100, top: 0, side: 400 }, 'a blue cup in the garden'],
  scribble: ['chelsea.png', { left: 100, top: 0, side: 300 }, 'an orange cat in the garden'],
  openpose: ['astronaut.png', { left: 0, top: 0, side: 512 }, 'a woman in a red coat in the city at sunset'],
  mlsd: ['camera.png', { left: 0, top: 0, side: 512 }, 'a photographer in the city at sunset'],
  hed: ['chelsea.png', { left: 100, top: 0, side: 300 }, 'a tiger in the forest'],
  seg: ['rocket.jpg', { left: 107, top: 0, side: 427 }, 'a castle in the mountains at sunset'],
  depth: ['coffee.png', { left: 100, top: 0, side: 400 }, 'a teapot in the garden'],
  normal: ['coffee.png', { left: 100, top: 0, side: 400 }, 'a golden cup in the library'],
}

const INSET_SIDE = 200
const INSET_RIM = 6

/** What is drawn, and in a corner the map that it is drawn on. */
async function makeControls(): Promise<void> {
  for (const [control, [name, part, prompt]] of Object.entries(CONTROLS)) {
    const picture = await photo(name, part)
    // Bytes move into the worker, so each run gets its own.
    const media = () => ({ image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(picture) } })
    const how = { control, controlFilter: 'openpose' }
    const map = await run('control-map', how, media())
    const drawn = await run('control-to-image', { ...how, prompt, width: DRAWN_SIDE, height: DRAWN_SIDE, count: 1, seed: 3 }, media())
    const inset = sharp(await sharp(map).resize(INSET_SIDE, INSET_SIDE).png().toBuffer()).extend({
      top: INSET_RIM,
      bottom: INSET_RIM,
      left: INSET_RIM,
      right: INSET_RIM,
      background: '#ffffff',
    })
    const both = sharp(drawn).composite([{ input: await inset.png().toBuffer(), gravity: 'southwest' }])
    await save(`controlnets/${control}`, await both.png().toBuffer())
  }
}

interface Crop {
  readonly left: number
  readonly top: number
  readonly side: number
}

const photoBytes = (name: string) => readFile(new URL(`../photos/${name}`, import.meta.url))
const crop = (picture: Buffer, { left, top, side }: Crop) =>
  sharp(picture).extract({ left, top, width: side, height: side }).resize(DRAWN_SIDE, DRAWN_SIDE).png().toBuffer()
const photo = async (name: string, part: Crop) => crop(await photoBytes(name), part)

/** One sitter for all, so that they differ in the template alone. The photo is in the public domain. */
const SITTER = ['astronaut.png', { left: 90, top: 0, side: 290 }] as const

async function makeHeadshots(): Promise<void> {
  const [name, part] = SITTER
  const original = await photo(name, part)
  const whole = await photoBytes(name)
  for (const template of Object.keys(TEMPLATES)) {
    const image: EffectMedia = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(whole) }
    await save(`headshots/${template}-original`, original)
    await save(
      `headshots/${template}-art`,
      await run('headshot', { template, width: DRAWN_SIDE, height: DRAWN_SIDE, keepPose: true, seed: 1 }, { image }),
    )
  }
}

/** The operations on hair, each style on the same sitter. */
const HAIR = ['change-hairstyle', 'put-on-wig', 'extend-hair', 'change-bangs', 'change-hair-volume']
/** With room above the head and down to the chest. */
const HAIR_SITTER = ['astronaut.png', { left: 76, top: 0, side: 296 }] as const

async function makeHair(): Promise<void> {
  const sitter = await photo(...HAIR_SITTER)
  const make = async (operation: string, style: string) => {
    const image: EffectMedia = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(sitter) }
    await save(`styles/${operation}/${style}`, await run(operation, { style, seed: 1 }, { image }))
  }
  for (const operation of HAIR) {
    const file = new URL(`../catalogue/styles/${operation}.json`, import.meta.url)
    const styles = JSON.parse(await readFile(file, 'utf8')) as { id: string }[]
    await Promise.all(styles.map(({ id }) => make(operation, id)))
  }
}

/** Each background behind the same sitter. */
async function makeBackgrounds(): Promise<void> {
  const sitter = await photo(...HAIR_SITTER)
  const styles = JSON.parse(await readFile(new URL('../catalogue/styles/replace-background.json', import.meta.url), 'utf8')) as {
    id: string
    input: Record<string, unknown>
  }[]
  for (const { id, input } of styles) {
    const image: EffectMedia = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(sitter) }
    await save(`styles/replace-background/${id}`, await run('replace-background', { subject: 'person', ...input }, { image }))
  }
}

try {
  const parts = { models: makeModels, controlnets: makeControls, headshots: makeHeadshots, hair: makeHair, backgrounds: makeBackgrounds }
  const asked = process.argv.slice(2)
  for (const [name, make] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await make()
} finally {
  await engine.close()
}
