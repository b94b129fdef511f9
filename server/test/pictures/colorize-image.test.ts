import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

/** The free photo without its colours, as sRGB. */
async function grey(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const photo = await readFile(new URL(`../../../photos/${name}`, import.meta.url))
  return Uint8Array.from(await sharp(photo).greyscale().toColourspace('srgb').png().toBuffer())
}

async function colorize(bytes: Uint8Array, count = 1) {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  const task = { jobId: 'job_test', operation: 'colorize-image', input: { count }, media }
  const { outputs, warnings } = await engine.run(task, { signal: never, onProgress: ignore })
  return { pictures: await Promise.all(outputs.map((output) => decodeImage(output.bytes))), warnings }
}

type Region = readonly [left: number, top: number, right: number, bottom: number]

/** Mean CIELAB colour of a region, given in shares of the sides. Hue in degrees. */
function colourOf(picture: Pixels, [left, top, right, bottom]: Region) {
  const { width, height } = picture
  const lab = toLab(picture)
  let [a, b, count] = [0, 0, 0]
  for (let y = Math.floor(top * height); y < bottom * height; y++)
    for (let x = Math.floor(left * width); x < right * width; x++, count++) {
      a += lab[(y * width + x) * 3 + 1]!
      b += lab[(y * width + x) * 3 + 2]!
    }
  const hue = (Math.atan2(b / count, a / count) * 180) / Math.PI
  return { a: a / count, b: b / count, chroma: Math.hypot(a, b) / count, hue: (hue + 360) % 360 }
}

/** Where the eye knows what is there: hues in degrees, and the least chroma. */
const KNOWN = [
  { what: 'the skin of a face', photo: 'astronaut.png', region: [0.4, 0.24, 0.47, 0.28], hue: [35, 65], chroma: 12 },
  { what: 'the skin of an old face', photo: 'grace_hopper.jpg', region: [0.42, 0.4, 0.52, 0.44], hue: [35, 65], chroma: 12 },
  { what: 'the skin of a face in profile', photo: 'camera.png', region: [0.41, 0.28, 0.46, 0.36], hue: [35, 65], chroma: 12 },
  { what: 'the sky by day', photo: 'camera.png', region: [0.1, 0.02, 0.9, 0.1], hue: [240, 280], chroma: 12 },
  { what: 'the sky at dusk', photo: 'rocket.jpg', region: [0.3, 0.05, 0.8, 0.4], hue: [265, 305], chroma: 20 },
  { what: 'grass', photo: 'camera.png', region: [0.55, 0.6, 0.95, 0.95], hue: [100, 135], chroma: 15 },
  { what: 'a wooden table', photo: 'coffee.png', region: [0.8, 0.5, 0.98, 0.9], hue: [45, 75], chroma: 15 },
  { what: 'a cat', photo: 'chelsea.png', region: [0.35, 0.05, 0.6, 0.25], hue: [50, 85], chroma: 8 },
] as const

describe('colorize-image', () => {
  for (const { what, photo, region, hue, chroma } of KNOWN)
    it(`gives ${what} in ${photo} a hue between ${String(hue[0])} and ${String(hue[1])} degrees`, async (t) => {
      const { pictures } = await colorize(await grey(photo))
      const found = colourOf(pictures[0]!, region)
      t.diagnostic(`hue ${found.hue.toFixed(0)}, chroma ${found.chroma.toFixed(0)}`)
      assert.ok(found.hue >= hue[0] && found.hue <= hue[1], `hue ${String(found.hue)}`)
      assert.ok(found.chroma >= chroma, `chroma ${String(found.chroma)}`)
    })

  it('keeps the lightness of every pixel within 0.5 of CIE L*, and within 0.15 in the mean', async (t) => {
    for (const photo of ['astronaut.png', 'camera.png', 'coffee.png', 'rocket.jpg']) {
      const bytes = await grey(photo)
      const [before, after] = [toLab(await decodeImage(bytes)), toLab((await colorize(bytes)).pictures[0]!)]
      let [worst, sum] = [0, 0]
      for (let i = 0; i < before.length; i += 3) {
        const off = Math.abs(after[i]! - before[i]!)
        worst = Math.max(worst, off)
        sum += off
      }
      t.diagnostic(`${photo}: at most ${worst.toFixed(2)}, ${(sum / (before.length / 3)).toFixed(3)} in the mean`)
      assert.ok(worst <= 0.5 && sum / (before.length / 3) <= 0.15, `${photo}: ${String(worst)}`)
    }
  })

  it('varies clothes between the pictures of a job, and no skin', async () => {
    const { pictures } = await colorize(await grey('astronaut.png'), 4)
    const clothes = pictures.map((picture) => colourOf(picture, [0.2, 0.6, 0.35, 0.68]))
    const skin = pictures.map((picture) => colourOf(picture, [0.4, 0.24, 0.47, 0.28]))
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++) {
        const apart = (of: typeof skin) => Math.hypot(of[i]!.a - of[j]!.a, of[i]!.b - of[j]!.b)
        assert.ok(apart(clothes) > 15, `clothes ${String(i)}, ${String(j)}: ${String(apart(clothes))}`)
        assert.ok(apart(skin) < 1, `skin ${String(i)}, ${String(j)}: ${String(apart(skin))}`)
      }
  })

  it('dresses no cat: where the small photo of one has a face for the network, all of it stays the colour of fur and of what is around', async () => {
    const small = await sharp(await grey('chelsea.png'))
      .resize(400)
      .png()
      .toBuffer()
    for (const picture of (await colorize(small, 4)).pictures)
      for (const region of [
        [0, 0.6, 0.3, 1],
        [0.3, 0.6, 0.7, 1],
        [0.7, 0.6, 1, 1],
      ] as const) {
        // prettier-ignore
        const { a, b } = colourOf(picture, region)
        assert.ok(a > -3 && b > 0, `${String(a)} ${String(b)}`)
      }
  })

  it('gives the same photo the same colours, and tells when it replaced some', async () => {
    const photo = await readFile(new URL('../../../photos/coffee.png', import.meta.url))
    assert.deepEqual(
      (await colorize(photo)).warnings.map(({ code }) => code),
      ['colours_replaced'],
    )
    const twice = await Promise.all([colorize(await grey('coffee.png')), colorize(await grey('coffee.png'))])
    assert.deepEqual(twice[0].pictures[0]!.data, twice[1].pictures[0]!.data)
    assert.deepEqual(twice[0].warnings, [])
  })
})
