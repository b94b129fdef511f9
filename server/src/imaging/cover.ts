import sharp from 'sharp'
import { asBytes } from './decode.ts'
import type { Pixels } from './pixels.ts'

/** The picture at another size, aspect kept: scaled until it covers the size, what is too much cut off evenly at both ends. */
export async function coverSize(pixels: Pixels, width: number, height: number): Promise<Pixels> {
  if (width === pixels.width && height === pixels.height) return pixels
  const { data, info } = await sharp(pixels.data, { raw: pixels, limitInputPixels: false })
    .resize(width, height, { fit: 'cover' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3, data: asBytes(data) }
}
