import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import sharp from 'sharp'
import { decodeImage } from '../../imaging/decode.ts'
import { createRandom } from '../../imaging/random.ts'
import effect from './cpu.ts'
import { DRAWN_GLYPHS } from '../../scenes/draw/drawn-glyphs.ts'
import { HEADS } from '../../scenes/draw/bodies.ts'
import { getGlyph, measureGlyph } from '../../scenes/draw/glyphs.ts'
import { placeObjects } from '../../scenes/layout/place-objects.ts'
import { stageScene } from '../../scenes/layout/stage.ts'
import { terrainOf } from '../../scenes/layout/terrain.ts'
import { LOOKS } from '../../scenes/looks.ts'
import { findGlyph } from '../../scenes/parse/lexicon.ts'
import { parsePrompt } from '../../scenes/parse/parse-prompt.ts'

const canvas = { width: 256, height: 192 }

async function draw(input: Record<string, unknown>) {
  const progress: number[] = []
  const result = await effect(
    { prompt: 'a cat sleeps on the plane', ...canvas, count: 1, seed: 1, ...input },
    {},
    { signal: new AbortController().signal, onProgress: (fraction) => progress.push(fraction) },
  )
  const pixels = await Promise.all(result.outputs.map(({ bytes }) => decodeImage(bytes)))
  return { ...result, progress, pixels, codes: result.warnings.map(({ code }) => code) }
}

describe('text-to-image on the CPU', () => {
  it('gives the size and number that were asked for, and tells progress that never falls', async () => {
    const { pixels, progress } = await draw({ count: 3 })
    assert.deepEqual(pixels.map(({ width, height }) => [width, height]), [[256, 192], [256, 192], [256, 192]]) // prettier-ignore
    assert.deepEqual(
      progress,
      progress.toSorted((a, b) => a - b),
    )
    assert.deepEqual([progress[0], progress.at(-1)], [0, 1])
  })

  for (const [width, height] of [
    [64, 64],
    [64, 2048],
    [2048, 64],
    [1023, 511],
  ] as const)
    // prettier-ignore
    it(`draws ${String(width)} × ${String(height)}`, async () => {
      const { pixels } = await draw({ width, height })
      assert.deepEqual([pixels[0].width, pixels[0].height], [width, height])
    })

  it('gives identical pixels for a seed, different ones for another, and counts seeds up within a job', async () => {
    const [one, again, next, both] = [
      await draw({ seed: 5 }),
      await draw({ seed: 5 }),
      await draw({ seed: 6 }),
      await draw({ seed: 5, count: 2 }),
    ]
    assert.deepEqual(one.pixels[0], again.pixels[0])
    assert.notDeepEqual(one.pixels[0], next.pixels[0])
    assert.deepEqual(both.pixels, [one.pixels[0], next.pixels[0]])
  })

  it('has looks that all differ, each deterministic', async () => {
    const prints = new Set<string>()
    for (const { id } of LOOKS) {
      const [first, second] = [await draw({ model: id }), await draw({ model: id })]
      assert.deepEqual(first.codes, [])
      assert.deepEqual(first.pixels, second.pixels)
      prints.add(Buffer.from(first.pixels[0].data).toString('base64'))
    }
    assert.equal(prints.size, LOOKS.length)
  })

  it('warns of words and models that it does not know', async () => {
    const { codes, warnings } = await draw({ prompt: 'a fluffy cat', model: 'sdxl' })
    assert.deepEqual(codes, ['prompt_words_ignored', 'model_unknown'])
    assert.match(warnings[0].message, /fluffy/)
  })

  it('draws words that it does not know as what they are near to, and says so', async () => {
    const { codes, warnings } = await draw({ prompt: 'a mutt on the bed in the suburb and a quarterly invoice' })
    assert.deepEqual(codes, ['prompt_words_replaced', 'prompt_words_ignored'])
    assert.match(warnings[0].message, /"mutt" as/)
    assert.doesNotMatch(warnings[0].message, /invoice|quarterly/)
    assert.match(warnings[1].message, /invoice/)
  })

  it('draws no metadata but the mark of a picture made by an algorithm', async () => {
    const { outputs } = await draw({})
    const metadata = await sharp(outputs[0].bytes).metadata()
    assert.ok(metadata.xmpAsString?.includes('http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia'))
    assert.equal(metadata.exif, undefined)
  })

  it('hears of a cancel while one large picture is painted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const told: number[] = []
    const onProgress = (fraction: number) => {
      told.push(fraction)
      // A cancel comes as a message: it is heard once the effect lets messages in.
      if (told.length === 1) setImmediate(() => controller.abort(reason))
    }
    const input = { prompt: 'a cat', width: 2048, height: 2048, count: 1, seed: 1, model: 'oil-painting' }
    await assert.rejects(effect(input, {}, { signal: controller.signal, onProgress }), (error) => error === reason)
    assert.ok(told.at(-1)! < 0.5, told.join(' '))
  })

  for (const { id } of LOOKS)
    it(`hears of a cancel within the finish of ${id}, where it has one, and at the latest before the next picture`, async () => {
      const controller = new AbortController()
      const reason = new Error('enough')
      const told: number[] = []
      const onProgress = (fraction: number) => {
        told.push(fraction)
        if (fraction >= 0.2) setImmediate(() => controller.abort(reason))
      }
      const input = { prompt: 'a cat', ...canvas, count: 2, seed: 1, model: id }
      await assert.rejects(effect(input, {}, { signal: controller.signal, onProgress }), (error) => error === reason)
      assert.ok(told.at(-1)! <= 0.5, told.join(' '))
    })
})

