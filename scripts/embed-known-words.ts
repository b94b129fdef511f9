/** Writes the vectors of the words that the scene composer knows: `node scripts/embed-known-words.ts`, after a change of its tables. */
import { writeFile } from 'node:fs/promises'
import { EMBEDDING_LENGTH, loadSentenceEmbedder } from '../server/src/language/embed-sentences.ts'
import { knownWords } from '../server/src/scenes/parse/known-words.ts'
import { KNOWN_VECTORS, VECTOR_SCALE } from '../server/src/scenes/parse/replace-unknown-words.ts'
import { startTfjs } from '../server/src/vision/tfjs.ts'

const words = knownWords()
const embed = await loadSentenceEmbedder(startTfjs)
const vectors = await embed(words.map(({ word }) => word))
const packed = new Int8Array(words.length * EMBEDDING_LENGTH)
for (const [index, vector] of vectors.entries())
  packed.set(
    vector.map((value) => Math.max(-127, Math.min(127, Math.round(value * VECTOR_SCALE)))),
    index * EMBEDDING_LENGTH,
  )
await writeFile(KNOWN_VECTORS, packed)
process.stdout.write(`${String(words.length)} words, ${String(Math.round(packed.byteLength / 1024))} kB\n`)
