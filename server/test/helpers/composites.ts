/** Pictures whose subject's alpha is known because they were put together from a subject and a background. Nothing here is our own cut-out. */
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { createRandom } from '../../src/imaging/random.ts'

export interface Composite {
  readonly name: string
  readonly png: Buffer
  readonly width: number
  readonly height: number
  /** 0..255 per pixel. */
  readonly alpha: Uint8Array
}

const WIDTH = 480
const HEIGHT = 400
const photo = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))

/** Parts of the photos that show no subject: left, top, width, height. */
const PHOTO_BACKGROUNDS: Readonly<Record<string, readonly [string, number, number, number, number]>> = {
  wood: ['coffee.png', 485, 90, 115, 300],
  lawn: ['camera.png', 400, 250, 110, 92],
  dusk: ['rocket.jpg', 95, 0, 420, 115],
  studio: ['astronaut.png', 305, 20, 70, 200],
  backdrop: ['grace_hopper.jpg', 380, 0, 130, 330],
  room: ['chelsea.png', 395, 70, 56, 220],
}

const svg = (body: string, width = WIDTH, height = HEIGHT) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${body}</svg>`)

const DRAWN_BACKGROUNDS: Readonly<Record<string, Buffer>> = {
  gradient: svg(
    '<linearGradient id="g" x2="0.3" y2="1"><stop stop-color="#9cc4dd"/><stop offset="1" stop-color="#f2e6d0"/></linearGradient><rect width="100%" height="100%" fill="url(#g)"/>',
  ),
  clouds: svg(
    '<filter id="f" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.012" numOctaves="4" seed="5"/><feColorMatrix values="0.25 0 0 0 0.35  0 0.2 0 0 0.45  0 0 0.2 0 0.5  0 0 0 0 1"/></filter><rect width="100%" height="100%" filter="url(#f)"/>',
  ),
  stripes: svg(
    '<pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse" patternTransform="rotate(20)"><rect width="40" height="40" fill="#5d6f66"/><rect width="20" height="40" fill="#6b8075"/></pattern><rect width="100%" height="100%" fill="url(#p)"/>',
  ),
}

export const BACKGROUNDS = [...Object.keys(PHOTO_BACKGROUNDS), ...Object.keys(DRAWN_BACKGROUNDS)]

export async function makeBackground(name: string, width = WIDTH, height = HEIGHT): Promise<Buffer> {
  const part = PHOTO_BACKGROUNDS[name]
  if (!part) return sharp(DRAWN_BACKGROUNDS[name]).resize(width, height, { fit: 'fill' }).removeAlpha().png().toBuffer()
  const [file, left, top, partWidth, partHeight] = part
  const cut = await sharp(await photo(file))
    .extract({ left, top, width: partWidth, height: partHeight })
    .toColourspace('srgb')
    .png()
    .toBuffer()
  return sharp(cut).resize(width, height, { fit: 'cover' }).png().toBuffer()
}

/**
 * Traced by hand on the photos, in their pixels; two pixels within the line belong to the person for sure, and only those are taken.
 */
const OUTLINES: Readonly<Record<string, string>> = {
  'astronaut.png':
    '172,118 165,113 157,98 155,75 158,60 168,48 188,38 197,30 215,20 235,17 255,20 275,30 288,42 297,58 300,80 299,100 292,118 284,127 278,134 270,137 266,148 258,168 255,177 275,190 290,208 300,228 305,240 322,247 338,265 347,285 355,305 361,340 362,349 380,347 400,345 420,346 440,354 458,366 472,382 484,402 492,425 497,452 503,462 508,480 510,498 520,520 30,520 30,490 26,470 25,450 24,430 22,410 22,395 26,372 28,350 32,330 36,310 42,290 50,272 62,258 75,243 95,225 112,208 116,200 116,190 122,178 130,166 143,156 160,151 184,150 183,132 178,130 174,122',
  'grace_hopper.jpg':
    '248,24 225,31 218,42 205,45 190,56 178,72 173,84 160,98 150,115 146,135 150,165 153,190 156,215 162,238 164,262 172,280 185,292 196,298 198,310 198,322 180,334 160,347 130,360 95,370 60,382 48,394 38,414 30,440 25,480 20,520 15,560 12,610 520,610 520,450 503,425 495,403 486,393 470,387 440,375 410,366 380,352 350,331 334,318 332,306 340,306 350,298 358,280 361,265 366,250 372,225 375,200 373,185 369,178 370,160 371,140 370,115 366,90 355,85 350,70 338,55 320,45 303,40 298,30 275,25',
}
/** Whose own background is among the backgrounds; a subject is never put back before it. */
const OWN_BACKGROUND: Readonly<Record<string, string>> = { 'astronaut.png': 'studio', 'grace_hopper.jpg': 'backdrop' }

/** Glyphs of Fluent Emoji (MIT), which have known shapes with holes, thin parts and many colours. */
const GLYPHS = ['teapot', 'red-apple', 'sailboat', 'guitar', 'mushroom', 'automobile', 'potted-plant', 'pineapple', 'trophy', 'turtle']

/** Shapes with a texture inside; the ring has a hole. */
const TEXTURED: Readonly<Record<string, string>> = {
  'striped star':
    '<pattern id="t" width="16" height="16" patternUnits="userSpaceOnUse" patternTransform="rotate(35)"><rect width="16" height="16" fill="#c22"/><rect width="8" height="16" fill="#fd4"/></pattern><path d="M128 8l34 84 90 6-70 58 24 90-78-50-78 50 24-90-70-58 90-6z" fill="url(#t)"/>',
  'marbled ring':
    '<filter id="n" x="0" y="0" width="100%" height="100%"><feTurbulence type="turbulence" baseFrequency="0.04" numOctaves="3" seed="3"/><feColorMatrix values="0.5 0 0 0 0.45  0 0.4 0 0 0.05  0 0 0.5 0 0.5  0 0 0 0 1"/></filter><mask id="m"><circle cx="128" cy="128" r="118" fill="#fff"/><circle cx="128" cy="128" r="58" fill="#000"/></mask><g mask="url(#m)"><rect width="256" height="256" filter="url(#n)"/></g>',
  'dotted egg':
    '<pattern id="d" width="28" height="28" patternUnits="userSpaceOnUse"><rect width="28" height="28" fill="#153a6b"/><circle cx="14" cy="14" r="8" fill="#f5f0e0"/></pattern><ellipse cx="128" cy="128" rx="92" ry="120" fill="url(#d)"/>',
}

interface Layer {
  readonly input: Buffer
  readonly left: number
  readonly top: number
}

async function compose(name: string, background: Buffer, layer: Layer): Promise<Composite> {
  const { width, height } = await sharp(background).metadata()
  const png = await sharp(background).composite([layer]).removeAlpha().png().toBuffer()
  const empty = sharp({ create: { width, height, channels: 4, background: '#0000' } })
  const alpha = await sharp(await empty.composite([layer]).png().toBuffer())
    .extractChannel(3)
    .raw()
    .toBuffer()
  return { name, png, width, height, alpha: new Uint8Array(alpha) }
}

/** Each traced person before each background that is not their own. */
export async function* personComposites(): AsyncGenerator<Composite> {
  for (const [file, outline] of Object.entries(OUTLINES)) {
    const { width, height } = await sharp(await photo(file)).metadata()
    const stencil = `<mask id="m"><polygon points="${outline}" fill="#fff" stroke="#000" stroke-width="4" stroke-linejoin="round"/></mask><rect width="100%" height="100%" mask="url(#m)"/>`
    const person = await sharp(await photo(file))
      .toColourspace('srgb')
      .ensureAlpha()
      .composite([{ input: svg(stencil, width, height), blend: 'dest-in' }])
      .png()
      .toBuffer()
    for (const background of BACKGROUNDS)
      if (background !== OWN_BACKGROUND[file])
        yield await compose(`${file} on ${background}`, await makeBackground(background, width, height), { input: person, left: 0, top: 0 })
  }
}

/** Each object before each third background or so, at a size and place drawn from its number. */
export async function* objectComposites(): AsyncGenerator<Composite> {
  const icons = createRequire(import.meta.url)('@iconify-json/fluent-emoji-flat/icons.json') as { icons: Record<string, { body: string }> }
  const drawings = [
    ...GLYPHS.map((name) => [name, 32, icons.icons[name]!.body] as const),
    ...Object.entries(TEXTURED).map(([name, body]) => [name, 256, body] as const),
  ]
  for (const [index, [name, side, body]] of drawings.entries())
    for (let turn = 0; turn < 3; turn++) {
      const random = createRandom(index * 10 + turn)
      const background = BACKGROUNDS[(index + turn * 3) % BACKGROUNDS.length]!
      const size = Math.round(random.between(0.5, 0.8) * HEIGHT)
      const view = `<svg xmlns="http://www.w3.org/2000/svg" width="${String(size)}" height="${String(size)}" viewBox="0 0 ${String(side)} ${String(side)}">${body}</svg>`
      const layer = {
        input: await sharp(Buffer.from(view)).png().toBuffer(),
        left: Math.round((WIDTH - size) * random.between(0.2, 0.8)),
        top: Math.round((HEIGHT - size) * random.between(0.2, 0.8)),
      }
      yield await compose(`${name} on ${background}`, await makeBackground(background), layer)
    }
}
