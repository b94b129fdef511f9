/**
 * Draws the pictures of the catalogue with the server's own effects: `node scripts/make-thumbnails.ts`. The results are committed; this
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

/** Brightness differences of neighbours, 0..255, as a picture of one channel. */
async function edges(picture: Buffer, blur: number, strength: number): Promise<{ side: number; values: Uint8Array }> {
  const side = DRAWN_SIDE
  const { data } = await sharp(picture).resize(side, side).blur(blur).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => data[Math.min(side - 1, Math.max(0, y)) * side + Math.min(side - 1, Math.max(0, x))] ?? 0
  const values = new Uint8Array(side * side)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      values[y * side + x] = Math.min(255, Math.hypot(at(x + 1, y) - at(x - 1, y), at(x, y + 1) - at(x, y - 1)) * strength)
  return { side, values }
}

const grey = ({ side, values }: { side: number; values: Uint8Array }) =>
  sharp(values, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer()

function skeleton(): Promise<Buffer> {
  const joints: Record<string, [number, number]> = {
    nose: [128, 46], neck: [128, 74], leftShoulder: [102, 76], rightShoulder: [154, 76], leftElbow: [78, 104], rightElbow: [184, 96],
    leftHand: [92, 134], rightHand: [196, 62], leftHip: [112, 140], rightHip: [144, 140], leftKnee: [98, 186], rightKnee: [164, 182],
    leftFoot: [90, 232], rightFoot: [154, 228],
  } // prettier-ignore
  const limbs: [string, string][] = [
    ['neck', 'leftShoulder'], ['neck', 'rightShoulder'], ['leftShoulder', 'leftElbow'], ['leftElbow', 'leftHand'], ['rightShoulder', 'rightElbow'],
    ['rightElbow', 'rightHand'], ['neck', 'leftHip'], ['neck', 'rightHip'], ['leftHip', 'leftKnee'], ['leftKnee', 'leftFoot'], ['rightHip', 'rightKnee'],
    ['rightKnee', 'rightFoot'], ['neck', 'nose'],
  ] // prettier-ignore
  const lines = limbs.map(([from, to], index) => {
    const [[x1, y1], [x2, y2]] = [joints[from] ?? [0, 0], joints[to] ?? [0, 0]]
    return `<line x1="${String(x1)}" y1="${String(y1)}" x2="${String(x2)}" y2="${String(y2)}" stroke="hsl(${String(index * 27)},95%,55%)" stroke-width="9" stroke-linecap="round"/>`
  })
  const dots = Object.values(joints).map(([x, y]) => `<circle cx="${String(x)}" cy="${String(y)}" r="5.5" fill="#fff"/>`)
  return svg(lines.join('') + dots.join(''), '#000')
}

const straightLines = () => {
  const lines =
    'M0 0L80 70V180L0 256M256 0L176 70V180L256 256M80 70H176M80 180H176M100 90H156V140H100zM128 90V140M100 115H156M24 66V196L56 164V88zM200 88V164L232 196V66zM104 180L74 256M152 180L182 256M128 180V256'
  return svg(`<path d="${lines}" fill="none" stroke="#fff" stroke-width="2.4"/>`, '#000')
}

/** Regions in the plain colours that segmentation maps use. */
const regions = () =>
  svg(
    '<rect width="256" height="150" fill="#06e6e6"/><path d="M0 150L60 70L110 130L170 50L256 150z" fill="#8fff8c"/><rect y="146" width="256" height="110" fill="#04fa07"/>' +
      '<path d="M96 256L120 150H140L190 256z" fill="#8c8c8c"/><path d="M32 170V110L66 84L100 110V170z" fill="#b47878"/><rect x="58" y="136" width="18" height="34" fill="#08ff33"/>' +
      '<circle cx="206" cy="112" r="32" fill="#04c803"/><rect x="201" y="138" width="10" height="40" fill="#783c0a"/><circle cx="150" cy="196" r="9" fill="#96053d"/><path d="M139 204h22l5 38h-32z" fill="#96053d"/>',
    '#000',
  )

const depth = () =>
  svg(
    '<defs><linearGradient id="f" x1="0" y1="0" x2="0" y2="1"><stop stop-color="#2c2c2c"/><stop offset="1" stop-color="#fff"/></linearGradient><radialGradient id="b" cx=".42" cy=".38"><stop stop-color="#f4f4f4"/><stop offset="1" stop-color="#a8a8a8"/></radialGradient></defs>' +
      '<rect y="140" width="256" height="116" fill="url(#f)"/><path d="M0 146L70 84L120 132L180 70L256 146z" fill="#303030"/><circle cx="196" cy="112" r="30" fill="#6a6a6a"/><rect x="191" y="138" width="10" height="34" fill="#6a6a6a"/><path d="M36 186V120L76 92L116 120V186z" fill="#8d8d8d"/><circle cx="150" cy="186" r="46" fill="url(#b)"/>',
    '#161616',
  )

/** Surface directions of a ball on a plain, x to red, y to green, towards the viewer to blue. */
function normals(): Promise<Buffer> {
  const side = DRAWN_SIDE
  const data = new Uint8Array(side * side * 3)
  const balls = [[0.5, 0.5, 0.34], [0.82, 0.78, 0.13], [0.2, 0.2, 0.12]] as const // prettier-ignore
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let direction: readonly [number, number, number] = [0, 0, 1]
      for (const [cx, cy, radius] of balls) {
        const [dx, dy] = [(x / side - cx) / radius, (y / side - cy) / radius]
        if (dx * dx + dy * dy < 1) direction = [dx, -dy, Math.sqrt(1 - dx * dx - dy * dy)]
      }
      for (const [channel, value] of direction.entries()) data[(y * side + x) * 3 + channel] = Math.round((value * 0.5 + 0.5) * 255)
    }
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
}

async function makeControls(): Promise<void> {
  const cat = await photo('chelsea.png', { left: 80, top: 0, side: 300 })
  const hard = await edges(cat, 1.6, 6)
  await save('controlnets/canny', await grey({ ...hard, values: hard.values.map((value) => (value > 96 ? 255 : 0)) }))
  const drawing = await compose('a cat on a chair in the room', 4, 'line-drawing')
  await save('controlnets/scribble', await sharp(drawing).toColourspace('b-w').blur(1.2).threshold(180).png().toBuffer())
  await save('controlnets/hed', await grey(await edges(cat, 3, 9)))
  await save('controlnets/openpose', await skeleton())
  await save('controlnets/mlsd', await straightLines())
  await save('controlnets/seg', await regions())
  await save('controlnets/depth', await depth())
  await save('controlnets/normal', await normals())
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
  await makeModels()
  await makeControls()
  await makeHeadshots()
} finally {
  await engine.close()
}
