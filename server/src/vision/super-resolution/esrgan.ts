import { tensor4d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers'
import { packageFile } from '../../imaging/package-file.ts'
import { startTfjs } from '../tfjs.ts'

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

const models = new Map<Factor, Promise<LayersModel>>()

/**
 * Loads the model of a factor, once per thread. By hand: the package's own code wants the whole of @tensorflow/tfjs, which is not installed.
 * Source: Wang et al. 2018, "ESRGAN"; residual dense blocks after Zhang et al. 2018, arXiv 1802.08797; weights of @upscalerjs/esrgan-slim.
 */
export async function loadUpscaler(factor: Factor): Promise<UpscaleTile> {
  await startTfjs()
  const loading = models.get(factor) ?? loadLayersModel(packageFile('@upscalerjs/esrgan-slim', `models/x${String(factor)}/model.json`).href)
  models.set(factor, loading)
  const model = await loading
  return async (colours, width, height) => {
    const result = tidy(() => model.predict(tensor4d(colours, [1, height, width, 3])) as Tensor)
    try {
      return (await result.data()) as Float32Array
    } finally {
      result.dispose()
    }
  }
}
