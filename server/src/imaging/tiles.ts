import type { Pixels } from './pixels.ts'

/** A rectangle of a picture, in pixels. */
export interface Tile {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TileGrid {
  /** The side of the largest tile; the network is fed this much plus its margin, whatever the tile. */
  readonly tileWidth: number
  readonly tileHeight: number
  readonly tiles: readonly Tile[]
}

/** Tiles of at most `size` × `size` pixels that cover the picture once, row by row. They are nearly equal, so little is computed in vain. */
export function tileGrid(width: number, height: number, size: number): TileGrid {
  const tileWidth = Math.ceil(width / Math.ceil(width / size))
  const tileHeight = Math.ceil(height / Math.ceil(height / size))
  const tiles: Tile[] = []
  for (let top = 0; top < height; top += tileHeight)
    for (let left = 0; left < width; left += tileWidth)
      tiles.push({ left, top, width: Math.min(tileWidth, width - left), height: Math.min(tileHeight, height - top) })
  return { tileWidth, tileHeight, tiles }
}

/**
 * The colours of a part of the picture, (height × width × 3), 0..1, sRGB. The part may reach over the border: what lies outside is
 * mirrored, so that a model meets no artificial edge there.
 */
export function cutColours(pixels: Pixels, part: Tile): Float32Array {
  const { width, height, channels, data } = pixels
  const colours = new Float32Array(part.width * part.height * 3)
  for (let y = 0, target = 0; y < part.height; y++) {
    const row = mirror(part.top + y, height) * width
    for (let x = 0; x < part.width; x++, target += 3) {
      const source = (row + mirror(part.left + x, width)) * channels
      colours[target] = data[source] / 255
      colours[target + 1] = data[source + 1] / 255
      colours[target + 2] = data[source + 2] / 255
    }
  }
  return colours
}

/** An index outside of 0..length-1, reflected back into it without repeating the border. */
function mirror(index: number, length: number): number {
  if (length === 1) return 0
  const period = 2 * (length - 1)
  const folded = ((index % period) + period) % period
  return folded < length ? folded : period - folded
}
