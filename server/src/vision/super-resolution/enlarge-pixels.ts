import { checkpoint } from '../../imaging/checkpoint.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { resizeBytes } from '../../imaging/resize.ts'
import { cutColours, tileGrid, type Tile } from '../../imaging/tiles.ts'
import { loadUpscaler, RECEPTIVE_RADIUS, type Factor } from './esrgan.ts'
import { projectBack, ROUNDS } from './project-back.ts'

/** About half a second of work per tile, which is also how soon a cancel is heard. */
const TILE_SIZE = 288
const MARGIN = RECEPTIVE_RADIUS + ROUNDS + 2

/**
 * The picture with `factor` times the width and height, by a super-resolution network that is held to the picture: shrunk again, the result
 * gives it back. Alpha is enlarged by Lanczos.
 * @param onProgress gets 0..1
 * @throws `signal.reason` when aborted
 */
export async function enlargePixels(
  source: Pixels,
  factor: Factor,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (fraction: number) => void },
): Promise<Pixels> {
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
    onProgress((index + 1) / tiles.length)
  }
  if (source.channels === 4) await enlargeAlpha(source, target)
  return target
}

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
