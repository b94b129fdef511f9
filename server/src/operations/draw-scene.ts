import sharp from 'sharp'
import { asBytes } from '../imaging/decode.ts'
import type { Pixels } from '../imaging/pixels.ts'
import { composeScene } from '../scenes/compose-scene.ts'
import { finishPixels } from '../scenes/draw/finish-pixels.ts'
import { DRAWING_STYLES } from '../scenes/draw/styles.ts'
import type { SceneGraph } from '../scenes/scene.ts'

/** A whole scene as RGB pixels of that size, in the look that the prompt names. */
export async function drawScene(graph: SceneGraph, size: { width: number; height: number }, seed: number): Promise<Pixels> {
  const look = graph.look ?? 'flat'
  const { svg } = await composeScene(graph, new Set(), size, DRAWING_STYLES[look], seed)
  const { data, info } = await sharp(Buffer.from(svg), { unlimited: true })
    .resize(size.width, size.height, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return finishPixels({ width: info.width, height: info.height, channels: 3, data: asBytes(data) }, look, seed)
}
