import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { AtelierError } from '../../domain/errors.ts'
import sharp, { type Sharp } from 'sharp'
import { decodeImage } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import effect from './cpu.ts'
import { inpaint } from './definition.ts'

const photo = async (name: string) => new Uint8Array(await readFile(new URL(`../../../../photos/${name}`, import.meta.url)))
const file = (bytes: Uint8Array<ArrayBuffer>) => ({ kind: 'image' as const, mime: 'image/png', bytes })
const bytesOf = async (image: Sharp) => new Uint8Array(await image.png().toBuffer())
const svg = (width: number, height: number, body: string) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}">${body}</svg>`))
const blackAnd = (width: number, height: number, body: string) =>
  bytesOf(svg(width, height, `<rect width="100%" height="100%"/>${body}`).flatten({ background: '#000' }))

async function run(
  image: Uint8Array<ArrayBuffer>,
  mask: Uint8Array<ArrayBuffer>,
  input: Record<string, unknown> = {},
  signal?: AbortSignal,
) {
  const told: number[] = []
  const result = await effect(
    { strength: 0.8, count: 1, seed: 1, ...input },
    { image: file(image), mask: file(mask) },
    { signal: signal ?? new AbortController().signal, onProgress: (fraction) => told.push(fraction) },
  )
  const pictures = await Promise.all(result.outputs.map(({ bytes }) => decodeImage(bytes)))
  return { pictures, told, codes: result.warnings.map(({ code }) => code), warnings: result.warnings }
}

/** The pixels at which two pictures differ. */
function changed(a: Pixels, b: Pixels): number[] {
  const at = (p: Pixels, i: number) => p.data.subarray(i * p.channels, i * p.channels + 3).join()
  return Array.from({ length: a.width * a.height }, (_, i) => i).filter((i) => at(a, i) !== at(b, i))
}

// Half the size: the guarantees are the same, the tests sooner done.
const [W, H] = [226, 150]
const chelsea = await bytesOf(sharp(await photo('chelsea.png')).resize(W, H, { fit: 'fill' }))
const cat = await decodeImage(chelsea)
const white = '<ellipse cx="190" cy="35" rx="16" ry="20" fill="#fff"/>'

