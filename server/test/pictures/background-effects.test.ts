import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import { AtelierError } from '../../src/domain/errors.ts'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { ciede2000 } from '../../src/imaging/ciede2000.ts'
import { coverSize } from '../../src/imaging/cover.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { LINEAR_OF_BYTE, toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

const read = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))
const load = async (name: string) => decodeImage(await read(name))
const toPng = ({ width, height, channels, data }: Pixels) => sharp(data, { raw: { width, height, channels } }).png().toBuffer()

async function run(operation: string, files: Record<string, Uint8Array>, input: Record<string, unknown>): Promise<Pixels> {
  const media = Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [name, { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) }]),
  )
  const task = { jobId: 'job_test', operation, input: { subject: 'auto', ...input }, media }
  const { outputs } = await engine.run(task, { signal: never, onProgress: ignore })
  return decodeImage(outputs[0]!.bytes)
}

/** Opacity of the cut-out, 0..255 per pixel: what the effects take for the subject. */
const opacityOf = async (photo: Uint8Array) => {
  const { data } = await run('remove-background', { image: photo }, {})
  return Uint8Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 3]!)
}

/** Of the pixels that `within` names, whose neighbours are all named as well. */
function laplacianVariance({ width, height, channels, data }: Pixels, within: (i: number) => boolean): number {
  const at = (i: number) => data[i * channels + 1]!
  let [sum, squares, count] = [0, 0, 0]
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const around = [i - 1, i + 1, i - width, i + width]
      if (!within(i) || !around.every(within)) continue
      const value = around.reduce((total, near) => total + at(near), -4 * at(i))
      sum += value
      squares += value * value
      count++
    }
  return squares / count - (sum / count) ** 2
}

describe('blur-background', () => {
  for (const photo of ['astronaut.png', 'camera.png', 'coffee.png'])
    it(`keeps the subject of ${photo} as sharp as it was, and the rest the less the higher the intensity`, async (t) => {
      const bytes = await read(photo)
      const opacity = await opacityOf(bytes)
      const pictures = [await load(photo)]
      for (const intensity of [0.15, 0.4, 1]) pictures.push(await run('blur-background', { image: bytes }, { intensity }))
      const inside = pictures.map((picture) => laplacianVariance(picture, (i) => opacity[i] === 255))
      const outside = pictures.map((picture) => laplacianVariance(picture, (i) => opacity[i] === 0))
      t.diagnostic(
        `inside ${inside.map((value) => value.toFixed(1)).join(', ')}; outside ${outside.map((value) => value.toFixed(1)).join(', ')}`,
      )
      for (const value of inside) assert.ok(Math.abs(value / inside[0]! - 1) < 0.01, String(value))
      assert.ok(outside[1]! < 0.25 * outside[0]! && outside[2]! < 0.75 * outside[1]! && outside[3]! < 0.95 * outside[2]!, String(outside))
    })

  it('lets no colour of the subject run into the blur: behind a red disc on grey all stays grey', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#8c8c8c"/><circle cx="200" cy="150" r="70" fill="#d01818"/></svg>`
    const bytes = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer()
    const { width, data } = await run('blur-background', { image: bytes }, { intensity: 1, subject: 'object' })
    let worst = 0
    for (let i = 0; i < data.length / 3; i++) {
      const away = Math.hypot((i % width) - 200, Math.floor(i / width) - 150)
      if (away > 75) worst = Math.max(worst, Math.abs(data[i * 3]! - data[i * 3 + 1]!))
    }
    assert.ok(worst <= 6, String(worst))
  })

  it('turns a small light behind the subject into a disc, brighter than a mean of bytes would be', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#202020"/><rect x="40" y="40" width="5" height="5" fill="#fff"/><rect x="150" y="90" width="110" height="210" fill="#c06020"/></svg>`
    const bytes = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer()
    const { width, data } = await run('blur-background', { image: bytes }, { intensity: 0.5, subject: 'object' })
    const at = (x: number, y: number) => LINEAR_OF_BYTE[data[(y * width + x) * 3]!]!
    // The disc has a radius of 0.017 * 400 = 6.8 pixels: even inside, nothing beyond.
    assert.ok(at(42, 42) > 0.15 && Math.abs(at(42, 42) / at(45, 42) - 1) < 0.15, `${String(at(42, 42))} ${String(at(45, 42))}`)
    assert.ok(at(56, 42) < 0.02, String(at(56, 42)))
    const byBytes = (25 * 255 + (Math.PI * 6.8 ** 2 - 25) * 32) / (Math.PI * 6.8 ** 2)
    assert.ok(data[(42 * width + 42) * 3]! > byBytes + 20, `${String(data[(42 * width + 42) * 3])} ${String(byBytes)}`)
  })

  it('keeps the picture with an intensity of 0', async () => {
    assert.deepEqual(
      (await run('blur-background', { image: await read('coffee.png') }, { intensity: 0 })).data,
      (await load('coffee.png')).data,
    )
  })
})

