import sharp from 'sharp'
import { asBytes } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom, type Random } from '../../imaging/random.ts'

/** What is seen behind the person. Studios are a lit wall, the others places out of focus. */
export type Backdrop =
  { readonly kind: 'studio'; readonly lit: string; readonly dark: string } | { readonly kind: 'office' | 'library' | 'park' | 'city' }

/** A place: what stands there, how far out of focus, and the points of light, which a lens makes into discs. All in a unit square. */
interface Place {
  readonly draw: (random: Random) => string
  /** Standard deviation, by the longer side. */
  readonly blur: number
  readonly lights: {
    readonly count: number
    readonly colours: readonly string[]
    readonly from: number
    readonly to: number
    readonly size: readonly [number, number]
    readonly opacity: readonly [number, number]
  }
}

const PLACES: Readonly<Record<Exclude<Backdrop['kind'], 'studio'>, Place>> = {
  office: {
    draw: drawOffice,
    blur: 0.022,
    lights: { count: 5, colours: ['#fff4dc', '#ffffff', '#e8f2ff'], from: 0.02, to: 0.3, size: [0.02, 0.045], opacity: [0.15, 0.4] },
  },
  library: {
    draw: drawLibrary,
    blur: 0.019,
    lights: { count: 5, colours: ['#ffcf87', '#ffdca8', '#ffb765'], from: 0.05, to: 0.6, size: [0.02, 0.05], opacity: [0.12, 0.35] },
  },
  park: {
    draw: drawPark,
    blur: 0.022,
    lights: {
      count: 34,
      colours: ['#f6ffcf', '#e4f7a4', '#fffbe0', '#cfe98a'],
      from: 0,
      to: 0.62,
      size: [0.015, 0.05],
      opacity: [0.1, 0.34],
    },
  },
  city: {
    draw: drawCity,
    blur: 0.013,
    lights: {
      count: 60,
      colours: ['#ffb45c', '#ffd08a', '#ff8f5a', '#ff6f61', '#fff0d0', '#8fd3ff'],
      from: 0.42,
      to: 0.95,
      size: [0.012, 0.042],
      opacity: [0.16, 0.55],
    },
  },
}

/** Levels of noise that hide the steps of 8 bits in a soft gradient. */
const DITHER = 1.1

/** Draws a backdrop. `middle` is where the head will be, as shares of width and height: studios are lit around it. Same seed, same pixels. */
export async function drawBackdrop(
  backdrop: Backdrop,
  width: number,
  height: number,
  middle: { x: number; y: number },
  seed: number,
): Promise<Pixels> {
  const random = createRandom(seed)
  const image =
    backdrop.kind === 'studio' ? drawStudio(backdrop, width, height, middle) : await drawPlace(PLACES[backdrop.kind], width, height, random)
  const { data } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const bytes = asBytes(data)
  for (let i = 0; i < bytes.length; i += 3) {
    const noise = (random.next() + random.next() - 1) * DITHER * 2
    for (let channel = 0; channel < 3; channel++) bytes[i + channel] = Math.max(0, Math.min(255, Math.round(bytes[i + channel] + noise)))
  }
  return { width, height, channels: 3, data: bytes }
}

/** How a lamp's light falls off over a wall: a bell, without the ring that a straight ramp would show. */
const FALL_OFF = [0, 0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 1].map((at) => [at, Math.exp(-((at / 0.52) ** 2)).toFixed(3)] as const)

function render(inner: string, width: number, height: number) {
  // Places are drawn in a square of 1000 that covers the picture, whatever its aspect.
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 1000 1000" preserveAspectRatio="xMidYMid slice">${inner}</svg>`,
    ),
  )
}

function drawStudio({ lit, dark }: { lit: string; dark: string }, width: number, height: number, middle: { x: number; y: number }) {
  const stops = FALL_OFF.map(([at, opacity]) => `<stop offset="${String(at)}" stop-color="${lit}" stop-opacity="${String(opacity)}"/>`)
  const light = `<radialGradient id="light" cx="${String(middle.x)}" cy="${String(middle.y + 0.06)}" r="0.9">${stops.join('')}</radialGradient>`
  const wall = `<rect width="100%" height="100%" fill="${dark}"/><rect width="100%" height="100%" fill="url(#light)"/>`
  return sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><defs>${light}</defs>${wall}</svg>`,
    ),
  )
}

async function drawPlace({ draw, blur, lights }: Place, width: number, height: number, random: Random) {
  const side = Math.max(width, height)
  const place = await render(draw(random), width, height)
    .blur(Math.max(0.5, side * blur))
    .png()
    .toBuffer()
  const discs = Array.from({ length: lights.count }, () => {
    const radius = 1000 * random.between(...lights.size)
    const x = 1000 * random.next()
    const y = 1000 * random.between(lights.from, lights.to)
    const colour = random.pick(lights.colours)
    const opacity = random.between(...lights.opacity)
    // A lens out of focus draws discs of even light with a slightly brighter rim.
    const place = `cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}"`
    return (
      `<circle ${place} fill="${colour}" fill-opacity="${opacity.toFixed(3)}"/>` +
      `<circle ${place} fill="none" stroke="${colour}" stroke-width="${(radius * 0.1).toFixed(1)}" stroke-opacity="${(opacity * 0.4).toFixed(3)}"/>`
    )
  })
  const light = await render(`<rect width="1000" height="1000" fill="#000"/>${discs.join('')}`, width, height)
    .blur(Math.max(0.5, side * 0.002))
    .png()
    .toBuffer()
  return sharp(
    await sharp(place)
      .composite([{ input: light, blend: 'screen' }])
      .png()
      .toBuffer(),
  )
}

