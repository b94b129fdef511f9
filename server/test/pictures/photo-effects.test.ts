import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import type { EffectResult } from '../../src/domain/operation.ts'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'

const photo = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))
const TRAINED = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

function run(operation: string, input: Record<string, unknown>, bytes: Uint8Array): Promise<EffectResult> {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  return engine.run({ jobId: 'job_test', operation, input, media }, { signal: never, onProgress: ignore })
}

async function runToPixels(operation: string, input: Record<string, unknown>, bytes: Uint8Array): Promise<Pixels> {
  const { outputs } = await run(operation, input, bytes)
  assert.equal(outputs.length, 1)
  return decodeImage(outputs[0]!.bytes)
}

/** Whether each pixel is more solid than not. */
function solid({ width, height, channels, data }: Pixels, channel: number): boolean[] {
  return Array.from({ length: width * height }, (_, i) => data[i * channels + channel]! > 127)
}

/** The shared share of two shapes. */
function intersectionOverUnion(a: readonly boolean[], b: readonly boolean[]): number {
  const both = a.filter((value, i) => value && b[i]).length
  const either = a.filter((value, i) => value || b[i]).length
  return both / either
}

describe('remove-background', () => {
  it('finds the astronaut: at least 0.9 of her outline, drawn by hand, is shared', async () => {
    // Traced roughly by hand on photos/astronaut.png (512 × 512).
    const outline =
      'M152 60 175 22 235 12 285 38 302 80 292 130 262 165 290 205 305 250 350 290 372 350 430 342 480 375 505 430 505 512 20 512 25 380 45 290 115 235 125 180 160 160 185 165 175 130 158 100z'
    const drawn = await sharp(
      Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><path fill="#fff" d="${outline}"/></svg>`),
    )
      .flatten({ background: '#000' })
      .png()
      .toBuffer()
    const cut = await runToPixels('remove-background', { subject: 'auto' }, await photo('astronaut.png'))
    assert.deepEqual([cut.width, cut.height, cut.channels], [512, 512, 4])
    const shared = intersectionOverUnion(solid(cut, 3), solid(await decodeImage(drawn), 0))
    assert.ok(shared > 0.9, `shared ${String(shared)}`)
  })

  it('finds the same outline again before another background, with the colours of the person rather than of the background', async () => {
    const first = await run('remove-background', { subject: 'auto' }, await photo('grace_hopper.jpg'))
    const known = await decodeImage(first.outputs[0]!.bytes)
    const background = await sharp({ create: { width: known.width, height: known.height, channels: 3, background: '#38b048' } })
      .png()
      .toBuffer()
    const composite = await sharp(background)
      .composite([{ input: Buffer.from(first.outputs[0]!.bytes) }])
      .png()
      .toBuffer()
    const again = await runToPixels('remove-background', { subject: 'auto' }, composite)
    const shared = intersectionOverUnion(solid(known, 3), solid(again, 3))
    assert.ok(shared > 0.95, `shared ${String(shared)}`)

    // In the rim, where both are mixed, the green of the background must be gone.
    let green = 0
    let rim = 0
    for (let i = 0; i < again.width * again.height; i++) {
      const [r = 0, g = 0, b = 0, alpha = 0] = again.data.subarray(i * 4, i * 4 + 4)
      if (alpha < 60 || alpha > 200) continue
      rim++
      if (g > r + 40 && g > b + 40) green++
    }
    assert.ok(rim > 100, `rim ${String(rim)}`)
    assert.ok(green / rim < 0.1, `green ${String(green / rim)}`)
  })

  it('says so where there is nobody', async () => {
    const gradient =
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><linearGradient id="a"><stop stop-color="#7ab"/><stop offset="1" stop-color="#def"/></linearGradient><rect width="300" height="200" fill="url(#a)"/></svg>'
    const empty = await sharp(Buffer.from(gradient)).png().toBuffer()
    await assert.rejects(run('remove-background', { subject: 'auto' }, empty), { code: 'subject_not_found' })
    await assert.rejects(run('remove-background', { subject: 'person' }, await photo('rocket.jpg')), { code: 'subject_not_found' })
  })

  it('keeps what was transparent before transparent', async () => {
    const half = await sharp(await photo('astronaut.png'))
      .resize(256)
      .composite([{ input: Buffer.from('<svg width="256" height="256"><rect width="128" height="256"/></svg>'), blend: 'dest-out' }])
      .png()
      .toBuffer()
    const cut = await runToPixels('remove-background', { subject: 'auto' }, half)
    for (let y = 0; y < 256; y += 5) assert.equal(cut.data[(y * 256 + 60) * 4 + 3], 0)
  })

  it('marks its result as made with a trained model', async () => {
    const { outputs } = await run('remove-background', { subject: 'auto' }, await photo('astronaut.png'))
    const { xmpAsString } = await sharp(outputs[0]!.bytes).metadata()
    assert.ok(xmpAsString?.includes(TRAINED))
  })
})

describe('decoding', () => {
  it('applies orientation', async () => {
    const turned = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#123' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    const { width, height } = await decodeImage(turned)
    assert.deepEqual([width, height], [20, 40])
  })

  it('refuses too many pixels by the header alone, and SVG', async () => {
    const bomb = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    // The header's chunk: width and height behind the 8 bytes of the signature, the length and the type; its checksum last.
    bomb.writeUInt32BE(30000, 16)
    bomb.writeUInt32BE(30000, 20)
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29)
    await assert.rejects(decodeImage(bomb), { reason: 'too_large' })
    await assert.rejects(decodeImage(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')), {
      reason: 'unsupported',
    })
  })

  it('calls a truncated picture broken', async () => {
    const bytes = await photo('coffee.png')
    await assert.rejects(decodeImage(bytes.subarray(0, bytes.length / 2)), { reason: 'broken' })
  })
})
