import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textsOf } from './texts-of.ts'

test('every string is read, however deep it stands and whatever its property is called; only references to media are not', () => {
  const operation = { mediaInputs: { image: 'image' as const }, negativeTexts: ['negativePrompt'] }
  const input = {
    image: 'https://example.org/cat.png',
    prompt: 'one',
    count: 3,
    graph: { nodes: [{ text: 'two', weights: [1, 'three'] }, 'four'], five: true },
    negativePrompt: 'six',
    nothing: null,
  }
  const read = textsOf(operation, input)
  const words = read.map(({ manner, text }) => `${manner} ${text}`)
  for (const word of ['wish one', 'wish two', 'wish three', 'wish four', 'wish five', 'negative six']) assert.ok(words.includes(word), word)
  assert.ok(!words.some((word) => word.includes('example.org')))
  assert.deepEqual(new Set(read.map(({ field }) => field)), new Set(['prompt', 'graph', 'negativePrompt']))
})
