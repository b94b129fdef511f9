/**
 * Draws the pictures of the catalogue with the server's own effects: `node scripts/make-thumbnails.ts`, or only a part: `… controlnets`. The results are committed; this
 * is run again when a look, a control or a headshot template changes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { EffectMedia } from '../server/src/domain/operation.ts'
import { createBuiltinEngine } from '../server/src/engines/builtin/engine.ts'
import { LOOKS } from '../server/src/scenes/looks.ts'
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

const svg = (inner: string, background: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${String(DRAWN_SIDE)}" height="${String(DRAWN_SIDE)}" viewBox="0 0 256 256"><rect width="256" height="256" fill="${background}"/>${inner}</svg>`,
    ),
  )
    .png()
    .toBuffer()

const PROMPTS_BY_LOOK: Readonly<Record<string, readonly [prompt: string, seed: number]>> = {
  flat: ['a fox and a rabbit in the forest in the morning', 4],
  watercolour: ['a sailboat on the sea at sunset', 3],
  'pixel-art': ['a castle and a dragon at day', 5],
  'line-drawing': ['an owl and a bear in the forest', 2],
  'low-poly': ['a fox in the mountains', 3],
  'neon-night': ['a red sports car in the city at night', 6],
  vintage: ['a train in the countryside', 3],
  'paper-cut': ['hot air balloons over the mountains', 8],
  'oil-painting': ['a lighthouse by the sea at sunset', 2],
  comic: ['a superhero in the city at night', 4],
  'stained-glass': ['a red rose in the garden', 3],
  clay: ['a bear and a rabbit in the forest at day', 5],
}

async function makeModels(): Promise<void> {
  for (const { id } of LOOKS) {
    const [prompt, seed] = PROMPTS_BY_LOOK[id] ?? ['a cat in the garden', 1]
    await save(`models/${id}`, await compose(prompt, seed, id))
  }
}

const CAT = 'a cat on a chair in the room'
/** For each control: the photo that the map is made of (none: a drawing of the cat), its part, and what is drawn on the map. */
const CONTROLS: Readonly<Record<string, readonly [photo: string | undefined, part: Crop, prompt: string]>> = {
  canny: ['grace_hopper.jpg', { left: 0, top: 30, side: 512 }, 'an astronaut in a blue suit on mars'],
  scribble: [undefined, { left: 0, top: 0, side: 0 }, 'an orange cat in the garden'],
  openpose: ['astronaut.png', { left: 0, top: 0, side: 512 }, 'a woman in a red coat in the city at sunset'],
  mlsd: [undefined, { left: 0, top: 0, side: 0 }, 'a room at sunset'],
  hed: ['chelsea.png', { left: 100, top: 0, side: 300 }, 'a tiger in the forest'],
  seg: ['rocket.jpg', { left: 107, top: 0, side: 427 }, 'a castle in the mountains at sunset'],
  depth: ['coffee.png', { left: 100, top: 0, side: 400 }, 'a teapot in the garden'],
  normal: ['coffee.png', { left: 100, top: 0, side: 400 }, 'a golden cup in the library'],
}

/** On the left what the map says, on the right what is drawn on it. */
async function makeControls(): Promise<void> {
  for (const [control, [name, part, prompt]] of Object.entries(CONTROLS)) {
    const picture = name === undefined ? await compose(CAT, 4, 'line-drawing') : await photo(name, part)
    // Bytes move into the worker, so each run gets its own.
    const media = () => ({ image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(picture) } })
    const how = { control, controlFilter: 'openpose' }
    const map = await run('control-map', how, media())
    const drawn = await run('control-to-image', { ...how, prompt, width: DRAWN_SIDE, height: DRAWN_SIDE, count: 1, seed: 3 }, media())
    const left = { left: 0, top: 0, width: DRAWN_SIDE / 2, height: DRAWN_SIDE }
    const half = await sharp(await sharp(map).resize(DRAWN_SIDE, DRAWN_SIDE).png().toBuffer())
      .extract(left)
      .png()
      .toBuffer()
    const both = sharp(drawn).composite([{ input: half, left: 0, top: 0 }])
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

const gradient = (inner: string, outer: string) =>
  svg(
    `<defs><radialGradient id="a" cx=".5" cy=".42" r=".8"><stop stop-color="${inner}"/><stop offset="1" stop-color="${outer}"/></radialGradient></defs><rect width="256" height="256" fill="url(#a)"/>`,
    outer,
  )
const blurred = async (prompt: string, seed: number) =>
  sharp(await compose(prompt, seed))
    .blur(9)
    .png()
    .toBuffer()

const BACKGROUNDS: Readonly<Record<string, () => Promise<Buffer>>> = {
  'studio-grey': () => gradient('#b9bcc2', '#6b6f78'),
  'studio-white': () => gradient('#ffffff', '#dfe3e8'),
  office: () => blurred('an office building in the city', 3),
  library: () => blurred('books in the library', 2),
  'outdoors-park': () => blurred('trees in the park at noon', 6),
  'city-evening': () => blurred('houses in the city at sunset', 4),
  'linkedin-blue': () => gradient('#6aa9e9', '#1d4f91'),
  'black-and-white': () => gradient('#8d8d8d', '#242424'),
}

/** The two portraits take turns; both are in the public domain. */
const PORTRAITS = [
  ['astronaut.png', { left: 90, top: 0, side: 290 }],
  ['grace_hopper.jpg', { left: 80, top: 20, side: 400 }],
] as const

async function makeHeadshots(): Promise<void> {
  const portraits = await Promise.all(PORTRAITS.map(([name, part]) => photo(name, part)))
  const cut = await Promise.all(
    PORTRAITS.map(async ([name, part]) => {
      // Cut out of the whole photo, of which the network sees more, then cropped.
      const image: EffectMedia = { kind: 'image', mime: 'image/png', bytes: Uint8Array.from(await photoBytes(name)) }
      return crop(await run('remove-background', {}, { image }), part)
    }),
  )
  for (const [index, [slug, background]] of Object.entries(BACKGROUNDS).entries()) {
    const which = index % portraits.length
    const [original, person] = [portraits[which], cut[which]]
    if (!original || !person) continue
    const art = await sharp(await background())
      .composite([{ input: person }])
      .png()
      .toBuffer()
    await save(`headshots/${slug}-original`, original)
    await save(
      `headshots/${slug}-art`,
      slug === 'black-and-white' ? await sharp(art).greyscale().toColourspace('srgb').png().toBuffer() : art,
    )
  }
}

try {
  const parts = { models: makeModels, controlnets: makeControls, headshots: makeHeadshots }
  const asked = process.argv.slice(2)
  for (const [name, make] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await make()
} finally {
  await engine.close()
}
