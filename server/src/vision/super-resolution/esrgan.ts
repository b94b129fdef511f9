import { add, depthToSpace, fused, io, relu, tensor1d, tensor4d, tidy, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core'
import { packageFile } from '../../imaging/package-file.ts'
import { startTfjs } from '../tfjs.ts'
import { collapseNetwork, type CollapsedNetwork } from './collapse-network.ts'
import type { Convolution } from './convolution.ts'

export type Factor = 2 | 3 | 4

/**
 * Enlarges colours (height × width × 3, sRGB, 0..1) to `factor` times the sides. The result may lie slightly outside of 0..1 at strong
 * edges.
 */
export type UpscaleTile = (colours: Float32Array, width: number, height: number) => Promise<Float32Array>

/**
 * How far a pixel of the result looks, in pixels of the input: seven 3 × 3 convolutions and one of 5 × 5, and another 3 × 3 behind the enlargement.
 * Tiles with at least that margin meet exactly, so nothing has to be blended.
 */
export const RECEPTIVE_RADIUS = 10

const networks = new Map<Factor, Promise<UpscaleTile>>()

/**
 * Loads the network of a factor, once per thread.
 * Source: Wang et al. 2018, "ESRGAN"; residual dense blocks after Zhang et al. 2018, arXiv 1802.08797; weights of @upscalerjs/esrgan-slim.
 */
export function loadUpscaler(factor: Factor): Promise<UpscaleTile> {
  const known = networks.get(factor)
  if (known) return known
  const loading = load(factor)
  networks.set(factor, loading)
  loading.catch(() => networks.delete(factor))
  return loading
}

async function load(factor: Factor): Promise<UpscaleTile> {
  await startTfjs()
  const layers = await readLayers(packageFile('@upscalerjs/esrgan-slim', `models/x${String(factor)}/model.json`).href)
  const collapsed = collapseNetwork(layers, factor)
  const network = Object.fromEntries(Object.entries(collapsed).map(([name, convolution]) => [name, toTensors(convolution as Convolution)]))
  return async (colours, width, height) => {
    const result = tidy(() => run(network as Network, tensor4d(colours, [1, height, width, 3]), factor))
    try {
      return (await result.data()) as Float32Array
    } finally {
      result.dispose()
    }
  }
}

interface Layer {
  readonly filter: Tensor4D
  readonly bias: Tensor1D
}
type Network = Readonly<Record<keyof CollapsedNetwork, Layer>>

function run(network: Network, picture: Tensor4D, factor: number): Tensor4D {
  const through = (x: Tensor4D, { filter, bias }: Layer, activation: 'linear' | 'relu' = 'linear') =>
    fused.conv2d({ x, filter, bias, strides: 1, pad: 'same', activation })
  const first = through(picture, network.firstOfPicture, 'relu')
  const second = rectify(total(through(picture, network.secondOfPicture), through(first, network.secondOfFirst)))
  const ofHidden = total(through(first, network.featuresOfFirst), through(second, network.featuresOfSecond))
  const features = rectify(total(ofHidden, through(picture, network.featuresOfPicture)))
  const refined = through(features, network.refine, 'relu')
  features.dispose()
  return depthToSpace(through(through(refined, network.combine), network.subpixels), factor)
}

// What is done with goes at once: a tile's features take some 25 MB, and there are six sets of them.
function total(a: Tensor4D, b: Tensor4D): Tensor4D {
  const result = add<Tensor4D>(a, b)
  a.dispose()
  b.dispose()
  return result
}

function rectify(a: Tensor4D): Tensor4D {
  const result = relu(a)
  a.dispose()
  return result
}

function toTensors({ size, inputs, outputs, weights, bias }: Convolution): Layer {
  return {
    filter: tensor4d(Float32Array.from(weights), [size, size, inputs, outputs]),
    bias: tensor1d(Float32Array.from(bias)),
  }
}

/**
 * The convolutions of a published network, by name. By hand: the package's own code wants the whole of @tensorflow/tfjs, which is not installed.
 * @throws Error when a layer is missing
 */
export async function readLayers(url: string): Promise<(name: string) => Convolution> {
  const handler = io.getLoadHandlers(url)[0]
  const { weightData, weightSpecs } = (await handler?.load?.()) ?? {}
  if (!weightData || !weightSpecs) throw new Error(`there are no weights in ${url}`)
  const tensors = io.decodeWeights(weightData, weightSpecs)
  const layers = new Map<string, Convolution>()
  for (const [name, kernel] of Object.entries(tensors)) {
    const layer = name.slice(0, name.indexOf('/'))
    const bias = tensors[`${layer}/bias`]
    if (!name.endsWith('/kernel') || !bias) continue
    const [size, , inputs, outputs] = kernel.shape
    layers.set(layer, { size, inputs, outputs, weights: Float64Array.from(kernel.dataSync()), bias: Float64Array.from(bias.dataSync()) })
  }
  for (const tensor of Object.values(tensors)) tensor.dispose()
  return (name) => {
    const layer = layers.get(name)
    if (!layer) throw new Error(`there is no layer ${name} in ${url}`)
    return layer
  }
}
