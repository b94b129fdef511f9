import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { tileGrid } from '../../imaging/tiles.ts'
import { enlargePixels } from '../../vision/super-resolution/enlarge-pixels.ts'
import type { Factor } from '../../vision/super-resolution/esrgan.ts'
import { loadImage } from '../load-image.ts'
import { correctTile, makeToneTables } from './correct-tile.ts'
import { describeDefects } from './describe-defects.ts'
import { measureDefects } from './measure-defects.ts'
import { isNothing, planCorrections, type Strengths } from './plan-corrections.ts'

/** About a quarter of a second of work. */
const TILE_SIZE = 448
const MAX_RESULT_PIXELS = 50_000_000
/** The part of the progress of a job that enlarges which the corrections take. */
const CORRECTING_SHARE = 0.15

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { scale = 1 } = input as { scale?: 1 | 2 | 4 }
  const source = await loadImage(media, 'image')
  if (source.width * source.height * scale * scale > MAX_RESULT_PIXELS)
    throw new AtelierError('invalid_input', 'The result would have more than 50 megapixels.', { details: { field: 'scale' } })
  const correcting = scale === 1 ? 1 : CORRECTING_SHARE
  const defects = await measureDefects(source, signal)
  onProgress(0.1 * correcting, describeDefects(defects))
  const plan = planCorrections(defects, input as unknown as Strengths)

  let result = source
  if (!isNothing(plan)) {
    const target: Pixels = { ...source, data: new Uint8Array(source.data.length) }
    const tables = makeToneTables(plan)
    const { tiles } = tileGrid(source.width, source.height, TILE_SIZE)
    for (const [index, tile] of tiles.entries()) {
      await checkpoint(signal)
      correctTile(source, tile, plan, tables, target)
      onProgress((0.1 + (0.8 * (index + 1)) / tiles.length) * correcting)
    }
    result = target
  }
  if (scale > 1)
    result = await enlargePixels(result, scale as Factor, {
      signal,
      onProgress: (share) => onProgress(CORRECTING_SHARE + (0.95 - CORRECTING_SHARE) * share),
    })
  await checkpoint(signal)
  const bytes = await encodePng(result, scale === 1 ? 'algorithmicallyEnhanced' : 'compositeWithTrainedAlgorithmicMedia')
  const outputs = [{ name: 'image', kind: 'image', mime: 'image/png', bytes }] as const
  return { outputs, warnings: [], fidelity: scale === 1 ? 'algorithm' : 'model' }
}
export default effect
