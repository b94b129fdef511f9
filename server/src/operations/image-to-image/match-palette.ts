import { mapPixels } from './looks/filters.ts'
import type { Pixels } from '../../imaging/pixels.ts'

/** A scene must stay readable: its spread is not pressed or stretched by more than this. */
const [LEAST_SPREAD, MOST_SPREAD] = [0.7, 1.3]

/**
 * Moves the colours of a drawn picture towards those of another one: mean and spread of luma and of two colour differences. `share` 0
 * keeps them, 1 takes the other's. Source: Reinhard, Ashikhmin, Gooch, Shirley 2001, "Color Transfer between Images" (in YCbCr).
 */
export function matchPalette(picture: Pixels, model: Pixels, share: number, signal: AbortSignal): Promise<Pixels> {
  const [own, other] = [statistics(picture), statistics(model)]
  const scale = own.map(
    ({ spread }, i) => 1 + share * (Math.max(LEAST_SPREAD, Math.min(MOST_SPREAD, other[i].spread / Math.max(1, spread))) - 1),
  )
  const shift = own.map(({ mean }, i) => share * (other[i].mean - mean))
  return mapPixels(picture, signal, (r, g, b, _x, _y, write) => {
    const [luma, cb, cr] = toYcc(r, g, b).map((value, i) => (value - own[i].mean) * scale[i] + own[i].mean + shift[i])
    write(luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb)
  })
}

/** Source: ITU-R BT.601, full range, differences around 0. */
function toYcc(r: number, g: number, b: number): [number, number, number] {
  const luma = 0.299 * r + 0.587 * g + 0.114 * b
  return [luma, (b - luma) / 1.772, (r - luma) / 1.402]
}

function statistics({ width, height, channels, data }: Pixels): { mean: number; spread: number }[] {
  const sums = [0, 0, 0]
  const squares = [0, 0, 0]
  const step = Math.max(1, Math.floor((width * height) / 60_000))
  let count = 0
  for (let at = 0; at < width * height; at += step, count++)
    for (const [i, value] of toYcc(data[at * channels], data[at * channels + 1], data[at * channels + 2]).entries()) {
      sums[i] += value
      squares[i] += value * value
    }
  return sums.map((sum, i) => ({ mean: sum / count, spread: Math.sqrt(Math.max(0, squares[i] / count - (sum / count) ** 2)) }))
}
