import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import sharp, { type Region } from 'sharp'
import { structuralSimilarity } from '../../../test/helpers/structural-similarity.ts'
import { decodeImage } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { createRandom } from '../../imaging/random.ts'
import effect from './cpu.ts'

const photo = (name: string) => readFile(new URL(`../../../../photos/${name}`, import.meta.url))
const PHOTOS = ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png', 'grace_hopper.jpg', 'rocket.jpg']
const ASTRONAUTS_FACE = { left: 176, top: 70, width: 100, height: 106 }

function run(input: Record<string, unknown>, bytes: Uint8Array, signal = new AbortController().signal, onProgress = (_: number) => {}) {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  return effect(input, media, { signal, onProgress })
}

async function runToPixels(input: Record<string, unknown>, bytes: Uint8Array): Promise<Pixels> {
  const { outputs } = await run(input, bytes)
  assert.equal(outputs.length, 1)
  return decodeImage(outputs[0]!.bytes)
}

const toSharp = ({ width, height, channels, data }: Pixels) => sharp(data, { raw: { width, height, channels } })

/** The photo in colours, cut to sides that the factor divides, and its shrunk copy: each pixel the mean of a block. */
async function shrinkPhoto(name: string, factor: number): Promise<{ original: Pixels; small: Buffer }> {
  const { width, height } = await sharp(await photo(name)).metadata()
  const area = { left: 0, top: 0, width: width - (width % factor), height: height - (height % factor) }
  const whole = await sharp(await photo(name))
    .extract(area)
    .removeAlpha()
    .toColourspace('srgb')
    .png()
    .toBuffer()
  const original = await decodeImage(whole)
  const small = { width: original.width / factor, height: original.height / factor }
  const data = new Uint8Array(small.width * small.height * 3)
  for (let y = 0, to = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++)
      for (let channel = 0; channel < 3; channel++, to++) {
        let sum = 0
        for (let j = 0; j < factor; j++)
          for (let i = 0; i < factor; i++) sum += original.data[((y * factor + j) * original.width + x * factor + i) * 3 + channel]!
        data[to] = Math.round(sum / (factor * factor))
      }
  return {
    original,
    small: await sharp(data, { raw: { ...small, channels: 3 } })
      .png()
      .toBuffer(),
  }
}

async function addNoise(png: Buffer, deviation: number): Promise<Buffer> {
  const pixels = await decodeImage(png)
  const random = createRandom(5)
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const data = pixels.data.map((value) => Math.max(0, Math.min(255, Math.round(value + deviation * gaussian()))))
  return toSharp({ ...pixels, data })
    .png()
    .toBuffer()
}

const cut = async (pixels: Pixels, area: Region) => decodeImage(await toSharp(pixels).extract(area).png().toBuffer())

