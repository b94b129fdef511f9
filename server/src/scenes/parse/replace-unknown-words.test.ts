import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { EMBEDDING_LENGTH, type EmbedSentences } from '../../language/embed-sentences.ts'
import type { PartOfSpeech } from '../scene.ts'
import { knownWords } from './known-words.ts'
import { parsePrompt } from './parse-prompt.ts'
import { KNOWN_VECTORS, replaceUnknownWords, VECTOR_SCALE } from './replace-unknown-words.ts'
import { understandPrompt } from './understand-prompt.ts'

const words = knownWords()
const packed = new Int8Array(readFileSync(KNOWN_VECTORS))

/** A vector that lies between known words: as near to each as is said. */
function between(shares: Readonly<Record<string, number>>): Float32Array {
  const sum = new Float32Array(EMBEDDING_LENGTH)
  for (const [word, share] of Object.entries(shares)) {
    const index = words.findIndex((known) => known.word === word)
    assert.notEqual(index, -1, word)
    for (let i = 0; i < EMBEDDING_LENGTH; i++) sum[i] += (share * packed[index * EMBEDDING_LENGTH + i]) / VECTOR_SCALE
  }
  const length = Math.hypot(...sum)
  return sum.map((value) => value / Math.max(1, length))
}

const embedAs =
  (vectors: Readonly<Record<string, Float32Array>>): EmbedSentences =>
  (sentences) =>
    Promise.resolve(sentences.map((sentence) => vectors[sentence] ?? new Float32Array(EMBEDDING_LENGTH)))
const replace = (word: string, part: PartOfSpeech, vector: Float32Array) =>
  replaceUnknownWords({ unknownWords: [{ word, part }] }, embedAs({ [word]: vector }))

describe('the words that stand in for unknown ones', () => {
  it('have a vector each in the file', () => {
    assert.equal(packed.length, words.length * EMBEDDING_LENGTH, 'run node scripts/embed-known-words.ts')
  })

  it('stand in where two of them that mean the same lie near', async () => {
    assert.ok(/^(terrier|puppy)$/.test((await replace('pooch', 'noun', between({ terrier: 0.6, puppy: 0.6 }))).get('pooch') ?? ''))
  })

  it('do not stand in for what lies near to nothing', async () => {
    assert.equal((await replace('theorem', 'noun', new Float32Array(EMBEDDING_LENGTH))).size, 0)
  })

  it('do not stand in for another part of speech', async () => {
    assert.equal((await replace('pooch', 'verb', between({ terrier: 0.6, puppy: 0.6 }))).size, 0)
  })

  it('are read in place of the unknown ones, with number and colour', async () => {
    const prompt = 'three black woofers on a sofa'
    const { graph, replaced } = await understandPrompt(prompt, () => Promise.resolve(embedAs({ woofers: between({ dog: 1 }) })))
    assert.deepEqual([...replaced], [['woofers', 'dog']])
    const [dog] = graph.objects
    assert.deepEqual([dog.word, dog.count, dog.colour], ['dog', 3, '#2b2b30'])
    assert.deepEqual(graph.ignoredWords, [])
    assert.deepEqual(parsePrompt(prompt).ignoredWords, ['woofers'])
  })

  it('are asked for only when a word is unknown', async () => {
    await understandPrompt('a cat sleeps on the plane', () => Promise.reject(new Error('not needed')))
  })
})
