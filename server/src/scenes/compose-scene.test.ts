import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Pixels } from '../imaging/pixels.ts'
import { composeScene } from './compose-scene.ts'
import { finishPixels } from './draw/finish-pixels.ts'
import { DRAWING_STYLES } from './draw/styles.ts'
import { applyNegativePrompt } from './parse/negative-prompt.ts'
import { parsePrompt } from './parse/parse-prompt.ts'

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed)

async function compose(prompt: string, seed: number, negativePrompt?: string, canvas = { width: 512, height: 512 }) {
  const graph = parsePrompt(prompt)
  const excluded = applyNegativePrompt(graph, negativePrompt)
  const composition = await composeScene(graph, excluded, canvas, DRAWING_STYLES.flat, seed)
  return { ...composition, shown: new Set([...composition.svg.matchAll(/data-shows="([^"]+)"/g)].map(([, thing]) => thing)) }
}

describe('a negative prompt', () => {
  const trees = ['deciduous-tree', 'evergreen-tree', 'palm-tree']
  const cases: readonly (readonly [prompt: string, negative: string, absent: readonly string[], size?: { width: number; height: number }])[] = [
    ['a castle in the forest', 'trees', trees],
    ['a ghost in a graveyard at night', 'trees', trees],
    ['a fox in the meadow', 'trees', [...trees, 'leaf-fluttering-in-wind']],
    ['a dog on the beach', 'trees', trees],
    ['a tent in the snow', 'trees', trees],
    ['a fox in the meadow', 'flowers', ['tulip']],
    ['a cat in the garden', 'flowers, leaves', ['tulip', 'leaf-fluttering-in-wind']],
    ['a boat on the sea at night', 'moon, stars', ['full-moon', 'star']],
    ['a horse in the meadow in the morning', 'clouds', ['cloud']],
    ['a fox in the meadow in the morning', 'birds', ['bird'], { width: 256, height: 1024 }],
    ['a dragon over a village', 'houses', ['house', 'house-with-garden']],
    ['a cat and a dog in the park', 'dog', ['dog']],
    ['a shark underwater', 'coral', ['coral']],
  ] // prettier-ignore
  for (const [prompt, negative, absent, size] of cases)
    it(`keeps ${negative} out of "${prompt}", also out of what lies around`, async () => {
      const without = await Promise.all(SEEDS.map((seed) => compose(prompt, seed, negative, size)))
      for (const [seed, { shown }] of without.entries())
        assert.deepEqual(absent.filter((thing) => shown.has(thing)), [], `seed ${String(seed)}`) // prettier-ignore
      assert.equal(new Set(without.map(({ svg }) => svg)).size, SEEDS.length)
      const usual = await Promise.all(SEEDS.map((seed) => compose(prompt, seed, undefined, size)))
      assert.ok(usual.some(({ shown }) => absent.some((thing) => shown.has(thing))))
    })
})

describe('children in a scene', () => {
  it('look different from each other, and from seed to seed', async () => {
    const casts = new Set<string>()
    for (const seed of SEEDS) {
      const { scene, sprites } = await compose('three children in the park', seed)
      const glyphs = sprites
        .filter(({ object }) => object !== undefined && scene.objects[object].word === 'child')
        .map(({ glyph }) => glyph)
      assert.equal(new Set(glyphs).size, 3)
      casts.add(glyphs.toSorted().join())
    }
    assert.ok(casts.size > 2)
  })

  it('who build something stand turned to it', async () => {
    for (const seed of SEEDS) {
      const { scene, sprites } = await compose('two children building a snowman', seed)
      const of = (word: string) => sprites.filter(({ object }) => object !== undefined && scene.objects[object].word === word)
      const [snowman] = of('snowman')
      // They are drawn looking to the right.
      for (const child of of('child')) assert.equal(child.flip, child.x > snowman.x, `seed ${String(seed)}`)
    }
  })
})

describe('people and what they do', () => {
  const of = ({ scene, sprites }: Awaited<ReturnType<typeof compose>>, word: string) =>
    sprites.filter(({ object }) => object !== undefined && scene.objects[object].word === word)

  it('an umbrella is held by its handle in a raised hand, its roof over the head', async () => {
    for (const seed of SEEDS) {
      const composition = await compose('a woman holding an umbrella in the rain', seed)
      const [[woman], [umbrella]] = [of(composition, 'woman'), of(composition, 'umbrella')]
      assert.match(woman.glyph, /^woman-holding-/)
      const hand = composition.sprites.find(({ glyph }) => glyph.startsWith('hand'))
      assert.ok(hand && composition.sprites.indexOf(hand) > composition.sprites.indexOf(umbrella), 'fingers lie over the handle')
      assert.ok(hand.y > umbrella.y + umbrella.height / 2 && hand.y < umbrella.y + umbrella.height, 'the hand is at the lower half')
      assert.ok(umbrella.y + umbrella.height * 0.2 < woman.y + woman.height * 0.1, 'the roof is over the head')
    }
  })

  it('who rides sits astride and looks where the horse looks', async () => {
    for (const rider of ['girl', 'man', 'astronaut'])
      for (const seed of SEEDS) {
        const composition = await compose(`a ${rider} riding a horse`, seed)
        const [[person], [horse]] = [of(composition, rider), of(composition, 'horse')]
        assert.match(person.glyph, /riding/)
        assert.equal(person.flip, horse.flip)
      }
  })

  it('two who face each other look at each other, whoever they are', async () => {
    for (const seed of SEEDS) {
      const cats = of(await compose('two cats facing each other', seed), 'cat').toSorted((a, b) => a.x - b.x)
      // They are drawn looking to the left.
      assert.deepEqual(cats.map(({ flip }) => flip), [true, false]) // prettier-ignore
      const pair = await compose('a dog facing a cat', seed)
      const both = [...of(pair, 'dog'), ...of(pair, 'cat')].toSorted((a, b) => a.x - b.x)
      assert.deepEqual(both.map(({ flip }) => flip), [true, false]) // prettier-ignore
    }
  })

  it('who chases another is behind, and both look the same way', async () => {
    for (const seed of SEEDS) {
      const composition = await compose('a dog chasing a cat', seed)
      const [[dog], [cat]] = [of(composition, 'dog'), of(composition, 'cat')]
      assert.equal(dog.flip, cat.flip)
      assert.equal(dog.x < cat.x, dog.flip)
    }
  })

  it('one flies a kite from the ground, and a superhero flies', async () => {
    for (const seed of SEEDS) {
      const { scene } = await compose('a boy flying a kite on the beach', seed)
      assert.deepEqual(scene.objects.map(({ airborne }) => airborne), [false, false]) // prettier-ignore
      assert.match((await compose('a superhero flying over the city', seed)).scene.objects[0].glyph, /^superhero-flying/)
    }
  })

  it('no sun is seen in the rain unless the prompt names it', async () => {
    for (const seed of SEEDS) {
      assert.ok(!(await compose('a car in the rain', seed)).shown.has('sun'))
      assert.ok((await compose('a car in the rain, sun', seed)).shown.has('sun'))
    }
  })
})

describe('pixel art', () => {
  for (const [width, height] of [
    [512, 512],
    [1024, 384],
    [300, 200],
  ] as const)
    // prettier-ignore
    it(`has even cells over all of ${String(width)} × ${String(height)}, and at most 24 colours`, async () => {
      const data = new Uint8Array(width * height * 3)
      for (let at = 0; at < data.length; at += 3) {
        const [x, y] = [(at / 3) % width, Math.floor(at / 3 / width)]
        data.set([(x * 255) / width, (y * 255) / height, 128 + 100 * Math.sin(x / 9)], at)
      }
      const pixels: Pixels = { width, height, channels: 3, data }
      const drawn = await finishPixels(pixels, 'pixel-art', 1)
      const colourAt = (x: number, y: number) => [...drawn.data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)].join()
      const cell = Math.round(Math.max(width, height) / 104)
      const colours = new Set<string>()
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          const colour = colourAt(x, y)
          colours.add(colour)
          if (colour !== colourAt(x - (x % cell), y - (y % cell))) assert.fail(`${String(x)}, ${String(y)} is not of its cell's colour`)
        }
      assert.ok(colours.size <= 24 && colours.size > 8, String(colours.size))
    })
})
