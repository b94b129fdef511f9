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

/** No honest picture alternates this often between what is kept and what is dropped; a hostile one would fill the memory with views. */
const MAX_PARTS = 100_000

/** Gathers the parts to keep; neighbours become one view. */
export function gatherParts(
  format: string,
  bytes: Uint8Array,
): { keep(start: number, end: number): void; add(part: Uint8Array): void; parts: Uint8Array[] } {
  const parts: Uint8Array[] = []
  let lastStart = 0
  let lastEnd = -1
  function push(part: Uint8Array): void {
    if (parts.length === MAX_PARTS) throw broken(format)
    parts.push(part)
  }
  return {
    parts,
    keep(start, end) {
      if (start === lastEnd) parts.pop()
      else lastStart = start
      lastEnd = end
      push(bytes.subarray(lastStart, end))
    },
    add(part) {
      lastEnd = -1
      push(part)
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
