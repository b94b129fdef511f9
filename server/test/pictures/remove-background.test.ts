import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import sharp from 'sharp'
import type { EffectResult } from '../../src/domain/operation.ts'
import { createBuiltinEngine } from '../../src/engines/builtin/engine.ts'
import { decodeImage } from '../../src/imaging/decode.ts'
import { operations } from '../../src/operations/index.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { ignore, never } from '../conformance/engine.ts'
import { BACKGROUNDS, makeBackground, objectComposites, personComposites, type Composite } from '../helpers/composites.ts'

const photo = (name: string) => readFile(new URL(`../../../photos/${name}`, import.meta.url))

let engine: Engine
before(() => {
  engine = createBuiltinEngine({ operations, threads: 1 })
})
after(() => engine.close())

function cutOut(bytes: Uint8Array, subject = 'auto'): Promise<EffectResult> {
  const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: Uint8Array.from(bytes) } }
  return engine.run({ jobId: 'job_test', operation: 'remove-background', input: { subject }, media }, { signal: never, onProgress: ignore })
}

interface Score {
  readonly name: string
  /** Shared share of the two shapes, more solid than not. */
  readonly overlap: number
  /** Mean absolute error of alpha (0..1) over the picture. */
  readonly error: number
}

async function score({ name, png, alpha }: Composite): Promise<Score> {
  const { outputs } = await cutOut(png)
  const { data } = await decodeImage(outputs[0]!.bytes)
  let [both, either, error] = [0, 0, 0]
  alpha.forEach((known, i) => {
    const found = data[i * 4 + 3]!
    if (known > 127 && found > 127) both++
    if (known > 127 || found > 127) either++
    error += Math.abs(known - found) / 255
  })
  return { name, overlap: both / either, error: error / alpha.length }
}

async function scoreAll(composites: AsyncIterable<Composite>): Promise<Score[]> {
  const scores: Score[] = []
  for await (const composite of composites) scores.push(await score(composite))
  return scores.toSorted((a, b) => a.overlap - b.overlap)
}

const table = (scores: readonly Score[]) =>
  scores.map(({ name, overlap, error }) => `${overlap.toFixed(3)}  ${error.toFixed(4)}  ${name}`).join('\n')
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('remove-background finds a subject whose alpha is known', () => {
  it('shares at least 0.95 with each of two people, traced by hand, before each of eight backgrounds', async (t) => {
    const scores = await scoreAll(personComposites())
    t.diagnostic(`overlap, error of alpha\n${table(scores)}`)
    assert.equal(scores.length, 16)
    assert.ok(scores.every(({ overlap }) => overlap >= 0.95), table(scores)) // prettier-ignore
    assert.ok(mean(scores.map(({ error }) => error)) < 0.01, table(scores))
  })

  it('shares at least 0.98 in the mean with drawn and textured objects, and at least 0.95 with each', async (t) => {
    const scores = await scoreAll(objectComposites())
    t.diagnostic(`overlap, error of alpha\n${table(scores)}`)
    assert.equal(scores.length, 39)
    assert.ok(scores.every(({ overlap }) => overlap >= 0.95), table(scores)) // prettier-ignore
    assert.ok(mean(scores.map(({ overlap }) => overlap)) >= 0.98, table(scores))
    assert.ok(mean(scores.map(({ error }) => error)) < 0.01, table(scores))
  })
})

