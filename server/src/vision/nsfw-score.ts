import { createRequire } from 'node:module'
import { io, tensor4d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers'
import { packageFile } from '../imaging/package-file.ts'
import { startTfjs } from './tfjs.ts'

/** Fixed by the network. */
export const NSFW_SIDE = 224

/** What the network tells apart, in its order. Source: nsfwjs 4.3, README and `nsfw_classes`. */
export const NSFW_CLASSES = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'] as const

let model: Promise<LayersModel> | undefined

/**
 * How likely a picture is pornographic, 0..1: the share of the classes `Porn` and `Hentai`. They are one thing told apart by how it was made,
 * and shares of one whole, so their sum is the likelihood that it is either. `Sexy` (clothed, by the network's own account) does not count.
 * `colours`: NSFW_SIDE × NSFW_SIDE × 3, sRGB, 0..1, over the whole picture (aspect not kept, as the network was trained).
 * Source: nsfwjs 4.3, MobileNet v2 (its README tells 90 % accuracy); MIT.
 */
export async function nsfwScore(colours: Float32Array): Promise<number> {
  const shares = await nsfwShares(colours)
  return Math.min(1, shares.Hentai + shares.Porn)
}

/** The share of each class; together 1. */
export async function nsfwShares(colours: Float32Array): Promise<Record<(typeof NSFW_CLASSES)[number], number>> {
  await startTfjs()
  const network = await (model ??= loadModel())
  const result = tidy(() => network.predict(tensor4d(colours, [1, NSFW_SIDE, NSFW_SIDE, 3])) as Tensor)
  try {
    const shares = await result.data()
    return Object.fromEntries(NSFW_CLASSES.map((name, i) => [name, shares[i]!])) as Record<(typeof NSFW_CLASSES)[number], number>
  } finally {
    result.dispose()
  }
}

interface Description {
  readonly format: string
  readonly modelTopology: object
  readonly weightsManifest: readonly { readonly weights: io.WeightsManifestEntry[] }[]
}

/** By hand: the package's own loader takes 7 s over the same files, and wants the whole of @tensorflow/tfjs, which is not installed. */
function loadModel(): Promise<LayersModel> {
  const folder = packageFile('nsfwjs', 'dist/models/mobilenet_v2/')
  const load = createRequire(folder)
  const { format, modelTopology, weightsManifest } = load('./model.min.js') as Description
  const weights = Buffer.from(load('./group1-shard1of1.min.js') as string, 'base64')
  const weightData = Uint8Array.from(weights).buffer
  return loadLayersModel(
    io.fromMemory({ format, modelTopology, weightSpecs: weightsManifest.flatMap((group) => group.weights), weightData }),
  )
}