describe('upscale-image on the CPU', () => {
  for (const factor of [2, 4])
    for (const name of PHOTOS)
      it(`restores ${name}, shrunk to 1/${String(factor)}, better than Lanczos does`, async () => {
        const { original, small } = await shrinkPhoto(name, factor)
        const enlarged = await runToPixels({ factor }, small)
        const { width, height } = original
        const lanczos = await decodeImage(await sharp(small).resize(width, height, { kernel: 'lanczos3' }).png().toBuffer())
        assert.deepEqual([enlarged.width, enlarged.height], [width, height])
        const [model, plain] = [structuralSimilarity(original, enlarged), structuralSimilarity(original, lanczos)]
        assert.ok(model > plain + 0.005, `${String(model)} against ${String(plain)}`)
      })

  it('makes up nothing that its source denies: shrunk again, the result is the source', async () => {
    const { small } = await shrinkPhoto('chelsea.png', 2)
    const enlarged = await runToPixels({ factor: 2 }, small)
    const source = await decodeImage(small)
    let sum = 0
    for (let y = 0; y < source.height; y++)
      for (let x = 0; x < source.width * 3; x++) {
        const [column, channel] = [Math.floor(x / 3), x % 3]
        const at = (j: number, i: number) => enlarged.data[((y * 2 + j) * enlarged.width + column * 2 + i) * 3 + channel]!
        sum += Math.abs((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4 - source.data[y * source.width * 3 + x]!)
      }
    const mean = sum / source.data.length
    assert.ok(mean < 0.6, `mean difference ${String(mean)}`)
  })

  it('shows no seam between tiles: a part gives the same pixels as the whole', async () => {
    const source = sharp(await photo('astronaut.png'))
    // 400 pixels are two tiles; the part of 120 around the seam at 200 is one.
    const whole = await runToPixels(
      { factor: 2 },
      await source.clone().extract({ left: 0, top: 0, width: 400, height: 60 }).png().toBuffer(),
    )
    const part = await runToPixels(
      { factor: 2 },
      await source.clone().extract({ left: 140, top: 0, width: 120, height: 60 }).png().toBuffer(),
    )
    let worst = 0
    for (let y = 0; y < 120; y++)
      for (let x = 30; x < 210; x++)
        for (let channel = 0; channel < 3; channel++)
          worst = Math.max(worst, Math.abs(whole.data[(y * 800 + x + 280) * 3 + channel]! - part.data[(y * 240 + x) * 3 + channel]!))
    assert.ok(worst <= 1, `worst difference ${String(worst)}`)
  })

  it('keeps alpha and takes pictures of one pixel, of odd sides and of grey', async () => {
    const see = (width: number, height: number, channels: 3 | 4) =>
      sharp({ create: { width, height, channels, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } })
        .png()
        .toBuffer()
    const seeThrough = await runToPixels({ factor: 3 }, await see(33, 21, 4))
    assert.deepEqual([seeThrough.width, seeThrough.height, seeThrough.channels], [99, 63, 4])
    assert.ok(Math.abs(seeThrough.data[3]! - 128) <= 1)
    const dot = await runToPixels({ factor: 4 }, await see(1, 1, 3))
    assert.deepEqual([dot.width, dot.height], [4, 4])
    const grey = await runToPixels(
      { factor: 2 },
      await sharp(await photo('camera.png'))
        .resize(31)
        .toColourspace('b-w')
        .png()
        .toBuffer(),
    )
    assert.deepEqual([grey.width, grey.channels], [62, 3])
  })

  it('refuses what would exceed 50 megapixels, before any work', async () => {
    const large = await sharp({ create: { width: 3600, height: 3600, channels: 3, background: '#888' } })
      .png()
      .toBuffer()
    await assert.rejects(run({ factor: 2 }, large), { code: 'invalid_input' })
  })

  it('takes care of faces: noise goes and the face comes nearer to what it was, and nothing else changes', async () => {
    const { original, small } = await shrinkPhoto('astronaut.png', 2)
    const noisy = await addNoise(small, 12)
    const [plain, cared] = [await runToPixels({ factor: 2 }, noisy), await runToPixels({ factor: 2, faces: true }, noisy)]
    const likeness = async (pixels: Pixels) =>
      structuralSimilarity(await cut(original, ASTRONAUTS_FACE), await cut(pixels, ASTRONAUTS_FACE))
    const [before, after] = [await likeness(plain), await likeness(cared)]
    assert.ok(after > before + 0.015, `${String(after)} against ${String(before)}`)
    for (const area of [
      { left: 0, top: 0, width: 512, height: 40 },
      { left: 0, top: 220, width: 512, height: 292 },
    ])
      assert.deepEqual((await cut(cared, area)).data, (await cut(plain, area)).data)
  })

  it('keeps a clean face as it is told: care costs less than a hundredth of likeness', async () => {
    for (const [name, area] of [
      ['astronaut.png', ASTRONAUTS_FACE],
      ['grace_hopper.jpg', { left: 170, top: 134, width: 186, height: 198 }],
    ] as const) {
      const { original, small } = await shrinkPhoto(name, 2)
      const [plain, cared] = [await runToPixels({ factor: 2 }, small), await runToPixels({ factor: 2, faces: true }, small)]
      const face = await cut(original, area)
      const lost = structuralSimilarity(face, await cut(plain, area)) - structuralSimilarity(face, await cut(cared, area))
      assert.ok(lost < 0.01, `${name} lost ${String(lost)}`)
    }
  })

  it('says when there is no face to take care of, and nothing when there is', async () => {
    const codes = async (name: string) => {
      const small = await sharp(await photo(name))
        .resize(96)
        .png()
        .toBuffer()
      return (await run({ factor: 2, faces: true }, small)).warnings.map(({ code }) => code)
    }
    assert.deepEqual(await codes('chelsea.png'), ['no_face_found'])
    assert.deepEqual(await codes('astronaut.png'), [])
  })

  it('stops between two tiles when it is canceled, and tells how far it is', async () => {
    const controller = new AbortController()
    const seen: number[] = []
    const running = run({ factor: 2 }, await photo('chelsea.png'), controller.signal, (fraction) => {
      seen.push(fraction)
      if (seen.length === 2) controller.abort(new Error('canceled'))
    })
    await assert.rejects(running, { message: 'canceled' })
    assert.equal(seen.length, 2)
    assert.ok(seen[0]! > 0 && seen[0]! < seen[1]! && seen[1]! < 1)
  })

  it('gives the same pixels each time', async () => {
    const small = await sharp(await photo('astronaut.png'))
      .resize(128)
      .png()
      .toBuffer()
    const [first, second] = [await runToPixels({ factor: 3, faces: true }, small), await runToPixels({ factor: 3, faces: true }, small)]
    assert.deepEqual(first.data, second.data)
  })
})
