import { boxBlur } from '../../imaging/box-blur.ts'
import { lightCutout } from '../../imaging/light-cutout.ts'
import { castShadow, pasteCutout, type Place } from '../../imaging/paste-cutout.ts'
import { createPlane, type Pixels } from '../../imaging/pixels.ts'
import { measureLight } from '../../imaging/surroundings.ts'
import type { ObjectDrawing } from '../../scenes/draw/draw-objects.ts'
import { lumaOf } from './looks/filters.ts'

/** Of the picture's shorter side. */
const HEIGHT_SHARE = 0.36
const MAX_WIDTH_SHARE = 0.6
const PLACES_TRIED = 9
/** What is put into a luma below this is hardly seen: that is as bad as so much change of luma per pixel, for each step below. */
const DARK = 80
const DARKNESS_PRICE = 0.15

/** Draws things into a picture, in its light, where least is going on: below if they stand, else above. Gives new pixels. */
export async function addThings(picture: Pixels, drawing: ObjectDrawing, seed: number): Promise<Pixels> {
  const side = Math.min(picture.width, picture.height)
  const height = Math.round(Math.min(side * HEIGHT_SHARE, (picture.width * MAX_WIDTH_SHARE) / drawing.aspect))
  const size = { width: Math.max(1, Math.round(height * drawing.aspect)), height: Math.max(1, height) }
  const place = { ...calmestPlace(picture, size, drawing.stands), ...size }
  const light = measureLight(picture, place)
  const result: Pixels = { ...picture, data: picture.data.slice() }
  if (drawing.stands) castShadow(result, place, light.from)
  pasteCutout(result, lightCutout(await drawing.rasterise(size.height), light, seed), place)
  return result
}

function calmestPlace(picture: Pixels, size: { width: number; height: number }, stands: boolean): Place {
  const { width, height } = picture
  const luma = lumaOf(picture)
  const change = createPlane(width, height)
  for (let y = 1; y < height; y++)
    for (let x = 1, at = y * width + 1; x < width; x++, at++)
      change.data[at] = Math.abs(luma.data[at] - luma.data[at - 1]) + Math.abs(luma.data[at] - luma.data[at - width])
  const radius = Math.max(1, Math.round(Math.min(size.width, size.height) / 2))
  const busy = boxBlur(change, radius).data
  const bright = boxBlur(luma, radius).data
  const rows = stands ? [0.97, 0.93, 0.88] : [0.1, 0.18, 0.26]
  let best: Place = { left: 0, top: 0 }
  let calmest = Infinity
  for (const row of rows)
    for (let i = 0; i < PLACES_TRIED; i++) {
      const left = Math.round(((i + 0.5) / PLACES_TRIED) * Math.max(0, width - size.width))
      const top = Math.max(0, Math.min(height - size.height, Math.round(stands ? row * height - size.height : row * height)))
      const middle = Math.min(height - 1, top + (size.height >> 1)) * width + Math.min(width - 1, left + (size.width >> 1))
      const price = busy[middle] + DARKNESS_PRICE * Math.max(0, DARK - bright[middle])
      if (price >= calmest) continue
      calmest = price
      best = { left, top }
    }
  return best
}
