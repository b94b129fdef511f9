/** Source: RFC 9649 (WebP container, §2), C2PA 2.1 §A.3. */
import { orientationExif, readOrientation } from './exif-orientation.ts'
import { broken, gatherParts, textAt, viewOf, type ImageReader } from './parsed-image.ts'

const HEADER_LENGTH = 12
const FRAME_HEADER_LENGTH = 16
const EXTENDED_HEADER_LENGTH = 10
const KEPT = ['VP8 ', 'VP8L', 'ALPH', 'ICCP', 'ANIM', 'C2PA']
const KEPT_IN_FRAME = ['VP8 ', 'VP8L', 'ALPH']

/** Bits of the VP8X flags (§2.7.1). */
const HAS_EXIF = 0x08
const HAS_XMP = 0x04

interface Size {
  readonly width: number
  readonly height: number
}

/** Where the first chunk tells the size: the canvas (§2.7.1), the lossy header (RFC 6386 §9.1), the lossless header (§3.4). */
const SIZES: Readonly<Record<string, (view: DataView) => Size>> = {
  VP8X: (view) => ({ width: (view.getUint32(4, true) & 0xffffff) + 1, height: (view.getUint32(6, true) >>> 8) + 1 }),
  'VP8 ': (view) => ({ width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff }),
  VP8L: (view) => ({ width: (view.getUint32(1, true) & 0x3fff) + 1, height: ((view.getUint32(1, true) >>> 14) & 0x3fff) + 1 }),
}

export const readWebp: ImageReader = (bytes) => {
  if (bytes.length < HEADER_LENGTH) throw broken('WebP')
  const end = 8 + viewOf(bytes).getUint32(4, true)
  if (end > bytes.length) throw broken('WebP')
  const file = bytes.subarray(0, end)
  const { keep, add, countPiece, parts } = gatherParts(file)

  let size: Size | undefined
  let extendedHeader: Uint8Array | undefined
  let orientation = 1
  let frames = 0
  for (const { type, start, content, next } of chunksOf(file, HEADER_LENGTH, countPiece)) {
    size ??= sizeOf(type, content)
    if (type === 'VP8X' && start !== HEADER_LENGTH) throw broken('WebP')
    if (type === 'VP8X') extendedHeader = Uint8Array.from(content.subarray(0, EXTENDED_HEADER_LENGTH))
    else if (type === 'EXIF') orientation = readOrientation(withoutExifPrefix(content))
    else if (KEPT.includes(type)) keep(start, next)
    if (type !== 'ANMF') continue

    frames++
    const frame = cleanFrame(content, countPiece)
    if (frame === content) keep(start, next)
    else add(chunk(type, frame))
  }
  if (size === undefined) throw broken('WebP')

  if (extendedHeader === undefined) {
    orientation = 1 // "EXIF" has a meaning behind a VP8X chunk only.
  } else {
    const flags = (extendedHeader[0] ?? 0) & ~(HAS_EXIF | HAS_XMP)
    extendedHeader[0] = orientation === 1 ? flags : flags | HAS_EXIF
    parts.unshift(chunk('VP8X', extendedHeader))
    if (orientation !== 1) add(chunk('EXIF', orientationExif(orientation)))
  }
  return { ...size, orientation, frames: Math.max(1, frames), parts: [riffHeader(parts), ...parts] }
}

interface Chunk {
  readonly type: string
  readonly content: Uint8Array
  /** Where the header begins and the padding ends. */
  readonly start: number
  readonly next: number
}

function* chunksOf(bytes: Uint8Array, from: number, countPiece: () => void): Generator<Chunk> {
  const view = viewOf(bytes)
  for (let start = from; start < bytes.length;) {
    countPiece()
    if (start + 8 > bytes.length) throw broken('WebP')
    const size = view.getUint32(start + 4, true)
    const next = start + 8 + size + (size % 2)
    if (next > bytes.length) throw broken('WebP')
    yield { type: textAt(bytes, start, 4), start, content: bytes.subarray(start + 8, start + 8 + size), next }
    start = next
  }
}

function sizeOf(type: string, content: Uint8Array): Size {
  const size = content.length < EXTENDED_HEADER_LENGTH ? undefined : SIZES[type]?.(viewOf(content))
  if (size === undefined || size.width === 0 || size.height === 0) throw broken('WebP')
  return size
}

/** Some writers put the prefix of JPEG before the TIFF header. */
function withoutExifPrefix(content: Uint8Array): Uint8Array {
  return textAt(content, 0, 6) === 'Exif\0\0' ? content.subarray(6) : content
}

/** The frame with nothing but its picture in it. */
function cleanFrame(frame: Uint8Array, countPiece: () => void): Uint8Array {
  const { keep, parts } = gatherParts(frame)
  keep(0, Math.min(FRAME_HEADER_LENGTH, frame.length))
  for (const { type, start, next } of chunksOf(frame, FRAME_HEADER_LENGTH, countPiece)) if (KEPT_IN_FRAME.includes(type)) keep(start, next)
  const [whole] = parts
  return parts.length === 1 && whole?.length === frame.length ? frame : Buffer.concat(parts)
}

/** The content always has an even length here, so there is no padding. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + content.length)
  bytes.set(Buffer.from(type, 'latin1'))
  viewOf(bytes).setUint32(4, content.length, true)
  bytes.set(content, 8)
  return bytes
}

function riffHeader(body: readonly Uint8Array[]): Uint8Array {
  const header = new Uint8Array(HEADER_LENGTH)
  header.set(Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'))
  const bodyLength = body.reduce((sum, { length }) => sum + length, 0)
  viewOf(header).setUint32(4, 4 + bodyLength, true)
  return header
}
