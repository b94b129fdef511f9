import sharp from 'sharp'
import type { Pixels } from './pixels.ts'

// One libvips thread per picture: the number of workers decides how much of the machine is used.
sharp.concurrency(1)
// Pictures rarely come twice, and an idle worker should hold none.
sharp.cache(false)

/** As libvips names them. SVG is missing on purpose: it can refer to other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])
const MAX_INPUT_PIXELS = 50_000_000

/** Why a picture was not decoded. `message` may be shown to whoever sent it. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly reason: 'unsupported' | 'too_large' | 'broken'

  constructor(reason: DecodeError['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/**
 * Decodes a picture: first frame, orientation applied, converted from its colour profile to sRGB. Alpha is kept where there is one.
 * @throws DecodeError; `too_large` (over `maxPixels`) is told from the header, before any pixel is read.
 */
export async function decodeImage(bytes: Uint8Array, maxPixels = MAX_INPUT_PIXELS): Promise<Pixels> {
  try {
    const source = sharp(bytes, { limitInputPixels: false, failOn: 'error', sequentialRead: true })
    const { format, width, height } = await source.metadata()
    if (!FORMATS.has(format)) throw new DecodeError('unsupported', 'This kind of picture is not supported.')
    if (width * height > maxPixels)
      throw new DecodeError('too_large', `The picture has more than ${String(maxPixels / 1_000_000)} megapixels.`)
    const { data, info } = await source.autoOrient().toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3, data: asBytes(data) }
  } catch (error) {
    if (error instanceof DecodeError) throw error
    throw new DecodeError('broken', 'The picture cannot be decoded.', { cause: error })
  }
}

/** The same memory, without Node's methods. */
export function asBytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength)
}
