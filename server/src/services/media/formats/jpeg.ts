/** Source: ITU-T T.81 Annex B (markers), JFIF 1.02, ICC.1 Annex B.4 (profile in APP2), C2PA 2.1 §A.3 (manifest in APP11). */
import { orientationExif, readOrientation } from './exif-orientation.ts'
import { broken, gatherParts, textAt, viewOf, type ImageReader } from './parsed-image.ts'

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP0 = 0xe0
const APP1 = 0xe1

/** Application segments that say how to show the picture or where it comes from, by how their content begins. */
const KEPT_APPLICATION_DATA: ReadonlyMap<number, string> = new Map([
  [0xe2, 'ICC_PROFILE\0'],
  [0xeb, 'JP'],
  [0xee, 'Adobe'],
])

/** Tables that decoding needs: Huffman, arithmetic conditioning, quantisation, line count, restart interval. */
const TABLES: ReadonlySet<number> = new Set([0xc4, 0xcc, 0xdb, 0xdc, 0xdd])

const EXIF = 'Exif\0\0'
const JFIF = 'JFIF\0'
const JFIF_LENGTH = 14

export const readJpeg: ImageReader = (bytes) => {
  const view = viewOf(bytes)
  const { keep, countPiece, parts } = gatherParts(bytes)
  let jfif: Uint8Array | undefined
  let orientation: number | undefined
  let size: { width: number; height: number } | undefined
  let position = 2
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw broken('JPEG')

  for (;;) {
    countPiece()
    // "Any marker may optionally be preceded by any number of fill bytes" (B.1.1.2).
    while (bytes[position] === 0xff && bytes[position + 1] === 0xff) position++
    const start = position
    const marker = bytes[start + 1]
    if (bytes[start] !== 0xff || marker === undefined) throw broken('JPEG')
    if (marker === EOI) break
    if (start + 4 > bytes.length) throw broken('JPEG')
    const end = start + 2 + view.getUint16(start + 2)
    if (end < start + 4 || end > bytes.length) throw broken('JPEG')
    const content = bytes.subarray(start + 4, end)
    const begins = (text: string | undefined): boolean => text !== undefined && textAt(content, 0, text.length) === text
    position = end

    if (marker === SOS) {
      position = endOfScan(bytes, end)
      keep(start, position)
    } else if (TABLES.has(marker)) {
      keep(start, end)
    } else if (marker >= 0xc0 && marker <= 0xcf) {
      // What is left of this range are the frame headers, SOFn.
      if (size !== undefined || content.length < 6) throw broken('JPEG')
      size = { height: view.getUint16(start + 5), width: view.getUint16(start + 7) }
      keep(start, end)
    } else if (marker === APP0 && begins(JFIF) && content.length >= JFIF_LENGTH) {
      jfif ??= withoutThumbnail(content)
    } else if (marker === APP1 && begins(EXIF)) {
      orientation ??= readOrientation(content.subarray(EXIF.length))
    } else if (begins(KEPT_APPLICATION_DATA.get(marker))) {
      keep(start, end)
    }
  }

  if (size === undefined || size.width === 0 || size.height === 0) throw broken('JPEG')
  orientation ??= 1
  const head = [Uint8Array.of(0xff, SOI)]
  if (jfif !== undefined) head.push(segment(APP0, jfif))
  if (orientation !== 1) head.push(segment(APP1, Buffer.concat([Buffer.from(EXIF, 'latin1'), orientationExif(orientation)])))
  return { ...size, orientation, frames: 1, parts: [...head, ...parts, Uint8Array.of(0xff, EOI)] }
}

/** Where the entropy-coded data ends: at a 0xFF that is neither stuffed (0xFF00) nor a restart marker (0xFFD0 to 0xFFD7). */
function endOfScan(bytes: Uint8Array, start: number): number {
  let position = start
  for (;;) {
    if (bytes[position] !== 0xff) position = bytes.indexOf(0xff, position)
    const next = bytes[position + 1]
    if (position === -1 || next === undefined) throw broken('JPEG')
    if (next === 0xff) position++
    else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) position += 2
    else return position
  }
}

/** The JFIF header without its thumbnail, which may show what was cropped away since. */
function withoutThumbnail(content: Uint8Array): Uint8Array {
  return Uint8Array.from(content.subarray(0, JFIF_LENGTH)).fill(0, JFIF_LENGTH - 2)
}

function segment(marker: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + content.length)
  const view = viewOf(bytes)
  view.setUint16(0, 0xff00 | marker)
  view.setUint16(2, 2 + content.length)
  bytes.set(content, 4)
  return bytes
}
