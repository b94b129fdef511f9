import { packageFile } from '../imaging/package-file.ts'
import type { Pixels, Plane } from '../imaging/pixels.ts'
import { resizePixels } from '../imaging/resize.ts'
import { cutColours } from '../imaging/tiles.ts'
import { loadNetwork, type Network } from './litert.ts'

/** Fixed by the network. */
const SIDE = 256

let network: Promise<Network> | undefined

/**
 * How likely each pixel belongs to a person: 256 × 256, 0..1, over the whole picture (aspect not kept).
 * Source: MediaPipe Selfie Segmentation, general model (model card of 2021-02).
 */
export async function findPerson(pixels: Pixels): Promise<Plane> {
  const run = await (network ??= loadNetwork(packageFile('@mediapipe/selfie_segmentation', 'selfie_segmentation.tflite')))
  const small = await resizePixels(pixels, SIDE, SIDE)
  const mask = await run(cutColours(small, { left: 0, top: 0, width: SIDE, height: SIDE }), [1, SIDE, SIDE, 3])
  return { width: SIDE, height: SIDE, data: mask as Float32Array<ArrayBuffer> }
}
