/** Source: PNG, third edition (W3C 2025), §5 and §11; C2PA 2.1 §A.3. */
import { crc32 } from 'node:zlib'
import { orientationExif, readOrientation } from './exif-orientation.ts'
import { broken, gatherParts, textAt, viewOf, type ImageReader } from './parsed-image.ts'

const SIGNATURE_LENGTH = 8
const HEADER_LENGTH = 25

/**
 * The chunks that make the picture, its colours and its provenance. The further frames of an animation (acTL, fcTL, fdAT) are not
 * among them: the decoder reads the first picture only, so nothing could prove that the rest is whole.
 */
const KEPT = 'PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs caBX'.split(' ')

export const readPng: ImageReader = (bytes) => {
  const view = viewOf(bytes)
  const { keep, countPiece, parts } = gatherParts(bytes)
  let position = SIGNATURE_LENGTH + HEADER_LENGTH
  if (bytes.length < position || textAt(bytes, SIGNATURE_LENGTH + 4, 4) !== 'IHDR') throw broken('PNG')
  const width = view.getUint32(SIGNATURE_LENGTH + 8)
  const height = view.getUint32(SIGNATURE_LENGTH + 12)
  if (width === 0 || height === 0) throw broken('PNG')

  let orientation = 1
  for (let type = ''; type !== 'IEND';) {
    countPiece()
    if (position + 12 > bytes.length) throw broken('PNG')
    const end = position + 12 + view.getUint32(position)
    if (end > bytes.length) throw broken('PNG')
    type = textAt(bytes, position + 4, 4)
    if (type === 'eXIf') orientation = readOrientation(bytes.subarray(position + 8, end - 4))
    if (KEPT.includes(type)) keep(position, end)
    position = end
  }

  const head = [bytes.subarray(0, SIGNATURE_LENGTH + HEADER_LENGTH)]
  // Before the image data, where a decoder meets it in time.
  if (orientation !== 1) head.push(chunk('eXIf', orientationExif(orientation)))
  return { width, height, orientation, frames: 1, parts: [...head, ...parts] }
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length)
  const view = viewOf(bytes)
  view.setUint32(0, content.length)
  bytes.set(Buffer.from(type, 'latin1'), 4)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)))
  return bytes
}
