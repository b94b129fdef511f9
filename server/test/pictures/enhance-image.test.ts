import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import type { EffectResult } from '../../src/domain/operation.ts'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { ciede2000 } from '../../src/imaging/ciede2000.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { encodeSrgb, LINEAR_OF_BYTE, toLab } from '../../src/imaging/lab.ts'
import type { Pixels } from '../../src/imaging/pixels.ts'
import { createRandom } from '../../src/imaging/random.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'

const PHOTOS = ['astronaut.png', 'camera.png', 'chelsea.png', 'coffee.png', 'grace_hopper.jpg', 'rocket.jpg']
/** What the schema fills in. */
const AUTO = { denoise: 'auto', light: 'auto', colour: 'auto', sharpen: 'auto' }

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

const load = async (name: string) => decodeImage(await readFile(new URL(`../../../photos/${name}`, import.meta.url)))
const toPng = ({ width, height, channels, data }: Pixels) => sharp(data, { raw: { width, height, channels } }).png().toBuffer()

async function run(
  picture: Pixels,
  input: Record<string, unknown> = {},
  onProgress: (fraction: number, message?: string) => void = ignore,
): Promise<EffectResult> {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(await toPng(picture)) } }
  const task = { jobId: 'job_test', operation: 'enhance-image', input: { ...AUTO, ...input }, media }
  return engine.run(task, { signal: never, onProgress })
}
const enhance = async (picture: Pixels, input?: Record<string, unknown>) => decodeImage((await run(picture, input)).outputs[0]!.bytes)

/** Mean CIEDE2000 over every seventh pixel. */
function difference(a: Pixels, b: Pixels): number {
  const [p, q] = [toLab(a), toLab(b)]
  const at = (lab: Float32Array, i: number) => [lab[i]!, lab[i + 1]!, lab[i + 2]!] as const
  let [sum, count] = [0, 0]
  for (let i = 0; i < p.length; i += 21, count++) sum += ciede2000(at(p, i), at(q, i))
  return sum / count
}

/** Decibels. */
function signalToNoise(a: Pixels, b: Pixels): number {
  const squares = a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0)
  return 10 * Math.log10((255 * 255 * a.data.length) / squares)
}

/** Multiplies linear light, as another lamp or another exposure would. */
function relight(picture: Pixels, gains: readonly [number, number, number], veil = 0): Pixels {
  return {
    ...picture,
    data: Uint8Array.from(picture.data, (value, i) => Math.round(255 * encodeSrgb(LINEAR_OF_BYTE[value]! * gains[i % 3]! + veil))),
  }
}

function addNoise(picture: Pixels, sigma: number): Pixels {
  const random = createRandom(1)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  return { ...picture, data: Uint8Array.from(picture.data, (value) => Math.max(0, Math.min(255, Math.round(value + sigma * normal())))) }
}

describe('enhance-image leaves good pictures alone', () => {
  for (const name of PHOTOS)
    it(`changes ${name} by less than 1 CIEDE2000 in the mean`, async () => {
      const picture = await load(name)
      assert.ok(difference(picture, await enhance(picture)) < 1)
    })

  it('changes no pixel where every strength is 0, whatever the defects', async () => {
    const picture = relight(addNoise(await load('astronaut.png'), 20), [0.4, 0.3, 0.2])
    assert.deepEqual((await enhance(picture, { denoise: 0, light: 0, colour: 0, sharpen: 0 })).data, picture.data)
  })
})

describe('enhance-image with a scale', () => {
  it('corrects first and enlarges then: nearer to the clean photo than the noisy one enlarged, and marked as by a model', async (t) => {
    const photo = await load('astronaut.png')
    const small = await decodeImage(
      await sharp(await toPng(photo))
        .resize(128)
        .png()
        .toBuffer(),
    )
    const truth = await decodeImage(
      await sharp(await toPng(photo))
        .resize(256)
        .png()
        .toBuffer(),
    )
    const noisy = addNoise(small, 15)
    const { outputs, fidelity } = await run(noisy, { scale: 2 })
    const enlarged = await decodeImage(outputs[0]!.bytes)
    const plain = await decodeImage(
      await sharp(await toPng(noisy))
        .resize(256, 256, { kernel: 'lanczos3' })
        .png()
        .toBuffer(),
    )
    const [by, without] = [signalToNoise(truth, enlarged), signalToNoise(truth, plain)]
    t.diagnostic(`${without.toFixed(1)} to ${by.toFixed(1)} dB`)
    assert.deepEqual([enlarged.width, enlarged.height, fidelity], [256, 256, 'model'])
    assert.ok(by > without + 1.5, `${String(without)} ${String(by)}`)
    const four = await decodeImage((await run(small, { scale: 4 })).outputs[0]!.bytes)
    assert.deepEqual([four.width, four.height], [512, 512])
    assert.equal((await run(small, { scale: 1 })).fidelity, 'algorithm')
  })
})

