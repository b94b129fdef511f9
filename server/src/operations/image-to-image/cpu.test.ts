import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import { decodeImage } from '../../imaging/decode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import effect from './cpu.ts'
import { imageToImage } from './definition.ts'
import { PHOTO_LOOKS, type PhotoLookId } from './looks/index.ts'
import { readWish } from './read-wish.ts'

const bytesOf = async (image: Sharp) => new Uint8Array(await image.png().toBuffer())
const photo = async (name: string, width = 240) =>
  bytesOf(sharp(await readFile(new URL(`../../../../photos/${name}`, import.meta.url))).resize(width))

async function run(image: Uint8Array<ArrayBuffer>, input: Record<string, unknown>, signal = new AbortController().signal) {
  const told: number[] = []
  const { outputs, warnings } = await effect(
    { strength: 0.8, count: 1, seed: 1, ...input },
    { image: { kind: 'image', mime: 'image/png', bytes: image } },
    { signal, onProgress: (fraction) => told.push(fraction) },
  )
  const pictures = await Promise.all(outputs.map(({ bytes }) => decodeImage(bytes)))
  return { pictures, told, warnings, codes: warnings.map(({ code }) => code) }
}

/** Mean distance of colours, 0..255. */
function distance(a: Pixels, b: Pixels): number {
  let sum = 0
  for (let at = 0; at < a.width * a.height; at++) {
    const difference = (channel: number) => a.data[at * a.channels + channel] - b.data[at * b.channels + channel]
    sum += Math.hypot(difference(0), difference(1), difference(2))
  }
  return sum / (a.width * a.height)
}

