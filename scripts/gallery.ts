/**
 * Draws the contact sheets of `docs/gallery/`: `npm run gallery`, or `npm run gallery -- headshot inpaint` for some of them;
 * `npm run gallery -- times` measures what a picture takes in each look instead. Operations run as
 * the server runs them; one that this installation has no engine for is left out, and the reason is told.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { Value } from 'typebox/value'
import type { EffectMedia } from '../server/src/domain/operation.ts'
import { createBuiltinEngine } from '../server/src/engines/builtin/engine.ts'
import { operations } from '../server/src/operations/index.ts'
import { LOOKS } from '../server/src/scenes/looks.ts'
import { drawHairRows } from './gallery/draw-hair-rows.ts'
import { drawSheet, type Row, type Tile } from './gallery/draw-sheet.ts'
import { drawFaceRows } from './gallery/face-rows.ts'
import { MIXED_SHEETS, type MixedSheet } from './gallery/mixed-sheets.ts'
import { OPERATION_SHEETS, type OperationSheet, type Source } from './gallery/operation-sheets.ts'
import { drawPerfectRows } from './gallery/perfect-rows.ts'
import { GALLERY_PROMPTS } from './gallery/prompts.ts'
import { timeLooks } from './gallery/time-looks.ts'
import { writeCaptions } from './gallery/write-captions.ts'

const FOLDER = new URL('../docs/gallery/', import.meta.url)
const PHOTOS = new URL('../photos/', import.meta.url)
const MAX_BYTES = 390_000
const SEEDS = [1, 2, 3]
const PROMPTS_PER_SHEET = 6
const LOOK_PROMPT = 'a fox and two rabbits beside a red house on a lake at sunset'
const SHAPES = [
  ['a sailboat and a lighthouse at the sea at sunset', 1024, 256],
  ['four hot air balloons over the mountains in the morning', 1024, 256],
  ['a castle in the forest under a full moon', 256, 1024],
  ['an astronaut on the moon', 256, 1024],
  ['a cat on a sofa in a cosy room', 512, 1024],
] as const

const engine = createBuiltinEngine({ operations })

async function run(operation: string, input: Record<string, unknown>, media: Record<string, EffectMedia> = {}) {
  const definition = operations.find(({ name }) => name === operation)
  if (!definition?.cpu) throw new Error(definition ? 'the built-in engine has no binding for it' : 'no such operation is registered')
  // The engine takes the buffers along; the sheet still needs them.
  const copies = Object.fromEntries(Object.entries(media).map(([name, file]) => [name, { ...file, bytes: Uint8Array.from(file.bytes) }]))
  const task = {
    jobId: 'job_gallery',
    operation,
    media: copies,
    input: Value.Default(definition.input, { ...input }) as Record<string, unknown>,
  }
  const { outputs, fidelity = definition.cpu.fidelity } = await engine.run(task, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  return { pictures: outputs.filter(({ kind }) => kind === 'image'), fidelity }
}

async function compose(prompt: string, input: Record<string, unknown>, label: string): Promise<Tile> {
  const { pictures } = await run('text-to-image', { prompt, ...input })
  if (!pictures[0]) throw new Error(`text-to-image gave no picture for "${prompt}".`)
  return { picture: pictures[0].bytes, label }
}

async function save(name: string, rows: readonly Row[], height: number): Promise<void> {
  const sheet = await drawSheet(rows, height, MAX_BYTES)
  await writeFile(new URL(`${name}.webp`, FOLDER), sheet)
  process.stdout.write(`${name}: ${String(Math.round(sheet.byteLength / 1000))} kB\n`)
}

async function drawPrompts(): Promise<void> {
  for (let from = 0; from < GALLERY_PROMPTS.length; from += PROMPTS_PER_SHEET) {
    const rows: Row[] = []
    for (const [index, { prompt }] of GALLERY_PROMPTS.slice(from, from + PROMPTS_PER_SHEET).entries()) {
      const tiles = await Promise.all(SEEDS.map((seed) => compose(prompt, { seed }, `seed ${String(seed)}`)))
      rows.push({ title: `${String(from + index + 1)}. ${prompt}`, tiles })
    }
    await save(`prompts-${String(from / PROMPTS_PER_SHEET + 1)}`, rows, 300)
  }
}

async function drawLooks(): Promise<void> {
  const tiles = await Promise.all(LOOKS.map(({ id, title }) => compose(LOOK_PROMPT, { seed: 5, model: id }, title)))
  const rows = Array.from({ length: Math.ceil(tiles.length / 4) }, (_, row) => ({ tiles: tiles.slice(row * 4, row * 4 + 4) }))
  await save('looks', rows, 280)
}

async function drawShapes(): Promise<void> {
  const tiles = await Promise.all(
    SHAPES.map(([prompt, width, height]) => compose(prompt, { width, height, seed: 2 }, `${prompt}, ${String(width)} × ${String(height)}`)),
  )
  await save('shapes', [{ tiles: tiles.slice(0, 1) }, { tiles: tiles.slice(1, 2) }], 220)
  await save('shapes-tall', [{ tiles: tiles.slice(2) }], 640)
}

async function readSource({
  photo,
  part,
  side = 512,
  grey = false,
}: Source & { readonly grey?: boolean }): Promise<{ bytes: Uint8Array<ArrayBuffer>; width: number; height: number }> {
  let picture = sharp(await readFile(new URL(photo, PHOTOS))).toColourspace('srgb')
  if (part) {
    const { width, height } = await sharp(await readFile(new URL(photo, PHOTOS))).metadata()
    const [left, top, wide, tall] = part
    picture = picture.extract({
      left: Math.round(left * width),
      top: Math.round(top * height),
      width: Math.round(wide * width),
      height: Math.round(tall * height),
    })
  }
  if (grey) picture = picture.greyscale().toColourspace('srgb')
  const { data, info } = await picture.resize({ width: side, height: side, fit: 'inside' }).png().toBuffer({ resolveWithObject: true })
  return { bytes: Uint8Array.from(data), width: info.width, height: info.height }
}

async function drawHole(width: number, height: number, [x, y, rx, ry]: NonNullable<Source['hole']>): Promise<Uint8Array<ArrayBuffer>> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%"/><ellipse cx="${String(x * width)}" cy="${String(y * height)}" rx="${String(rx * width)}" ry="${String(ry * height)}" fill="#fff"/></svg>`
  return Uint8Array.from(await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer())
}

async function drawOperation({ operation, sources, trials }: OperationSheet): Promise<void> {
  const rows: Row[] = []
  let told = ''
  for (const source of sources) {
    const { bytes, width, height } = await readSource(source)
    const media: Record<string, EffectMedia> = { image: { kind: 'image', mime: 'image/png', bytes } }
    const tiles: Tile[] = [{ picture: bytes, label: source.photo }]
    if (source.hole) {
      const mask = await drawHole(width, height, source.hole)
      media['mask'] = { kind: 'image', mime: 'image/png', bytes: mask }
      tiles.push({ picture: mask, label: 'mask' })
    }
    for (const { label, input } of trials) {
      const { pictures, fidelity } = await run(operation, { ...input }, media)
      told = fidelity
      for (const { name, bytes: picture } of pictures) tiles.push({ picture, label: name === 'image' ? label : `${label}: ${name}` })
    }
    rows.push({ tiles })
  }
  const longest = Math.max(...rows.map(({ tiles }) => tiles.length))
  await save(operation, rows, longest > 8 ? 130 : longest > 5 ? 180 : longest > 3 ? 230 : 260)
  process.stdout.write(`${operation}: fidelity ${told}\n`)
}

async function drawFaces(): Promise<void> {
  await save('faces', await drawFaceRows(async (...call) => (await run(...call)).pictures), 250)
}

async function drawHair(): Promise<void> {
  await save('hair', await drawHairRows(async (...call) => (await run(...call)).pictures), 250)
}

async function drawPerfect(): Promise<void> {
  await save('perfect', await drawPerfectRows(async (...call) => (await run(...call)).pictures), 230)
}

async function drawMixed({ name, rows: wanted }: MixedSheet): Promise<void> {
  const rows: Row[] = []
  for (const { operation, source, trials } of wanted) {
    const { bytes } = await readSource(source)
    const tiles: Tile[] = [{ picture: bytes, label: source.photo }]
    for (const { label, input, photos = {} } of trials) {
      const media: Record<string, EffectMedia> = { image: { kind: 'image', mime: 'image/png', bytes } }
      for (const [property, photo] of Object.entries(photos))
        media[property] = { kind: 'image', mime: 'image/png', bytes: (await readSource({ photo, side: 800 })).bytes }
      const { pictures } = await run(operation, { ...input }, media)
      pictures.forEach(({ bytes: picture }, index) => tiles.push({ picture, label: index === 0 ? label : '' }))
    }
    rows.push({ tiles })
  }
  await save(name, rows, 190)
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  prompts: drawPrompts,
  looks: drawLooks,
  shapes: drawShapes,
  faces: drawFaces,
  hair: drawHair,
  perfect: drawPerfect,
  ...Object.fromEntries(MIXED_SHEETS.map((sheet) => [sheet.name, () => drawMixed(sheet)])),
  ...Object.fromEntries(OPERATION_SHEETS.map((sheet) => [sheet.operation, () => drawOperation(sheet)])),
}
const wanted = process.argv.slice(2)
if (wanted.includes('times')) console.table(await timeLooks())
await mkdir(FOLDER, { recursive: true })
try {
  for (const [name, draw] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    try {
      await draw()
    } catch (error) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error))
      process.stdout.write(`${name}: left out, ${message} ${cause instanceof Error ? cause.message : ''}\n`)
    }
  }
  await writeCaptions(FOLDER, operations)
} finally {
  await engine.close()
}
