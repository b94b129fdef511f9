import { readFileSync } from 'node:fs'
import { EMBEDDING_LENGTH, type EmbedSentences } from '../../language/embed-sentences.ts'
import type { SceneGraph } from '../scene.ts'
import { knownWords, type KnownWord } from './known-words.ts'

/** 8-bit vectors, one after the other, in the order of `knownWords`; written by `scripts/embed-known-words.ts`. */
export const KNOWN_VECTORS = new URL('known-words.bin', import.meta.url)
/** What a component of a unit vector is multiplied by to fill 8 bits. */
export const VECTOR_SCALE = 600

/**
 * Chosen from the table in `replace-unknown-words.test.ts`: rare words lie near to each other whatever they mean, so that one neighbour is
 * not enough; two of the nearest four must mean the same, or one be as near as a mere variant of the word.
 */
const NEAR = 0.6
const VARIANT = 0.79
const NEIGHBOURS = 4
const VOTES = 2

let known: { readonly words: readonly KnownWord[]; readonly vectors: Int8Array } | undefined

function loadKnown() {
  return (known ??= { words: knownWords(), vectors: new Int8Array(readFileSync(KNOWN_VECTORS)) })
}

/** For each unknown word that lies near enough to known ones, the one to read in its place. */
export async function replaceUnknownWords(
  { unknownWords }: Pick<SceneGraph, 'unknownWords'>,
  embed: EmbedSentences,
): Promise<ReadonlyMap<string, string>> {
  const replacements = new Map<string, string>()
  const asked = [...new Map(unknownWords.map((unknown) => [unknown.word, unknown])).values()].slice(0, 24)
  const vectors = await embed(asked.map(({ word }) => word))
  for (const [index, { word, part }] of asked.entries()) {
    const stand = nearestMeaning(vectors[index], part)
    if (stand !== undefined) replacements.set(word, stand)
  }
  return replacements
}

function nearestMeaning(vector: Float32Array, part: KnownWord['part']): string | undefined {
  const { words, vectors } = loadKnown()
  const nearest = words
    .flatMap((candidate, index) =>
      candidate.part === part ? [{ ...candidate, likeness: likeness(vector, vectors, index * EMBEDDING_LENGTH) }] : [],
    )
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, NEIGHBOURS)
    .filter((neighbour) => neighbour.likeness >= NEAR)
  if (nearest.length > 0 && nearest[0].likeness >= VARIANT) return nearest[0].word
  return nearest.find(({ meaning }) => nearest.filter((other) => other.meaning === meaning).length >= VOTES)?.word
}

function likeness(vector: Float32Array, vectors: Int8Array, offset: number): number {
  let sum = 0
  for (let i = 0; i < EMBEDDING_LENGTH; i++) sum += vector[i] * vectors[offset + i]
  return sum / VECTOR_SCALE
}
