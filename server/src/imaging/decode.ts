import sharp from 'sharp'
import { AtelierError } from '../domain/errors.ts'
import type { Pixels } from './pixels.ts'

// One libvips thread per picture: the number of workers decides how much of the machine is used.
sharp.concurrency(1)
// Pictures rarely come twice, and an idle worker should hold none.
sharp.cache(false)

/** As libvips names them. SVG is missing on purpose: it can refer to other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])
export const MAX_INPUT_PIXELS = 50_000_000

/**
 * Decodes a picture: first frame, orientation applied, converted from its colour profile to sRGB. Alpha is kept where there is one.
 * @throws AtelierError `media_unsupported`, `media_too_large` (over `maxPixels`, told from the header), `media_broken`
 */
export async function decodeImage(bytes: Uint8Array, maxPixels = MAX_INPUT_PIXELS): Promise<Pixels> {
  try {
    const source = sharp(bytes, { limitInputPixels: false, failOn: 'error', sequentialRead: true })
    const { format, width, height } = await source.metadata()
    if (!FORMATS.has(format)) throw new AtelierError('media_unsupported')
    if (width * height > maxPixels)
      throw new AtelierError('media_too_large', `The picture has more than ${String(maxPixels / 1_000_000)} megapixels.`)
    const { data, info } = await source.autoOrient().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3, data: asBytes(data) }
  } catch (error) {
    if (error instanceof AtelierError) throw error
    throw new AtelierError('media_broken', undefined, { cause: error })
  }
}

/** The same memory, without Node's methods. */
export function asBytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
}
