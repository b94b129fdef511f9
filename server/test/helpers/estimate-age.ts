import type { Pixels } from '../../src/imaging/pixels.ts'
import { cutSquare } from '../../src/vision/cut-square.ts'
import type { Face } from '../../src/vision/faces.ts'
import { squareAround } from '../../src/vision/geometry.ts'
import { loadPictureNetwork, type PictureNetwork } from '../../src/vision/graph-model.ts'

/** What the network reads. */
const SIDE = 224
/** Around the mesh; the detector's boxes, which the library gives it, are about as much larger. One cut alone is off by half a year of noise. */
const MARGINS = [1.05, 1.15, 1.25, 1.35, 1.45]

let network: Promise<PictureNetwork> | undefined

/**
 * How old a face looks: the mean of the ages that the network of @vladmandic/human (HSE-FaceRes) thinks possible, by their likelihood. Its own
 * answer is only the likeliest one, which stays the same over decades.
 */
export async function estimateAge(pixels: Pixels, { box }: Face): Promise<number> {
  const run = await (network ??= loadPictureNetwork('faceres', 'age_pred/Softmax'))
  const ages: number[] = []
  for (const margin of MARGINS) {
    const likelihood = await run((await cutSquare(pixels, squareAround(box, margin), SIDE)).pixels)
    ages.push(likelihood.reduce((sum, share, age) => sum + age * share, 0))
  }
  return ages.reduce((sum, age) => sum + age, 0) / ages.length
}