describe('inpaint on the CPU', () => {
  it('keeps every pixel that the mask shows black, bit by bit, with and without a prompt', async () => {
    const mask = await blackAnd(W, H, white)
    const black = await decodeImage(mask)
    for (const prompt of [undefined, 'a red balloon', 'a dog']) {
      const { pictures } = await run(chelsea, mask, { prompt })
      const touched = changed(cat, pictures[0])
      assert.ok(touched.length > 500)
      for (const at of touched) assert.ok(black.data[at * 3] > 0)
    }
  })

  it('keeps the picture with an empty mask, and says so; with strength 0 as well', async () => {
    const empty = await run(chelsea, await blackAnd(W, H, ''))
    assert.deepEqual(empty.pictures[0], cat)
    assert.deepEqual(empty.codes, ['mask_empty'])
    assert.deepEqual((await run(chelsea, await blackAnd(W, H, white), { strength: 0 })).pictures[0], cat)
  })

  it('makes no several equal pictures where nothing changes: that would be charged for nothing', async () => {
    const wrong = (field: string) => (error: unknown) =>
      error instanceof AtelierError && error.code === 'invalid_input' && error.details?.field === field
    await assert.rejects(run(chelsea, await blackAnd(W, H, ''), { count: 2 }), wrong('mask'))
    await assert.rejects(run(chelsea, await blackAnd(W, H, white), { strength: 0, count: 3 }), wrong('strength'))
  })

  it('keeps alpha and pixels of a transparent picture outside of the mask', async () => {
    const glass = await bytesOf(sharp(chelsea).ensureAlpha(0.5))
    const { pictures } = await run(glass, await blackAnd(W, H, white))
    const before = await decodeImage(glass)
    assert.equal(pictures[0].channels, 4)
    for (const i of [3, 4 * W * 100 + 3]) assert.equal(pictures[0].data[i], before.data[i])
  })

  it('takes strokes of any one colour on transparency for the mask', async () => {
    const strokes = await bytesOf(svg(W, H, white.replace('#fff', '#c02040')))
    const { pictures } = await run(chelsea, strokes)
    const plain = await run(chelsea, await blackAnd(W, H, white))
    assert.deepEqual(changed(pictures[0], plain.pictures[0]), [])
  })

  it('scales a mask of the same aspect and refuses one of another, telling both sizes', async () => {
    const { pictures } = await run(chelsea, await blackAnd(2 * W, 2 * H, '<rect x="350" y="30" width="50" height="80" fill="#fff"/>'))
    assert.ok(changed(cat, pictures[0]).every((at) => at % W > 170 && at % W < 205))
    await assert.rejects(run(chelsea, await blackAnd(150, 150, white)), {
      code: 'invalid_input',
      message: /150 × 150, the picture 226 × 150/,
    })
  })

  it('refuses a mask that covers everything, unless the prompt names what is to take its place', async () => {
    const all = await blackAnd(W, H, '<rect width="100%" height="100%" fill="#fff"/>')
    await assert.rejects(run(chelsea, all), { code: 'invalid_input', message: /whole picture/ })
    const { pictures } = await run(chelsea, all, { prompt: 'a cat in the garden' })
    assert.deepEqual([pictures[0].width, pictures[0].height], [W, H])
  })

  it('puts what the prompt names into the mask: a red balloon is red, a lemon yellow', async () => {
    const mask = await blackAnd(W, H, '<rect x="160" y="5" width="60" height="64" fill="#fff"/>')
    const meanOf = async (prompt: string) => {
      const { pictures, codes } = await run(chelsea, mask, { prompt })
      assert.deepEqual(codes, [])
      const at = (36 * W + 190) * 3
      return [...pictures[0].data.subarray(at, at + 3)]
    }
    const [red, , blue] = await meanOf('a red balloon')
    assert.ok(red > 120 && blue < red / 2)
    const lemon = await meanOf('a lemon')
    assert.ok(lemon[0] > 120 && lemon[1] > 100 && lemon[2] < lemon[1] / 1.5)
  })

  it('lights what it puts in like its surroundings: darker by night, without colour in a grey picture', async () => {
    const put = async (name: string) => {
      const image = await bytesOf(sharp(await photo(name)).resize(256))
      const { width, height } = await sharp(image).metadata()
      const [x, y] = [Math.round(width * 0.35), Math.round(height * 0.15)]
      const mask = await blackAnd(width, height, `<rect x="${String(x)}" y="${String(y)}" width="40" height="40" fill="#fff"/>`)
      const { pictures } = await run(image, mask, { prompt: 'a tangerine' })
      const at = ((y + 22) * width + x + 20) * pictures[0].channels
      return [...pictures[0].data.subarray(at, at + 3)]
    }
    const [night, day, grey] = [await put('rocket.jpg'), await put('coffee.png'), await put('camera.png')]
    assert.ok(night[0] < day[0] - 30, `${String(night[0])} by night, ${String(day[0])} by day`)
    assert.ok(Math.max(...grey) - Math.min(...grey) <= 2)
  })

  it('fills from the surroundings and warns when the prompt names nothing that it knows', async () => {
    const mask = await blackAnd(W, H, white)
    const { pictures, codes } = await run(chelsea, mask, { prompt: 'a blorfle' })
    assert.deepEqual(codes, ['prompt_words_ignored', 'prompt_without_object'])
    assert.deepEqual(pictures[0], (await run(chelsea, mask)).pictures[0])
  })

  it('says how the picture came about: altered, put together with a drawn thing, or drawn anew', async () => {
    const told = async (shape: string, prompt?: string) => {
      const media = { image: file(chelsea), mask: file(await blackAnd(W, H, shape)) }
      const context = { signal: new AbortController().signal, onProgress: () => undefined }
      const { outputs } = await effect({ strength: 0.8, count: 1, seed: 1, prompt }, media, context)
      return /digitalsourcetype\/(\w+)/.exec((await sharp(outputs[0].bytes).metadata()).xmpAsString ?? '')?.[1]
    }
    const all = '<rect width="100%" height="100%" fill="#fff"/>'
    assert.deepEqual(
      [await told(white), await told(white, 'a lemon'), await told(all, 'a lemon')],
      ['algorithmicallyEnhanced', 'composite', 'algorithmicMedia'],
    )
  })

  it('gives identical pixels for a seed, and counts seeds up within a job', async () => {
    const mask = await blackAnd(W, H, white)
    const [one, both, next] = [await run(chelsea, mask, { seed: 5 }), await run(chelsea, mask, { seed: 5, count: 2 }), await run(chelsea, mask, { seed: 6 })] // prettier-ignore
    assert.deepEqual(both.pictures, [one.pictures[0], next.pictures[0]])
    assert.ok(changed(one.pictures[0], next.pictures[0]).length > 0)
    assert.deepEqual(
      both.told,
      both.told.toSorted((a, b) => a - b),
    )
    assert.equal(both.told.at(-1), 1)
  })

  it('gives the size that is asked for, else that of the picture', async () => {
    const mask = await blackAnd(W, H, white)
    const sizes = async (input: object) => {
      const { pictures } = await run(chelsea, mask, { ...input })
      return [pictures[0].width, pictures[0].height]
    }
    assert.deepEqual(await sizes({}), [W, H])
    assert.deepEqual(await sizes({ width: 256, height: 256 }), [256, 256])
    assert.deepEqual(await sizes({ width: 200 }), [200, 133])
  })

  it('stops when its signal is aborted', async () => {
    const reason = new Error('enough')
    const mask = await blackAnd(W, H, white)
    await assert.rejects(run(chelsea, mask, {}, AbortSignal.abort(reason)), (error) => error === reason)
  })

  it('declares what it is', () => {
    assert.equal(inpaint.cpu?.fidelity, 'algorithm')
  })
})
