/** Source: GIF89a specification (CompuServe 1990), §17 to §27. */
import { broken, gatherParts, textAt, viewOf, type ImageReader } from './parsed-image.ts'

const HEADER_LENGTH = 13
const TRAILER = 0x3b
const EXTENSION = 0x21
const IMAGE = 0x2c
const GRAPHIC_CONTROL = 0xf9
const APPLICATION = 0xff

/** How often to repeat, and the colour profile; the others hold XMP and private notes of programs. */
const KEPT_APPLICATIONS = ['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']

export const readGif: ImageReader = (bytes) => {
  if (bytes.length < HEADER_LENGTH) throw broken('GIF')
  const view = viewOf(bytes)
  const { keep, add, countPiece, parts } = gatherParts(bytes)
  let width = view.getUint16(6, true)
  let height = view.getUint16(8, true)
  let frames = 0
  let position = HEADER_LENGTH + colourTableLength(bytes, 10)
  keep(0, position)

  while (bytes[position] !== TRAILER) {
    countPiece()
    const start = position
    if (bytes[start] === IMAGE) {
      position = endOfBlocks(bytes, start + 11 + colourTableLength(bytes, start + 9))
      width = Math.max(width, view.getUint16(start + 1, true) + view.getUint16(start + 5, true))
      height = Math.max(height, view.getUint16(start + 3, true) + view.getUint16(start + 7, true))
      frames++
      keep(start, position)
    } else if (bytes[start] === EXTENSION) {
      position = endOfBlocks(bytes, start + 2)
      const label = bytes[start + 1]
      const isKept = label === GRAPHIC_CONTROL || (label === APPLICATION && KEPT_APPLICATIONS.includes(textAt(bytes, start + 3, 11)))
      if (isKept) keep(start, position)
    } else {
      throw broken('GIF')
    }
  }

  if (frames === 0 || width === 0 || height === 0) throw broken('GIF')
  add(Uint8Array.of(TRAILER))
  return { width, height, orientation: 1, frames, parts }
}

/** The length of the colour table that the flags at `position` announce, in bytes. */
function colourTableLength(bytes: Uint8Array, position: number): number {
  const flags = bytes[position] ?? 0
  return (flags & 0x80) === 0 ? 0 : 3 << ((flags & 0x07) + 1)
}

/** Behind a run of sub-blocks, each led by its length and the last one empty. */
function endOfBlocks(bytes: Uint8Array, start: number): number {
  for (let position = start; ;) {
    const length = bytes[position]
    if (length === undefined) throw broken('GIF')
    position += 1 + length
    if (length === 0) return position
  }
}
