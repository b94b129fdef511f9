import { cutPart, pastePart } from '../../imaging/cut-part.ts'
import { createPlane, type Pixels, type Plane } from '../../imaging/pixels.ts'
import { sampleRow } from '../../imaging/sample.ts'
import { resizePixels } from '../../imaging/resize.ts'
import type { Portrait } from './look-at-portrait.ts'

/** Levels of change at the working size from which a pixel is new altogether; below, only the difference is added to what is there. */
const NEW = { from: 4, to: 16 }
const FADE = 6

/**
 * The photo with a portrait's new picture in its place, at the photo's own size. What did not change keeps every bit; where the working size was
 * smaller, shadows are added to the full detail, and new hair and skin are enlarged. Alpha is kept.
 */
export async function putBack(photo: Pixels, { tile, picture }: Portrait, result: Pixels): Promise<Pixels> {
  const output: Pixels = { ...photo, data: photo.data.slice() }
  const part = cutPart(photo, tile)
  const isSameSize = tile.width === picture.width && tile.height === picture.height
  const enlarged = isSameSize ? result : await resizePixels(result, tile.width, tile.height)
  const before = isSameSize ? picture : await resizePixels(picture, tile.width, tile.height)
  const changed = changeOf(picture, result)
  const row = new Float32Array(tile.width)
  for (let y = 0; y < tile.height; y++) {
    sampleRow(changed, y, tile.width, tile.height, row)
    const rim = Math.min(1, (tile.top > 0 ? y : FADE) / FADE, (tile.top + tile.height < photo.height ? tile.height - 1 - y : FADE) / FADE)
    for (let x = 0; x < tile.width; x++) {
      if (row[x] <= 0) continue
      const edge = Math.min(
        rim,
        (tile.left > 0 ? x : FADE) / FADE,
        (tile.left + tile.width < photo.width ? tile.width - 1 - x : FADE) / FADE,
      )
      const i = y * tile.width + x
      const isNew = Math.max(0, Math.min(1, (row[x] - NEW.from) / (NEW.to - NEW.from)))
      for (let k = 0; k < 3; k++) {
        const own = part.data[i * part.channels + k]
        const added = own + enlarged.data[i * 3 + k] - before.data[i * 3 + k]
        const value = isSameSize ? enlarged.data[i * 3 + k] : enlarged.data[i * 3 + k] * isNew + added * (1 - isNew)
        part.data[i * part.channels + k] = Math.max(0, Math.min(255, Math.round(own + (value - own) * Math.max(0, edge))))
      }
    }
  }
  pastePart(output, part, tile.left, tile.top)
  return output
}

/** The largest change of a channel, in levels. */
function changeOf(before: Pixels, after: Pixels): Plane {
  const change = createPlane(before.width, before.height)
  for (let i = 0; i < change.data.length; i++)
    for (let k = 0; k < 3; k++) change.data[i] = Math.max(change.data[i], Math.abs(after.data[i * 3 + k] - before.data[i * 3 + k]))
  return change
}