describe('the layout', () => {
  async function layOut(prompt: string, seed = 3) {
    const random = createRandom(seed)
    const scene = stageScene(parsePrompt(prompt), random)
    const names = ['motion-lines', 'islet', ...new Set(scene.objects.flatMap(({ glyph, marks }) => [glyph, ...marks]))]
    const inks = new Map(await Promise.all(names.map(async (name) => [name, await measureGlyph(name)] as const)))
    return placeObjects(scene, { width: 512, height: 512 }, terrainOf(scene), (glyph) => inks.get(glyph)!, random)
  }

  it('puts a cat upon a table, within its width', async () => {
    const sprites = await layOut('a cat on a table in the kitchen')
    const [cat, table] = ['cat', 'table'].map((name) => sprites.find(({ glyph }) => glyph === name)!)
    assert.ok(cat.y + cat.height < table.y + table.height * 0.5)
    const middle = cat.x + cat.width / 2
    assert.ok(middle > table.x && middle < table.x + table.width)
  })

  it('puts a dog under a table, on the same floor', async () => {
    const sprites = await layOut('a dog under a table in the kitchen')
    const [dog, table] = ['dog', 'table'].map((name) => sprites.find(({ glyph }) => glyph === name)!)
    assert.ok(Math.abs(dog.y + dog.height - (table.y + table.height)) < 0.15 * table.height)
    assert.ok(dog.y > table.y)
  })

  for (const prompt of [
    'seven cats in the garden',
    '12 birds',
    'a huge castle and a tiny mouse',
    'six fishes',
    'a girl with 5 balloons in the park',
  ])
    it(`keeps "${prompt}" on the canvas, none missing`, async () => {
      for (const seed of [1, 2, 3]) {
        const sprites = await layOut(prompt, seed)
        const wanted = parsePrompt(prompt).objects.reduce((sum, { count }) => sum + count, 0)
        assert.equal(sprites.filter(({ object }) => object !== undefined).length, wanted)
        for (const { x, y, width, height } of sprites) {
          assert.ok(x + width / 2 > 0 && x + width / 2 < 512, `x ${String(x)}`)
          assert.ok(y + height / 2 > 0 && y + height / 2 < 512, `y ${String(y)}`)
        }
      }
    })
})

describe('the tables of the composer', () => {
  it('name glyphs that exist', () => {
    const words =
      'plane kitten king witch car boat sofa table pine coffee ball piano igloo wizard santa mermaid ufo train noodle pumpkin'.split(' ')
    for (const word of words) {
      const glyph = findGlyph(word)
      assert.ok(glyph !== undefined, word)
      assert.ok(getGlyph(glyph).body.length > 0, word)
    }
    for (const name of [...Object.keys(DRAWN_GLYPHS), ...Object.keys(HEADS)]) assert.ok(getGlyph(name).body.length > 0)
  })
})