describe('enhance-image takes defects off that were put on', () => {
  for (const [sigma, gain] of [
    [5, 3],
    [10, 5],
    [20, 7],
  ] as const)
    // prettier-ignore
    it(`gains at least ${String(gain)} dB on every photo with noise of ${String(sigma)}`, async (t) => {
      for (const name of PHOTOS) {
        const picture = await load(name)
        const noisy = addNoise(picture, sigma)
        const [before, after] = [signalToNoise(picture, noisy), signalToNoise(picture, await enhance(noisy))]
        t.diagnostic(`${name}: ${before.toFixed(1)} to ${after.toFixed(1)} dB`)
        assert.ok(after >= before + gain, `${name}: ${String(before)} to ${String(after)}`)
      }
    })

  const CASTS = { warm: [1.25, 1, 0.6], cool: [0.65, 0.95, 1.3], green: [0.8, 1.1, 0.8] } as const
  for (const [cast, gains] of Object.entries(CASTS)) {
    it(`brings a ${cast} cast below 3.5 CIEDE2000 by itself where there are greys to tell`, async (t) => {
      for (const name of ['astronaut.png', 'camera.png']) {
        const picture = await load(name)
        const tinted = relight(picture, gains)
        const [before, after] = [difference(picture, tinted), difference(picture, await enhance(tinted))]
        t.diagnostic(`${name}: ${before.toFixed(1)} to ${after.toFixed(1)}`)
        assert.ok(before > 7 && after < 3.5, `${name}: ${String(before)} to ${String(after)}`)
      }
    })

    it(`brings a ${cast} cast on a portrait before red, white and blue below 3 CIEDE2000 when asked to`, async () => {
      const picture = await load('grace_hopper.jpg')
      const tinted = relight(picture, gains)
      const after = difference(picture, await enhance(tinted, { colour: 1 }))
      assert.ok(difference(picture, tinted) > 5 && after < 3, String(after))
    })
  }

  for (const exposure of [0.35, 0.15])
    it(`brings a photo with ${String(exposure)} of its light back to less than half of the difference`, async (t) => {
      for (const name of PHOTOS) {
        const picture = await load(name)
        const dark = relight(picture, [exposure, exposure, exposure])
        const [before, after] = [difference(picture, dark), difference(picture, await enhance(dark))]
        t.diagnostic(`${name}: ${before.toFixed(1)} to ${after.toFixed(1)}`)
        assert.ok(after < before / 2, `${name}: ${String(before)} to ${String(after)}`)
      }
    })

  it('takes a veil of haze off to less than half', async (t) => {
    for (const name of PHOTOS) {
      const picture = await load(name)
      const hazy = relight(picture, [0.7, 0.7, 0.7], 0.12)
      const [before, after] = [difference(picture, hazy), difference(picture, await enhance(hazy))]
      t.diagnostic(`${name}: ${before.toFixed(1)} to ${after.toFixed(1)}`)
      assert.ok(after < before / 2, `${name}: ${String(before)} to ${String(after)}`)
    }
  })

  it('brings blur of 1.5 pixels nearer to the original, by 0.8 dB in the mean', async (t) => {
    let sum = 0
    for (const name of PHOTOS) {
      const picture = await load(name)
      const blurred = await decodeImage(await sharp(await toPng(picture)).blur(1.5).png().toBuffer()) // prettier-ignore
      const gain = signalToNoise(picture, await enhance(blurred)) - signalToNoise(picture, blurred)
      t.diagnostic(`${name}: ${gain.toFixed(2)} dB`)
      assert.ok(gain > 0, `${name}: ${String(gain)}`)
      sum += gain
    }
    assert.ok(sum / PHOTOS.length > 0.8, String(sum / PHOTOS.length))
  })

  it('brings a JPEG of quality 15 nearer to the original', async (t) => {
    for (const name of PHOTOS) {
      const picture = await load(name)
      const crushed = await decodeImage(await sharp(await toPng(picture)).jpeg({ quality: 15 }).toBuffer()) // prettier-ignore
      const gain = signalToNoise(picture, await enhance(crushed)) - signalToNoise(picture, crushed)
      t.diagnostic(`${name}: ${gain.toFixed(2)} dB`)
      assert.ok(gain > 0.1, `${name}: ${String(gain)}`)
    }
  })
})

describe('enhance-image as an effect', () => {
  it('gives the same pixels again', async () => {
    const picture = addNoise(relight(await load('coffee.png'), [0.4, 0.4, 0.4]), 8)
    assert.deepEqual((await enhance(picture)).data, (await enhance(picture)).data)
  })

  it('keeps alpha, and takes pictures of any small size', async () => {
    for (const [width, height] of [
      [1, 1],
      [3, 200],
      [9, 7],
      [33, 8],
    ] as const) {
      // prettier-ignore
      const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 37) % 200)
      const result = await enhance({ width, height, channels: 4, data }, { denoise: 1, light: 1, colour: 1, sharpen: 1 })
      assert.deepEqual([result.width, result.height, result.channels], [width, height, 4])
      for (let i = 3; i < data.length; i += 4) assert.equal(result.data[i], data[i])
    }
  })

  it('tells while it runs what it measured', async () => {
    const messages: string[] = []
    const { fidelity } = await run(addNoise(await load('camera.png'), 10), {}, (_fraction, message) => {
      if (message) messages.push(message)
    })
    assert.match(
      messages[0] ?? '',
      /^noise 6\.\d in luma and 6\.\d in colour, JPEG blocks 0\.0, blur 0\.\d\d, levels \d+ to \d+, cast of 0 degrees, 0 % sure$/,
    )
    assert.equal(fidelity, 'algorithm')
  })

  it('marks its result as enhanced by an algorithm', async () => {
    const { outputs } = await run(await load('camera.png'))
    assert.ok((await sharp(outputs[0]!.bytes).metadata()).xmpAsString?.includes('digitalsourcetype/algorithmicallyEnhanced'))
  })
})