describe('replace-background', () => {
  it('shows the colour and nothing else around the subject, and keeps the subject as it is', async () => {
    const bytes = await read('astronaut.png')
    const [photo, opacity] = [await decodeImage(bytes), await opacityOf(bytes)]
    const { data } = await run('replace-background', { image: bytes }, { color: '#3a7bd5' })
    for (let i = 0; i < opacity.length; i++) {
      const pixel = [...data.subarray(i * 3, i * 3 + 3)]
      if (opacity[i] === 0) assert.deepEqual(pixel, [0x3a, 0x7b, 0xd5])
      if (opacity[i] === 255) assert.deepEqual(pixel, [...photo.data.subarray(i * 3, i * 3 + 3)])
    }
  })

  it('shows the picture around the subject, which follows its light and keeps its drawing', async (t) => {
    const bytes = await read('astronaut.png')
    const [photo, opacity] = [await decodeImage(bytes), await opacityOf(bytes)]
    const behind = await coverSize(await load('rocket.jpg'), photo.width, photo.height)
    const result = await run('replace-background', { image: bytes, background: await toPng(await load('rocket.jpg')) }, { seed: 1 })
    let [worst, subject] = [0, 0]
    const [was, is] = [toLab(photo), toLab(result)]
    const gains: [number, number, number] = [0, 0, 0]
    let [lighter, pixels] = [0, 0]
    for (let i = 0; i < opacity.length; i++)
      if (opacity[i] === 0) for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(result.data[i * 3 + c]! - behind.data[i * 3 + c]!))
      else if (opacity[i] === 255) {
        pixels++
        lighter += is[i * 3]! - was[i * 3]!
        subject += ciede2000([was[i * 3]!, was[i * 3 + 1]!, was[i * 3 + 2]!], [is[i * 3]!, is[i * 3 + 1]!, is[i * 3 + 2]!])
        for (let c = 0; c < 3; c++) gains[c]! += result.data[i * 3 + c]! - photo.data[i * 3 + c]!
      }
    t.diagnostic(
      `outside at most ${String(worst)} levels; subject ${(subject / pixels).toFixed(1)} CIEDE2000, L* ${(lighter / pixels).toFixed(1)}`,
    )
    // Grain is added where the photo has more than the background.
    assert.ok(worst <= 12, String(worst))
    assert.ok(subject / pixels < 8, String(subject / pixels))
    assert.ok(lighter < 0 && gains[2] > gains[0], 'before a dark blue sky the subject gets darker and bluer')
  })

  it('draws the scene of a prompt behind, the same for the same seed', async () => {
    const bytes = await read('grace_hopper.jpg')
    const [first, again, other] = [
      await run('replace-background', { image: bytes }, { prompt: 'a garden in the morning', seed: 1 }),
      await run('replace-background', { image: bytes }, { prompt: 'a garden in the morning', seed: 1 }),
      await run('replace-background', { image: bytes }, { prompt: 'the sea at night', seed: 1 }),
    ]
    assert.deepEqual(first.data, again.data)
    // Grass below, sky above.
    const at = (picture: Pixels, x: number, y: number) => [
      ...picture.data.subarray((y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3),
    ]
    const [red, green, blue] = at(first, 6, Math.round(0.75 * first.height)) as [number, number, number]
    assert.ok(green > red && green > blue, `${String(red)} ${String(green)} ${String(blue)}`)
    const night = at(other, 6, 6)
    assert.ok(Math.max(...night) < 120, String(night))
  })

  it('gives a thing that stands a shadow, darkest under it and none beside it', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="#8c8c8c"/><rect x="150" y="100" width="100" height="200" fill="#c06020"/></svg>`
    const image = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer()
    const background = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#d0d0d0' } })
      .png()
      .toBuffer()
    const { width, data } = await run('replace-background', { image, background }, { subject: 'object', seed: 1 })
    const at = (x: number, y: number) => data[(y * width + x) * 3]!
    assert.ok(at(200, 304) < 0.75 * 0xd0, String(at(200, 304)))
    assert.ok(at(200, 304) < at(200, 312) && at(200, 312) < 0xd0)
    assert.equal(at(40, 304), 0xd0)
    assert.equal(at(200, 60), 0xd0)
  })

  it('needs exactly one background', () => {
    const { check } = operations.find(({ name }) => name === 'replace-background')!
    for (const input of [{}, { color: '#ffffff', prompt: 'a lake' }])
      assert.throws(() => check!(input), (error) => error instanceof AtelierError && error.code === 'invalid_input' && error.details?.['field'] !== undefined) // prettier-ignore
    check!({ prompt: 'a lake' })
  })
})
