/**
 * Makes a picture that comes from outside fit to be stored and given out: recognised by its content, bounded before anything is
 * decoded, free of private metadata and of anything behind its end, and proven to be whole. Pixels are not touched: JPEG, PNG, WebP
 * and GIF keep their own encoding, and what browsers cannot show (AVIF only in part, TIFF, HEIC) becomes PNG.
 */
import type { Sharp, SharpOptions } from 'sharp'
import { AtelierError } from '../../domain/errors.ts'
import { decodeHeic } from './decode-heic.ts'
import { readGif } from './formats/gif.ts'
import { readJpeg } from './formats/jpeg.ts'
import type { ImageReader, ParsedImage } from './formats/parsed-image.ts'
import { readPng } from './formats/png.ts'
import { readWebp } from './formats/webp.ts'
import { checkImageSize, DEFAULT_IMAGE_LIMITS, tooManyPixels, type ImageLimits } from './image-limits.ts'

export interface ProbedImage {
  readonly mime: string
  /** Pixels, upright (orientation applied). */
  readonly width: number
  readonly height: number
}

export interface InspectedImage extends ProbedImage {
  /** What is to be stored and given out. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly frames: number
}

/** Formats that are kept as they are. */
const KEPT: ReadonlyMap<string, { readonly mime: string; readonly read: ImageReader }> = new Map([
  ['image/jpeg', { mime: 'image/jpeg', read: readJpeg }],
  ['image/png', { mime: 'image/png', read: readPng }],
  ['image/apng', { mime: 'image/png', read: readPng }],
  ['image/webp', { mime: 'image/webp', read: readWebp }],
  ['image/gif', { mime: 'image/gif', read: readGif }],
])

const TRANSCODED: ReadonlySet<string> = new Set(['image/avif', 'image/tiff', 'image/heic', 'image/heif'])

/**
 * Inspects and cleans a picture.
 * @throws AtelierError `media_unsupported` (also for SVG, which can refer to other files), `media_too_large`, `media_broken`
 */
export async function inspectImage(bytes: Uint8Array, limits: ImageLimits = DEFAULT_IMAGE_LIMITS): Promise<InspectedImage> {
  if (bytes.length > limits.maxBytes) throw new AtelierError('media_too_large', `The file has more than ${limits.maxBytes} bytes.`)
  const mime = await mimeOf(bytes)
  const kept = KEPT.get(mime)
  if (kept !== undefined) return await cleanImage(bytes, kept.mime, kept.read, limits)
  if (TRANSCODED.has(mime)) return await transcodeImage(bytes, limits)
  throw new AtelierError('media_unsupported')
}

/**
 * Type and size of a picture that an engine made, from its header.
 * @throws AtelierError `media_unsupported`, `media_broken`
 */
export async function probeImage(bytes: Uint8Array): Promise<ProbedImage> {
  const kept = KEPT.get(await mimeOf(bytes))
  if (kept === undefined) throw new AtelierError('media_unsupported')
  return { mime: kept.mime, ...uprightSize(kept.read(bytes)) }
}

async function mimeOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length === 0) throw new AtelierError('media_broken', 'The file is empty.')
  // Loaded at first use, as sharp below: a server that is given no picture need not hold either.
  const { fileTypeFromBuffer } = await import('file-type')
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined)
  return type?.mime ?? 'application/octet-stream'
}

function uprightSize({ width, height, orientation }: ParsedImage): { width: number; height: number } {
  // Orientations 5 to 8 lie on their side.
  return orientation >= 5 ? { width: height, height: width } : { width, height }
}

async function cleanImage(bytes: Uint8Array, mime: string, read: ImageReader, limits: ImageLimits): Promise<InspectedImage> {
  const parsed = read(bytes)
  checkImageSize(parsed, limits)
  const clean = new Uint8Array(Buffer.concat(parsed.parts))
  const { frames } = parsed
  return await decoding(limits, async (open) => {
    const { autoOrient: size } = await open(clean).metadata()
    // Averaging everything into one pixel needs every pixel and keeps none.
    await open(clean, { animated: true, limitInputPixels: limits.maxPixels * frames })
      .resize(1, 1, { fit: 'fill' })
      .raw()
      .toBuffer()
    return { bytes: clean, mime, width: size.width, height: size.height, frames }
  })
}

async function transcodeImage(bytes: Uint8Array, limits: ImageLimits): Promise<InspectedImage> {
  return await decoding(limits, async (open) => {
    const { width, height, compression } = await open(bytes).metadata()
    checkImageSize({ width, height, frames: 1 }, limits)
    const isHeic = compression === 'hevc'
    const source = isHeic ? await openHeic(bytes, limits, open) : open(bytes).autoOrient()
    const { data, info } = await source.png().toBuffer({ resolveWithObject: true })
    return { bytes: new Uint8Array(data), mime: 'image/png', width: info.width, height: info.height, frames: 1 }
  })
}

type Open = (bytes: Uint8Array, options?: SharpOptions) => Sharp

async function openHeic(bytes: Uint8Array, limits: ImageLimits, open: Open): Promise<Sharp> {
  const { width, height, data } = await decodeHeic({ bytes, maxPixels: limits.maxPixels }, AbortSignal.timeout(limits.decodeTimeoutMs))
  return open(data, { raw: { width, height, channels: 4 } })
}

/** Runs decoders under the limits and names what goes wrong. */
async function decoding<T>(limits: ImageLimits, run: (open: Open) => Promise<T>): Promise<T> {
  const sharp = await loadSharp()
  const open: Open = (bytes, options) =>
    sharp(bytes, { failOn: 'error', sequentialRead: true, limitInputPixels: limits.maxPixels, ...options }).timeout({
      seconds: Math.ceil(limits.decodeTimeoutMs / 1000),
    })
  try {
    return await run(open)
  } catch (error) {
    if (error instanceof AtelierError) throw error
    const { name, message } = error as Error
    if (name === 'TimeoutError' || message.startsWith('timeout:')) {
      throw new AtelierError('media_too_large', 'The picture takes too long to decode.', { cause: error })
    }
    if (message.includes('exceeds pixel limit')) throw tooManyPixels(limits.maxPixels)
    throw new AtelierError('media_broken', undefined, { cause: error })
  }
}

/** Loaded on first use: libvips takes 15 MB that an idle server need not hold. Later calls get the same module. */
async function loadSharp(): Promise<typeof import('sharp').default> {
  const { default: sharp } = await import('sharp')
  // One libvips thread per picture, on libuv's pool, and nothing kept: pictures rarely come twice.
  sharp.concurrency(1)
  sharp.cache(false)
  return sharp
}