const rect = (x: number, y: number, width: number, height: number, fill: string, more = '') =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${fill}" ${more}/>`
const ellipse = (x: number, y: number, rx: number, ry: number, fill: string, opacity = 1) =>
  `<ellipse cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" rx="${rx.toFixed(1)}" ry="${ry.toFixed(1)}" fill="${fill}" fill-opacity="${opacity.toFixed(2)}"/>`
const gradient = (id: string, stops: readonly (readonly [number, string])[]) =>
  `<linearGradient id="${id}" x2="0" y2="1">${stops.map(([at, colour]) => `<stop offset="${String(at)}" stop-color="${colour}"/>`).join('')}</linearGradient>`

function drawOffice(random: Random): string {
  const shapes = [
    `<defs>${gradient('wall', [
      [0, '#dcd8d0'],
      [1, '#a9a39a'],
    ])}${gradient('sky', [
      [0, '#f4f9ff'],
      [0.6, '#d7e6f3'],
      [1, '#b6c9d8'],
    ])}</defs>`,
    rect(0, 0, 1000, 1000, 'url(#wall)'),
    rect(0, 0, 1000, 130, '#ece9e3'),
  ]
  // A front of windows on one side, with houses far behind it.
  const left = random.chance(0.5) ? 0 : 380
  shapes.push(rect(left, 150, 620, 520, 'url(#sky)'))
  for (let x = left; x < left + 620; x += random.between(55, 110))
    shapes.push(
      rect(x, 670 - random.between(90, 300), random.between(40, 90), 300, random.pick(['#a9bccb', '#94a9ba', '#bccbd6', '#8497a7'])),
    )
  for (let x = left; x <= left + 620; x += 155) shapes.push(rect(x - 7, 150, 14, 520, '#5d6369'))
  shapes.push(rect(left, 395, 620, 9, '#5d6369'), rect(left, 665, 620, 16, '#8b8880'))
  const other = left === 0 ? 660 : 20
  shapes.push(rect(other, 230, 320, 440, '#c3b7a4'))
  for (let row = 0; row < 4; row++) {
    shapes.push(rect(other + 14, 246 + row * 106, 292, 92, '#7d6f5e'))
    for (let x = other + 22; x < other + 280; x += random.between(16, 30))
      shapes.push(
        rect(x, 262 + row * 106, random.between(10, 20), 74, random.pick(['#e5e0d5', '#56708a', '#b0654c', '#8a8f7c', '#d0b078'])),
      )
  }
  shapes.push(rect(0, 690, 1000, 310, '#7c756c'), rect(0, 735, 1000, 34, '#b89f7e'), rect(0, 769, 1000, 231, '#675e55'))
  const plant = left === 0 ? 640 : 360
  for (let i = 0; i < 26; i++)
    shapes.push(
      ellipse(
        plant + random.between(-60, 60),
        610 + random.between(-110, 60),
        random.between(14, 34),
        random.between(24, 52),
        random.pick(['#5c7f4e', '#46683c', '#7b9a63', '#375730']),
        0.95,
      ),
    )
  for (let x = 120; x < 1000; x += 270) shapes.push(rect(x, 52, 150, 26, '#ffffff'))
  return shapes.join('')
}

