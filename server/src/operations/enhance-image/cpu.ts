import type { CpuEffect } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { tileGrid } from '../../imaging/tiles.ts'
import { loadImage } from '../load-image.ts'
import { correctTile, makeToneTables } from './correct-tile.ts'
import { describeDefects } from './describe-defects.ts'
import { measureDefects } from './measure-defects.ts'
import { isNothing, planCorrections, type Strengths } from './plan-corrections.ts'

/** About a quarter of a second of work. */
const TILE_SIZE = 448

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const source = await loadImage(media, 'image')
  const defects = await measureDefects(source, signal)
  onProgress(0.1, describeDefects(defects))
  const plan = planCorrections(defects, input as unknown as Strengths)

  let result = source
  if (!isNothing(plan)) {
    const target: Pixels = { ...source, data: new Uint8Array(source.data.length) }
    const tables = makeToneTables(plan)
    const { tiles } = tileGrid(source.width, source.height, TILE_SIZE)
    for (const [index, tile] of tiles.entries()) {
      await checkpoint(signal)
      correctTile(source, tile, plan, tables, target)
      onProgress(0.1 + (0.8 * (index + 1)) / tiles.length)
    }
    result = target
  }
  await checkpoint(signal)
  const bytes = await encodePng(result, 'algorithmicallyEnhanced')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings: [] }
}
export default effect