/** What can be told of a look by counting: colours (in 32 steps per channel), mean slope of luma, mean chroma, mean luma. */
function measure({ width, height, channels, data }: Pixels) {
  const colours = new Set<number>()
  let [slope, chroma, luma] = [0, 0, 0]
  const brightness = (at: number) => 0.299 * data[at * channels] + 0.587 * data[at * channels + 1] + 0.114 * data[at * channels + 2]
  for (let at = 0; at < width * height; at++) {
    const [r, g, b] = data.subarray(at * channels, at * channels + 3)
    colours.add(((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3))
    chroma += Math.max(r, g, b) - Math.min(r, g, b)
    luma += brightness(at)
    if (at % width > 0) slope += Math.abs(brightness(at) - brightness(at - 1))
  }
  const pixels = width * height
  return { colours: colours.size, slope: slope / pixels, chroma: chroma / pixels, luma: luma / pixels }
}

const LOOK_IDS = Object.keys(PHOTO_LOOKS) as PhotoLookId[]
let astronaut: Uint8Array<ArrayBuffer>
let original: Pixels
before(async () => {
  astronaut = await photo('astronaut.png')
  original = await decodeImage(astronaut)
})

describe('image-to-image on the CPU', () => {
  it('keeps the picture at strength 0, alpha and hidden colours included', async () => {
    const glass = await bytesOf(sharp(astronaut).ensureAlpha(0.4))
    for (const image of [astronaut, glass]) {
      const { pictures, codes } = await run(image, { prompt: 'a cat, oil painting at night', strength: 0 })
      assert.deepEqual(pictures[0], await decodeImage(image))
      assert.deepEqual(codes, [])
    }
  })

  it('keeps alpha at any strength', async () => {
    const half = await bytesOf(sharp(astronaut).ensureAlpha(0.4))
    const { pictures } = await run(half, { prompt: 'watercolour' })
    assert.equal(pictures[0].channels, 4)
    assert.ok(pictures[0].data.every((value, i) => i % 4 !== 3 || value === 102))
  })

  const PROMPTS = [
    ...LOOK_IDS.map((id) => id.replaceAll('-', ' ')),
    'at night',
    'rain',
    'snow',
    'fog',
    'sunset',
    'dreamy',
    'red tones',
    'oil painting of a dog in the garden at night',
  ]
  for (const prompt of PROMPTS)
    it(`goes farther from the picture the stronger "${prompt}" is`, async () => {
      const distances: number[] = []
      for (const strength of [0, 0.25, 0.5, 0.75, 1]) {
        const { pictures } = await run(astronaut, { prompt, strength })
        distances.push(distance(pictures[0], original))
      }
      assert.equal(distances[0], 0)
      for (let i = 1; i < distances.length; i++)
        assert.ok(distances[i] > distances[i - 1], distances.map((value) => value.toFixed(2)).join(' < '))
      assert.ok(distances[4] > 8, String(distances[4]))
    }) // prettier-ignore

  it('has looks that differ from one another by more than a quarter of what they differ from the picture', async () => {
    const painted = await Promise.all(
      LOOK_IDS.map(async (id) => (await run(astronaut, { prompt: 'a style', model: id, strength: 1 })).pictures[0]),
    )
    for (const [i, a] of painted.entries())
      for (const [j, b] of painted.entries())
        if (i < j)
          assert.ok(distance(a, b) > 0.25 * Math.min(distance(a, original), distance(b, original)), `${LOOK_IDS[i]}, ${LOOK_IDS[j]}`)
  })

  it('has looks that are what their names say, by numbers', async () => {
    const by = async (prompt: string) => measure((await run(astronaut, { prompt, strength: 1 })).pictures[0])
    const plain = measure(original)
    assert.ok((await by('pixel art')).colours <= 24)
    assert.ok((await by('paper cut')).slope < plain.slope)
    for (const prompt of ['black and white', 'film noir']) assert.equal((await by(prompt)).chroma, 0)
    assert.ok((await by('line drawing')).chroma < 12)
    assert.ok((await by('line drawing')).luma > plain.luma + 30)
    assert.ok((await by('pencil sketch')).chroma < 12)
    assert.ok((await by('neon')).chroma > 1.2 * plain.chroma)
    assert.ok((await by('at night')).luma < plain.luma - 40)
    assert.ok((await by('fog')).slope < 0.6 * plain.slope)
    assert.ok((await by('cartoon')).chroma > plain.chroma)
    assert.ok((await by('pointillism')).slope > plain.slope)
    assert.ok((await by('stained glass')).slope > 1.5 * plain.slope)
    for (const prompt of ['watercolour', 'low poly']) assert.ok((await by(prompt)).slope < plain.slope, prompt)
  })

  it('paints pixel art in whole squares of few colours, at most 160 along the longer side, at any size', async () => {
    for (const [width, height] of [[240, 240], [511, 387]] as const) {
      const { pictures } = await run(astronaut, { prompt: 'pixel art', strength: 0.8, width, height })
      const side = Math.ceil(width / 160)
      const colourAt = (x: number, y: number) => pictures[0].data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).join()
      const rows = Array.from({ length: height }, (_, y) => y)
      const borders = Array.from({ length: width - 1 }, (_, i) => i + 1).filter((x) => rows.some((y) => colourAt(x, y) !== colourAt(x - 1, y)))
      const pitch = borders[0]
      assert.ok(pitch >= side, `squares of ${String(pitch)} pixels`)
      for (const x of borders) assert.equal(x % pitch, 0)
      assert.ok(new Set(rows.flatMap((y) => Array.from({ length: width }, (_, x) => colourAt(x, y)))).size <= 24)
    }
  }) // prettier-ignore

  it('draws the things that the prompt names from strength 0.85 on, and says which it left out below', async () => {
    const prompt = 'black and white, a dog'
    const [below, above] = [await run(astronaut, { prompt, strength: 0.8 }), await run(astronaut, { prompt, strength: 0.86 })]
    assert.deepEqual(below.codes, ['things_left_out'])
    assert.deepEqual(above.codes, ['things_added'])
    const without = await run(astronaut, { prompt: 'black and white', strength: 0.86 })
    assert.ok(distance(above.pictures[0], without.pictures[0]) > 1)
  })

  it('draws the scene of the prompt at strength 1, in the colours of the picture', async () => {
    const prompt = 'a cat in the garden'
    const [one, other] = [await run(astronaut, { prompt, strength: 1 }), await run(await photo('rocket.jpg'), { prompt, strength: 1, width: 240, height: 240 })]
    assert.ok(measure(one.pictures[0]).luma > measure(other.pictures[0]).luma + 15)
  }) // prettier-ignore

  it('names the words that it did nothing for, unknown models, and the look it chose itself', async () => {
    const { codes, warnings } = await run(astronaut, { prompt: 'a blorfle', model: 'sdxl' })
    assert.deepEqual(codes, ['prompt_words_ignored', 'model_unknown', 'style_unnamed'])
    assert.match(warnings[0].message, /blorfle/)
    assert.deepEqual((await run(astronaut, { prompt: 'a highly detailed watercolor painting, masterpiece, 4k' })).codes, [])
  })

  it('says how the picture came about: altered, put together with drawn things, or drawn anew', async () => {
    const told = async (strength: number) => {
      const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: astronaut } }
      const context = { signal: new AbortController().signal, onProgress: () => undefined }
      const { outputs } = await effect({ prompt: 'a dog, sepia', strength, count: 1, seed: 1 }, media, context)
      return /digitalsourcetype\/(\w+)/.exec((await sharp(outputs[0].bytes).metadata()).xmpAsString ?? '')?.[1]
    }
    assert.deepEqual([await told(0.5), await told(0.9), await told(1)], ['algorithmicallyEnhanced', 'composite', 'algorithmicMedia'])
  })

  it('gives identical pixels for a seed, and counts seeds up within a job', async () => {
    const paint = (input: object) => run(astronaut, { prompt: 'oil painting, rain', ...input })
    const [one, next, both] = [await paint({ seed: 5 }), await paint({ seed: 6 }), await paint({ seed: 5, count: 2 })]
    assert.deepEqual(both.pictures, [one.pictures[0], next.pictures[0]])
    assert.notDeepEqual(one.pictures[0], next.pictures[0])
    assert.deepEqual(
      both.told,
      both.told.toSorted((a, b) => a - b),
    )
    assert.equal(both.told.at(-1), 1)
  })

  const ONES = LOOK_IDS.map((id) => id.replaceAll('-', ' '))
  for (const prompt of [...ONES, 'x', 'at night', 'rain', 'fog', 'red tones'])
    it(`makes four pictures of one wish that all differ: "${prompt}"`, async () => {
      const { pictures } = await run(astronaut, { prompt, count: 4 })
      for (const [i, a] of pictures.entries())
        for (const b of pictures.slice(i + 1)) assert.ok(distance(a, b) > 0.5, distance(a, b).toFixed(2))
    })

  it('chooses a look by seed where the prompt says nothing it knows, and tells each', async () => {
    const { warnings } = await run(astronaut, { prompt: 'x', seed: 2, count: 3 })
    assert.match(warnings.find(({ code }) => code === 'style_unnamed')?.message ?? '', /oil painting, vintage, flat/)
  })

  it('is refused more than once at strength 0, as each picture would be the one that came', () => {
    const refused = { name: 'AtelierError', code: 'invalid_input' }
    assert.throws(() => imageToImage.check?.({ prompt: 'x', strength: 0, count: 2 }), refused)
    imageToImage.check?.({ prompt: 'x', strength: 0, count: 1 })
    imageToImage.check?.({ prompt: 'x', strength: 0.1, count: 2 })
  })

  it('costs what its result has, however large the picture is', () => {
    const price = (width: number, height: number) =>
      imageToImage.price({ count: 1 }, { perPicture512: 4, fixed: {} }, { image: { width, height } })
    assert.equal(price(8000, 6000), Math.round((4 * 4618 * 3464) / (512 * 512)))
    assert.equal(price(8000, 6000), price(4618, 3464))
    assert.ok(price(2000, 1500) < price(8000, 6000))
  })

  it('follows the size of the picture unless another is asked for', async () => {
    const cat = await photo('chelsea.png')
    const size = async (input: object) => {
      const { pictures } = await run(cat, { prompt: 'sepia', ...input })
      return [pictures[0].width, pictures[0].height]
    }
    assert.deepEqual(await size({}), [240, 160])
    assert.deepEqual(await size({ width: 128, height: 128 }), [128, 128])
    assert.deepEqual(await size({ height: 320 }), [480, 320])
  })

  it('keeps the fine detail of a photograph that is larger than what looks are painted at', async () => {
    const large = await bytesOf(sharp(await photo('coffee.png', 600)).resize(2400, 1600).composite([{ input: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><path d="M0 20.5h40M20.5 0v40" stroke="#fff"/></svg>'), left: 100, top: 100 }]))
    const { pictures } = await run(large, { prompt: 'sepia', strength: 1 })
    const at = (x: number) => pictures[0].data[(110 * 2400 + x) * pictures[0].channels]
    assert.ok(at(120) - at(117) > 60, `${String(at(120))} beside ${String(at(117))}`)
  }) // prettier-ignore

  for (const id of LOOK_IDS)
    it(`stops ${id} when its signal is aborted`, async () => {
      const controller = new AbortController()
      const reason = new Error('enough')
      const context = { signal: controller.signal, onProgress: () => { controller.abort(reason) } }
      const media = { image: { kind: 'image' as const, mime: 'image/png', bytes: astronaut } }
      await assert.rejects(effect({ prompt: 'a style', model: id, strength: 1, count: 3, seed: 1 }, media, context), (error) => error === reason)
    }) // prettier-ignore
})

describe('reading a wish', () => {
  const cases: readonly (readonly [string, PhotoLookId | undefined])[] = [
    ['a watercolour painting of a harbour', 'watercolour'],
    ['oil painting', 'oil-painting'],
    ['painting in the style of van gogh', 'oil-painting'],
    ['pencil drawing', 'pencil-sketch'],
    ['ink drawing', 'line-drawing'],
    ['8-bit pixel art', 'pixel-art'],
    ['make it black and white', 'black-and-white'],
    ['anime style', 'flat'],
    ['comic book', 'comic'],
    ['at night', undefined],
  ]
  for (const [prompt, look] of cases)
    it(`finds ${look ?? 'no look'} in "${prompt}"`, () => {
      assert.equal(readWish(prompt, undefined).look, look)
    })

  it('takes the model where the prompt names no look, and the prompt where both do', () => {
    assert.equal(readWish('a cat', 'vintage').look, 'vintage')
    assert.equal(readWish('a cat, low poly', 'vintage').look, 'low-poly')
  })

  it('finds hours, weathers, moods and tints, and leaves no word of them over', () => {
    const { grade, graph } = readWish('turn it into a spooky rainy night with blue tones', undefined)
    assert.deepEqual({ ...grade, tint: undefined }, { time: 'night', weather: 'rain', mood: 'spooky', tint: undefined })
    assert.ok(grade.tint && grade.tint[2] > grade.tint[0])
    assert.deepEqual(graph.ignoredWords, [])
  })
})
