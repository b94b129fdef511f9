import type { Pixels } from '../imaging/pixels.ts'
import { resizePixels } from '../imaging/resize.ts'
import type { Box, Point } from './geometry.ts'

/** A square part of a picture at the size that a network wants. */
export interface Square {
  readonly pixels: Pixels
  /** From a position in the square's pixels to one of the picture. */
  readonly toPicture: (x: number, y: number) => Point
  /** Pixels of the picture per pixel of the square. */
  readonly scale: number
}

/**
 * Cuts a square `box` out of the picture and scales it to `side` × `side`, without alpha. What lies outside of the picture is black: mirrored
 * edges would show half faces twice.
 */
export async function cutSquare(picture: Pixels, box: Box, side: number): Promise<Square> {
  const size = Math.max(1, Math.round(box.width))
  const left = Math.round(box.left)
  const top = Math.round(box.top)
  const cut: Pixels = { width: size, height: size, channels: 3, data: new Uint8Array(size * size * 3) }
  const fromX = Math.max(0, left)
  const toX = Math.min(picture.width, left + size)
  for (let y = Math.max(0, top); y < Math.min(picture.height, top + size); y++) {
    let source = (y * picture.width + fromX) * picture.channels
    let target = ((y - top) * size + fromX - left) * 3
    for (let x = fromX; x < toX; x++, source += picture.channels, target += 3) {
      cut.data[target] = picture.data[source]
      cut.data[target + 1] = picture.data[source + 1]
      cut.data[target + 2] = picture.data[source + 2]
    }
  }
  const scale = size / side
  return { pixels: await resizePixels(cut, side, side), scale, toPicture: (x, y) => ({ x: left + x * scale, y: top + y * scale }) }
}

/** The square that holds the whole picture, which is in its middle. */
export function wholeSquare({ width, height }: Pixels): Box {
  const side = Math.max(width, height)
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side }
}
