import { AtelierError } from '../../../domain/errors.ts'

/** What a format's reader learns from a picture in one pass over its bytes, without decoding it. */
export interface ParsedImage {
  /** Pixels as stored, before the orientation is applied; for GIF the largest extent of any frame. */
  readonly width: number
  readonly height: number
  /** Exif orientation, 1 to 8. */
  readonly orientation: number
  readonly frames: number
  /**
   * Joined, these are the picture without private metadata and without anything behind its end. Mostly views of the input. Only
   * what is known to belong to the picture is kept, so metadata of a kind that nobody has heard of is dropped too.
   */
  readonly parts: readonly Uint8Array[]
}

/** @throws AtelierError `media_broken` when the structure is not whole. */
export type ImageReader = (bytes: Uint8Array) => ParsedImage

/** Chunks, segments or blocks. An honest picture has some thousands; a hostile one of millions would keep the event loop busy for seconds. */
const MAX_PIECES = 100_000

export interface PartsGatherer {
  readonly parts: Uint8Array[]
  /** To be called for every piece of the file, kept or not. @throws AtelierError `media_too_large` when there are too many */
  countPiece(): void
  /** Keeps a range of the input; ranges that touch become one view. */
  keep(start: number, end: number): void
  /** Keeps bytes that were made up. */
  add(part: Uint8Array): void
}

export function gatherParts(bytes: Uint8Array): PartsGatherer {
  const parts: Uint8Array[] = []
  let pieces = 0
  let lastStart = 0
  let lastEnd = -1
  return {
    parts,
    countPiece() {
      if (++pieces > MAX_PIECES) throw new AtelierError('media_too_large', 'The file consists of too many pieces.')
    },
    keep(start, end) {
      if (start === lastEnd) parts.pop()
      else lastStart = start
      lastEnd = end
      parts.push(bytes.subarray(lastStart, end))
    },
    add(part) {
      lastEnd = -1
      parts.push(part)
    },
  }
}

export function broken(format: string, cause?: unknown): AtelierError {
  return new AtelierError('media_broken', `The ${format} file is broken or cut off.`, { cause })
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes as Latin-1 text, for comparing tags and signatures; shorter where the bytes end. */
export function textAt(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length))
}
