import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tensor4d, type Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import { packageFile } from '../../imaging/package-file.ts'
import { createRandom } from '../../imaging/random.ts'
import { loadUpscaler, RECEPTIVE_RADIUS } from './esrgan.ts'

const [WIDTH, HEIGHT] = [40, 33]

for (const factor of [2, 3, 4] as const)
  it(`enlarges ${String(factor)} times as the published network does, layer by layer, away from the border`, async () => {
    const random = createRandom(factor)
    const colours = Float32Array.from({ length: WIDTH * HEIGHT * 3 }, () => random.next())
    const upscale = await loadUpscaler(factor)
    const fast = await upscale(colours, WIDTH, HEIGHT)
    const model = await loadLayersModel(packageFile('@upscalerjs/esrgan-slim', `models/x${String(factor)}/model.json`).href)
    const published = await (model.predict(tensor4d(colours, [1, HEIGHT, WIDTH, 3])) as Tensor).data()

    assert.equal(fast.length, published.length)
    let [worst, seen] = [0, 0]
    const margin = RECEPTIVE_RADIUS * factor
    for (let y = margin; y < HEIGHT * factor - margin; y++)
      for (let x = margin; x < WIDTH * factor - margin; x++)
        for (let at = (y * WIDTH * factor + x) * 3, end = at + 3; at < end; at++, seen++)
          worst = Math.max(worst, Math.abs(fast[at]! - published[at]!))
    assert.ok(seen > 0 && worst < 1e-5, `worst difference ${String(worst)} of ${String(seen)}`)
  })
