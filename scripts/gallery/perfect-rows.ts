import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import type { EffectMedia, EffectOutput } from '../../server/src/domain/operation.ts'
import { paintMakeup } from '../../server/test/helpers/portraits.ts'
import type { Row, Tile } from './draw-sheet.ts'

type Run = (operation: string, input: Record<string, unknown>, media: Record<string, EffectMedia>) => Promise<readonly EffectOutput[]>
type Bytes = Uint8Array<ArrayBuffer>

interface Shown {
  /** The vendor's name of the effect. */
  readonly effect: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** The picture that goes in; none where a prompt does. */
  readonly image?: () => Promise<Bytes>
  /** More files of the input, by the names that the effect finds them under. */
  readonly more?: Readonly<Record<string, () => Promise<Bytes>>>
}

const EFFECTS_PER_ROW = 3
const SIDE = 480
/** The head of the free portrait, enlarged until the face has the 128 pixels that hair effects ask for. */
const HEAD = { left: 65, top: 0, width: 320, height: 400 }
const MAKE_UP = { lips: '#9c1030', lids: '#4a5a9c', cheeks: '#d05070' }
/** A warm lamp, as factors of red, green and blue. */
const WARM = [1.15, 1, 0.7]

const open = async (photo: string): Promise<Sharp> =>
  sharp(await readFile(new URL(`../../photos/${photo}`, import.meta.url))).toColourspace('srgb')
const asPng = async (picture: Sharp): Promise<Bytes> => Uint8Array.from(await picture.png().toBuffer())
const photo =
  (name: string, change: (picture: Sharp) => Sharp = (picture) => picture) =>
  async () =>
    asPng(change((await open(name)).resize({ width: SIDE, height: SIDE, fit: 'inside' })))
const head = async () => asPng((await open('astronaut.png')).extract(HEAD).resize({ height: 600, kernel: 'cubic' }))
const ellipse = (name: string, x: number, y: number, rx: number, ry: number) => async () => {
  const { width, height } = await sharp(await photo(name)()).metadata()
  const shape = `<ellipse cx="${String(x * width)}" cy="${String(y * height)}" rx="${String(rx * width)}" ry="${String(ry * height)}" fill="#fff"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><rect width="100%" height="100%"/>${shape}</svg>`
  return asPng(sharp(Buffer.from(svg)).removeAlpha())
}
const hair = (effect: string, operation: string, style: string): Shown => ({ effect, operation, input: { style, seed: 1 }, image: head })

const SHOWN: readonly Shown[] = [
  hair('hair-style', 'change-hairstyle', 'bob'),
  hair('wig', 'put-on-wig', 'copper-waves'),
  hair('hair-ext', 'extend-hair', 'wavy-chest'),
  hair('hair-bang', 'change-bangs', 'blunt'),
  hair('hair-vol', 'change-hair-volume', 'maximum'),
  { effect: 'aging', operation: 'age-face', input: { ages: [80] }, image: head },
  {
    effect: 'mu-trans-rec',
    operation: 'transfer-makeup',
    input: {},
    image: head,
    more: { reference: async () => Uint8Array.from(await paintMakeup(await photo('grace_hopper.jpg')(), MAKE_UP)) },
  },
  {
    effect: 'face-swap',
    operation: 'swap-face',
    input: { faces: ['face'], seed: 1 },
    image: photo('grace_hopper.jpg'),
    more: { 'faces.0': head },
  },
  { effect: 'sod', operation: 'remove-background', input: { subject: 'auto' }, image: photo('coffee.png') },
  {
    effect: 'obj-removal',
    operation: 'inpaint',
    input: { strength: 1, seed: 1 },
    image: photo('rocket.jpg'),
    more: { mask: ellipse('rocket.jpg', 0.5, 0.49, 0.07, 0.46) },
  },
  {
    effect: 'obj-replace: "a red balloon"',
    operation: 'inpaint',
    input: { prompt: 'a red balloon', strength: 1, seed: 1 },
    image: photo('rocket.jpg'),
    more: { mask: ellipse('rocket.jpg', 0.5, 0.49, 0.07, 0.46) },
  },
  {
    effect: 'bg-replace',
    operation: 'replace-background',
    input: { seed: 1 },
    image: photo('astronaut.png'),
    more: { background: photo('rocket.jpg') },
  },
  { effect: 'bg-blur', operation: 'blur-background', input: { intensity: 1 }, image: photo('astronaut.png') },
  { effect: 'colorize', operation: 'colorize-image', input: { count: 1 }, image: photo('camera.png') },
  {
    effect: 'color-correct',
    operation: 'correct-colors',
    input: { count: 1 },
    image: photo('astronaut.png', (picture) => picture.linear(WARM, [0, 0, 0])),
  },
  {
    effect: 'lighting',
    operation: 'relight-image',
    input: { light: 'auto' },
    image: photo('astronaut.png', (picture) => picture.linear(0.3, 0)),
  },
  {
    effect: 'enhance x2',
    operation: 'enhance-image',
    input: { scale: 2 },
    image: photo('chelsea.png', (picture) => picture.resize({ width: 160 }).jpeg({ quality: 40 })),
  },
  {
    effect: 'text-to-image: "a cat sleeps on the plane"',
    operation: 'text-to-image',
    input: { prompt: 'a cat sleeps on the plane', seed: 1 },
  },
]

/** Every picture effect of the Perfect dialect, before and after. */
export async function drawPerfectRows(run: Run): Promise<Row[]> {
  const pairs: Tile[][] = []
  for (const { effect, operation, input, image, more = {} } of SHOWN) {
    const files = { ...(image ? { image } : {}), ...more }
    const media: Record<string, EffectMedia> = {}
    for (const [name, read] of Object.entries(files)) media[name] = { kind: 'image', mime: 'image/png', bytes: await read() }
    // Of a series of ages the photo itself is one.
    const made = (await run(operation, { ...input }, media)).at(-1)
    if (!made) throw new Error(`${operation} gave no picture.`)
    pairs.push([...(media['image'] ? [{ picture: media['image'].bytes, label: 'before' }] : []), { picture: made.bytes, label: effect }])
  }
  return Array.from({ length: Math.ceil(pairs.length / EFFECTS_PER_ROW) }, (_, row) => ({
    tiles: pairs.slice(row * EFFECTS_PER_ROW, (row + 1) * EFFECTS_PER_ROW).flat(),
  }))
}
