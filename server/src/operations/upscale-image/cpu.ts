import { AtelierError } from '../../domain/errors.ts'
import type { CpuEffect, Warning } from '../../domain/operation.ts'
import { checkpoint } from '../../imaging/checkpoint.ts'
import { encodePng } from '../../imaging/encode.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { resizeBytes } from '../../imaging/resize.ts'
import { cutColours, tileGrid, type Tile } from '../../imaging/tiles.ts'
import { loadImage } from '../load-image.ts'
import { loadUpscaler, RECEPTIVE_RADIUS, type Factor } from './esrgan.ts'
import { projectBack, ROUNDS } from './project-back.ts'

const MAX_RESULT_PIXELS = 50_000_000
/** About half a second of work per tile, which is also how soon a cancel is heard. */
const TILE_SIZE = 160
const MARGIN = RECEPTIVE_RADIUS + ROUNDS + 2
/** The part of the progress bar that stays for encoding. */
const ENCODING_SHARE = 0.05

const effect: CpuEffect = async (input, media, { signal, onProgress }) => {
  const { factor, faces } = input as { factor: Factor; faces?: boolean }
  const source = await loadImage(media, 'image')
  if (source.width * source.height * factor * factor > MAX_RESULT_PIXELS)
    throw new AtelierError('invalid_input', 'The result would have more than 50 megapixels.', { details: { field: 'factor' } })

  const upscale = await loadUpscaler(factor)
  const target: Pixels = {
    width: source.width * factor,
    height: source.height * factor,
    channels: source.channels,
    data: new Uint8Array(source.data.length * factor * factor),
  }
  const { tiles, tileWidth, tileHeight } = tileGrid(source.width, source.height, TILE_SIZE)
  // Every tile is fed at the same size, or the backend would prepare its kernels anew.
  const fed = { width: tileWidth + 2 * MARGIN, height: tileHeight + 2 * MARGIN }
  for (const [index, tile] of tiles.entries()) {
    await checkpoint(signal)
    const colours = cutColours(source, { left: tile.left - MARGIN, top: tile.top - MARGIN, ...fed })
    const enlarged = await upscale(colours, fed.width, fed.height)
    projectBack(enlarged, colours, fed.width, fed.height, factor)
    pasteTile(target, tile, factor, enlarged, fed.width * factor)
    onProgress(((index + 1) / tiles.length) * (1 - ENCODING_SHARE))
  }
  if (source.channels === 4) await enlargeAlpha(source, target)
  await checkpoint(signal)

  const warnings: Warning[] = []
  if (faces === true)
    warnings.push({ code: 'faces_ignored', message: 'This engine has no model for faces; they were enlarged like the rest.' })
  const bytes = await encodePng(target, 'compositeWithTrainedAlgorithmicMedia')
  return { outputs: [{ name: 'image', kind: 'image', mime: 'image/png', bytes }], warnings }
}
export default effect

/** Writes an enlarged tile (with its margin, `rowLength` pixels per row, × 3, 0..1) to its place. Alpha is left alone. */
function pasteTile(target: Pixels, tile: Tile, factor: number, colours: Float32Array, rowLength: number): void {
  const { width, channels, data } = target
  const margin = MARGIN * factor
  for (let y = 0; y < tile.height * factor; y++) {
    let from = ((y + margin) * rowLength + margin) * 3
    let to = ((tile.top * factor + y) * width + tile.left * factor) * channels
    for (let x = 0; x < tile.width * factor; x++, from += 3, to += channels) {
      data[to] = toByte(colours[from])
      data[to + 1] = toByte(colours[from + 1])
      data[to + 2] = toByte(colours[from + 2])
    }
  }
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value * 255)))
}

/** The model knows colours only; a Lanczos kernel keeps edges of alpha sharp enough and invents nothing. */
async function enlargeAlpha(source: Pixels, target: Pixels): Promise<void> {
  const alpha = new Uint8Array(source.width * source.height)
  for (let i = 0; i < alpha.length; i++) alpha[i] = source.data[i * 4 + 3]
  const enlarged = await resizeBytes(alpha, source, target)
  for (let i = 0; i < enlarged.length; i++) target.data[i * 4 + 3] = enlarged[i]
}
