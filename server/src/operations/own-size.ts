import Type from 'typebox'
import { pricePictures } from './define-operation.ts'
import type { MediaSizes, PriceList } from '../domain/operation.ts'

const FOLLOWS = 'Pixels; what does not fit is cut off evenly. Left out, the size follows the picture, and the price with it.'
const USUAL_SIDE = 512

/** Width and height of operations that start from a picture: its own size unless the caller wants another. */
export const ownSizeFields = () => ({
  width: Type.Optional(Type.Integer({ minimum: 64, maximum: 2048, description: FOLLOWS })),
  height: Type.Optional(Type.Integer({ minimum: 64, maximum: 2048, description: FOLLOWS })),
})

/**
 * The price at the size that the result will have; before the picture is known, that of 512 × 512. `maxPixels`: what an operation
 * makes at most of a larger picture.
 */
export function priceOwnSize(input: Record<string, unknown>, prices: PriceList, sizes?: MediaSizes, maxPixels = Infinity): number {
  const own = sizes?.['image'] ?? { width: USUAL_SIDE, height: USUAL_SIDE }
  return pricePictures({ ...input, ...boundSize(resultSize(own, input as WantedSize), maxPixels) }, prices)
}

export interface WantedSize {
  readonly width?: number
  readonly height?: number
}

/** The size of the result. One side alone takes the other along in proportion. */
export function resultSize(own: { width: number; height: number }, { width, height }: WantedSize): { width: number; height: number } {
  if (width !== undefined && height !== undefined) return { width, height }
  if (width !== undefined) return { width, height: Math.max(1, Math.round((own.height * width) / own.width)) }
  if (height !== undefined) return { width: Math.max(1, Math.round((own.width * height) / own.height)), height }
  return { width: own.width, height: own.height }
}

/** The same size, or one of the same shape with at most `maxPixels`. */
export function boundSize({ width, height }: { width: number; height: number }, maxPixels: number): { width: number; height: number } {
  const scale = Math.sqrt(maxPixels / (width * height))
  if (scale >= 1) return { width, height }
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
}
