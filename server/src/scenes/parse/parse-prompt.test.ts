import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyNegativePrompt } from './negative-prompt.ts'
import { parsePrompt } from './parse-prompt.ts'

/** A graph in words: `2 mouse [eat] holding cheese`. */
function told(prompt: string) {
  const { objects, relations } = parsePrompt(prompt)
  return {
    objects: objects.map(({ word, count }) => `${String(count)} ${word}`),
    relations: relations.map(({ subject, kind, object }) => `${objects[subject].word} ${kind} ${objects[object].word}`),
  }
}

describe('the prompt parser', () => {
  it('understands who sleeps on what', () => {
    const { objects } = parsePrompt('A cat sleeps on the plane')
    assert.deepEqual(told('A cat sleeps on the plane'), { objects: ['1 cat', '1 plane'], relations: ['cat on plane'] })
    assert.ok(objects[0].actions.has('sleep'))
  })

  for (const [prompt, objects, relations] of [
    ['two mice eating cheese under the table', ['2 mouse', '1 cheese', '1 table'], ['mouse holding cheese', 'mouse under table']],
    ['astronaut riding a horse', ['1 astronaut', '1 horse'], ['astronaut on horse']],
    ['a cat on a chair and a dog under the table', ['1 cat', '1 chair', '1 dog', '1 table'], ['cat on chair', 'dog under table']],
    ['a robot holding a flower in front of a castle', ['1 robot', '1 flower', '1 castle'], ['robot holding flower', 'robot before castle']],
    ['a dog wearing a top hat and sunglasses', ['1 dog', '1 top hat', '1 sunglasses'], ['dog wearing top hat', 'dog wearing sunglasses']],
    ['5 ducks', ['5 duck'], []],
    ['sheep and a cow', ['1 sheep', '1 cow'], []],
    ['flying pigs', ['3 pig'], []],
    ['four hundred cats', ['12 cat'], []],
    ['999999999999 cats', ['12 cat'], []],
  ] as const)
    it(`finds things, numbers and relations in "${prompt}"`, () => {
      assert.deepEqual(told(prompt), { objects, relations })
    })

  it('gives colour and size to the noun that they stand before, and to no other', () => {
    const { objects } = parsePrompt('a huge red dragon and a cat')
    assert.equal(objects[0].colour, '#e0262b')
    assert.ok(objects[0].size > 1.5)
    assert.deepEqual([objects[1].colour, objects[1].size], [undefined, 1])
  })

  it('lets every one of a list act', () => {
    const { objects } = parsePrompt('three kittens and a dog are playing')
    assert.ok(objects.every(({ actions }) => actions.has('play')))
  })

  it('finds place, time, weather, mood and look', () => {
    const { place, time, weather, mood, look } = parsePrompt('a spooky castle in the forest at night in the rain, watercolor')
    assert.deepEqual([place, time, weather, mood, look], ['forest', 'night', 'rain', 'spooky', 'watercolour'])
  })

  it('takes a word that is a place or a thing as a place only behind a preposition', () => {
    assert.equal(parsePrompt('a house').place, undefined)
    assert.equal(parsePrompt('a cat in the house').place, 'room')
    assert.equal(parsePrompt('an astronaut on the moon').place, 'moon')
    assert.ok(parsePrompt('the moon over the sea').celestial.has('moon'))
  })

  it('tells every word that changed nothing, and no word of grammar', () => {
    assert.deepEqual(parsePrompt('A fluffy cat, masterpiece, is in the garden').ignoredWords, ['fluffy', 'masterpiece'])
    assert.deepEqual(parsePrompt('the of and').ignoredWords, [])
  })

  it('survives what is no prompt at all', () => {
    for (const prompt of [
      '',
      ' ',
      '!!!',
      '\u0000',
      '__proto__ constructor toString',
      '🐈 ✈️',
      'a'.repeat(4000),
      'cat '.repeat(1000),
      '猫が寝ている',
    ])
      assert.ok(parsePrompt(prompt).objects.length <= 24)
  })
})

describe('the negative prompt', () => {
  it('takes out things with their relations, weather and what the backdrop would add', () => {
    const graph = parsePrompt('a cat on a table with a dog in the rain')
    const excluded = applyNegativePrompt(graph, 'dog, rain, trees')
    assert.deepEqual(graph.objects.map(({ word }) => word), ['cat', 'table']) // prettier-ignore
    assert.deepEqual(graph.relations, [{ subject: 0, kind: 'on', object: 1 }])
    assert.equal(graph.weather, undefined)
    assert.ok(excluded.has('evergreen-tree'))
  })
})
