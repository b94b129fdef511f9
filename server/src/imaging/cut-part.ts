import type { Pixels } from './pixels.ts'
import type { Tile } from './tiles.ts'

/** A copy of a part of the picture, which must lie within it. */
export function cutPart({ width: rowLength, channels, data }: Pixels, { left, top, width, height }: Tile): Pixels {
  const part: Pixels = { width, height, channels, data: new Uint8Array(width * height * channels) }
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * rowLength + left) * channels
    part.data.set(data.subarray(from, from + width * channels), y * width * channels)
  }
  return part
}

/** Writes a part, changed perhaps, back to its place. It has the picture's channels. */
export function pastePart({ width: rowLength, channels, data }: Pixels, part: Pixels, left: number, top: number): void {
  for (let y = 0; y < part.height; y++) {
    const row = part.data.subarray(y * part.width * channels, (y + 1) * part.width * channels)
    data.set(row, ((top + y) * rowLength + left) * channels)
  }
}

/** The whole pixels of a box that lie within a picture; at least one. */
export function tileWithin(picture: { readonly width: number; readonly height: number }, box: Tile): Tile {
  const left = Math.max(0, Math.min(picture.width - 1, Math.floor(box.left)))
  const top = Math.max(0, Math.min(picture.height - 1, Math.floor(box.top)))
  const right = Math.max(left + 1, Math.min(picture.width, Math.ceil(box.left + box.width)))
  const bottom = Math.max(top + 1, Math.min(picture.height, Math.ceil(box.top + box.height)))
  return { left, top, width: right - left, height: bottom - top }
}
