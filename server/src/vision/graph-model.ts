import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter'
import { cast, expandDims, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { packageFile } from '../imaging/package-file.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { toTensor } from './human.ts'
import { startTfjs } from './tfjs.ts'

/** A network that takes one picture (1 × height × width × 3, 0..255). The result is a copy. */
export type PictureNetwork = (pixels: Pixels) => Promise<Float32Array>

/** Loads one of the networks that @vladmandic/human ships, to run it without the library around it. */
export async function loadPictureNetwork(name: string, output: string): Promise<PictureNetwork> {
  await startTfjs()
  const model: GraphModel = await loadGraphModel(packageFile('@vladmandic/human', `models/${name}.json`).href)
  const type = model.inputs[0].dtype
  return async (pixels) => {
    const result = tidy(() => model.execute(expandDims(cast(toTensor(pixels), type)), output) as Tensor)
    try {
      return (await result.data()) as Float32Array
    } finally {
      result.dispose()
    }
  }
}