describe('remove-background and what is no person', () => {
  it('keeps the whole cup with its saucer, and tells that no model made it', async () => {
    const { outputs, fidelity } = await cutOut(await photo('coffee.png'))
    assert.equal(fidelity, 'algorithm')
    const { width, data } = await decodeImage(outputs[0]!.bytes)
    const alphaAt = (x: number, y: number) => data[(y * width + x) * 4 + 3]!
    for (const [x, y] of [[290, 150], [190, 100], [110, 250], [440, 260], [260, 360], [365, 290]] as const) assert.ok(alphaAt(x, y) > 230, `${String(x)}, ${String(y)}`) // prettier-ignore
    for (const [x, y] of [[40, 30], [540, 60], [560, 330], [40, 330], [300, 395]] as const) assert.ok(alphaAt(x, y) < 25, `${String(x)}, ${String(y)}`) // prettier-ignore
  })

  it('keeps the rocket and leaves the sky and the towers', async () => {
    const { outputs, fidelity } = await cutOut(await photo('rocket.jpg'))
    assert.equal(fidelity, 'algorithm')
    const { width, data } = await decodeImage(outputs[0]!.bytes)
    const alphaAt = (x: number, y: number) => data[(y * width + x) * 4 + 3]!
    for (const y of [140, 200, 260, 320, 380]) assert.ok(alphaAt(320, y) > 200, String(y))
    for (const [x, y] of [[100, 100], [260, 100], [200, 250], [450, 250], [600, 100], [30, 200]] as const) assert.ok(alphaAt(x, y) < 25, `${String(x)}, ${String(y)}`) // prettier-ignore
  })

  it('keeps a cat and leaves the blurred cloth behind it, at any size', async () => {
    for (const size of [300, 451, 512, 1200]) {
      const { outputs } = await cutOut(
        await sharp(await photo('chelsea.png'))
          .resize(size)
          .png()
          .toBuffer(),
      )
      const { width, data } = await decodeImage(outputs[0]!.bytes)
      const alphaAt = (x: number, y: number) => data[(Math.round((y * size) / 451) * width + Math.round((x * size) / 451)) * 4 + 3]!
      for (const [x, y] of [[150, 110], [290, 230], [60, 200], [240, 20], [325, 15]] as const) assert.ok(alphaAt(x, y) > 230, `${String(size)}: ${String(x)}, ${String(y)}`) // prettier-ignore
      for (const [x, y] of [[430, 40], [430, 150], [430, 240], [390, 200]] as const) assert.ok(alphaAt(x, y) < 25, `${String(size)}: ${String(x)}, ${String(y)}`) // prettier-ignore
    }
  })

  it('tells that a model made the cut-out of a person, also in the mark of the file, and says nothing of one where none did', async () => {
    for (const [name, made, mark] of [
      ['grace_hopper.jpg', 'model', /compositeWithTrainedAlgorithmicMedia/],
      ['coffee.png', 'algorithm', /algorithmicallyEnhanced/],
    ] as const) {
      const { outputs, fidelity } = await cutOut(await photo(name))
      assert.equal(fidelity, made)
      assert.match((await sharp(outputs[0]!.bytes).metadata()).xmpAsString ?? '', mark)
    }
  })

  it('looks for what the caller names', async () => {
    await assert.rejects(cutOut(await photo('rocket.jpg'), 'person'), { code: 'subject_not_found' })
    assert.equal((await cutOut(await photo('coffee.png'), 'object')).fidelity, 'algorithm')
  })

  for (const background of BACKGROUNDS)
    it(`says that nothing stands out in a picture of ${background} alone`, async () => {
      await assert.rejects(cutOut(await makeBackground(background)), { code: 'subject_not_found' })
    })

  it('takes pictures of one pixel, of one row and of one colour for what they are', async () => {
    for (const [width, height] of [[1, 1], [300, 1], [1, 300], [64, 64]] as const) // prettier-ignore
      await assert.rejects(cutOut(await sharp({ create: { width, height, channels: 3, background: '#a33' } }).png().toBuffer()), { code: 'subject_not_found' }) // prettier-ignore
  })

  it('gives the same pixels again, also after other pictures', async () => {
    const first = await cutOut(await photo('coffee.png'))
    await cutOut(await photo('rocket.jpg'))
    const again = await cutOut(await photo('coffee.png'))
    assert.deepEqual((await decodeImage(again.outputs[0]!.bytes)).data, (await decodeImage(first.outputs[0]!.bytes)).data)
  })
})