function drawLibrary(random: Random): string {
  const shapes = [
    `<defs><radialGradient id="lamp" cx="${random.chance(0.5) ? '0.2' : '0.8'}" cy="0.25" r="0.75"><stop offset="0" stop-color="#ffc777" stop-opacity="0.62"/><stop offset="1" stop-color="#ffc777" stop-opacity="0"/></radialGradient></defs>`,
    rect(0, 0, 1000, 1000, '#2c1c12'),
  ]
  const colours = ['#7a2f28', '#8c4a2f', '#3f5a4a', '#2f4560', '#a88352', '#5c3a4a', '#b79a6b', '#47382c', '#6d6a4b', '#923c33']
  for (let shelf = 0; shelf < 6; shelf++) {
    const top = shelf * 178 - 30
    for (let x = 0; x < 1000;) {
      const width = random.between(16, 42)
      const height = random.between(104, 148)
      if (random.chance(0.93)) {
        shapes.push(rect(x, top + 160 - height, width - 2, height, random.pick(colours)))
        if (random.chance(0.4)) shapes.push(rect(x, top + 160 - height * 0.75, width - 2, 7, '#d8b878', 'fill-opacity="0.7"'))
      }
      x += width
    }
    shapes.push(rect(0, top + 160, 1000, 18, '#5b3a22'), rect(0, top + 160, 1000, 5, '#7d5432'))
  }
  for (const x of [random.between(120, 220), random.between(760, 860)]) shapes.push(rect(x, 0, 30, 1000, '#4d301c'))
  shapes.push(rect(0, 0, 1000, 1000, 'url(#lamp)'))
  return shapes.join('')
}

function drawPark(random: Random): string {
  const shapes = [
    `<defs>${gradient('air', [
      [0, '#eef6d8'],
      [0.45, '#bfd58d'],
      [0.62, '#7c9f52'],
      [1, '#5f8540'],
    ])}</defs>`,
    rect(0, 0, 1000, 1000, 'url(#air)'),
  ]
  const layers = [
    { count: 60, from: 80, to: 560, size: { from: 40, to: 110 }, colours: ['#b9d07c', '#a5c268', '#c9dd93', '#94b45b'] },
    { count: 46, from: 160, to: 600, size: { from: 40, to: 100 }, colours: ['#7fa34c', '#6b9142', '#8fb259', '#5c8239'] },
    { count: 30, from: 330, to: 650, size: { from: 40, to: 90 }, colours: ['#4d7432', '#3f632b', '#5f8a3c'] },
  ] as const
  const trunks = Array.from({ length: 5 }, () => random.between(0, 1000))
  for (const [index, { count, from, to, size, colours }] of layers.entries()) {
    if (index === 1)
      for (const x of trunks) shapes.push(rect(x, 200, random.between(14, 36), 460, random.pick(['#5b4a36', '#6c5940', '#4a3c2c'])))
    for (let i = 0; i < count; i++)
      shapes.push(
        ellipse(
          random.between(-60, 1060),
          random.between(from, to),
          random.between(size.from, size.to),
          random.between(size.from, size.to) * 0.75,
          random.pick(colours),
          0.8,
        ),
      )
  }
  shapes.push(ellipse(random.between(300, 700), 700, 620, 46, '#c6dd80', 0.8), rect(0, 720, 1000, 280, '#6f9a45'))
  for (let i = 0; i < 26; i++)
    shapes.push(
      ellipse(
        random.between(0, 1000),
        random.between(730, 1000),
        random.between(60, 190),
        random.between(8, 22),
        random.pick(['#88b357', '#5c8638', '#a6c96c']),
        0.6,
      ),
    )
  return shapes.join('')
}

function drawCity(random: Random): string {
  const shapes = [
    `<defs>${gradient('dusk', [
      [0, '#1b2a52'],
      [0.3, '#3f4a7c'],
      [0.48, '#a06a84'],
      [0.6, '#eda36c'],
      [0.68, '#f5bd7c'],
      [1, '#20202f'],
    ])}</defs>`,
    rect(0, 0, 1000, 1000, 'url(#dusk)'),
  ]
  for (const [colour, low, high, width] of [
    ['#6b5578', 330, 480, 70],
    ['#3a3554', 240, 470, 90],
    ['#1d1f36', 160, 500, 110],
  ] as const)
    for (let x = -40; x < 1000; x += width * random.between(0.7, 1.3)) {
      const top = 720 - random.between(low * 0.45, high * 0.75)
      const span = width * random.between(0.6, 1)
      shapes.push(rect(x, top, span, 760 - top, colour))
      for (let y = top + 12; y < 740; y += 24)
        for (let window = x + 8; window < x + span - 10; window += 18)
          if (random.chance(0.3))
            shapes.push(rect(window, y, 9, 12, random.pick(['#ffcf7a', '#ffb860', '#fff0c4', '#9fc6e8']), 'fill-opacity="0.85"'))
    }
  shapes.push(rect(0, 740, 1000, 260, '#15161f'))
  for (let i = 0; i < 30; i++)
    shapes.push(
      ellipse(
        random.between(0, 1000),
        random.between(760, 990),
        random.between(20, 70),
        random.between(4, 12),
        random.pick(['#ff9a4d', '#ffcf8a', '#e2574c', '#4d6fa8']),
        0.35,
      ),
    )
  return shapes.join('')
}
