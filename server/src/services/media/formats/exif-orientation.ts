import { viewOf } from './parsed-image.ts'

const ORIENTATION_TAG = 0x0112
const SHORT = 3

/**
 * The orientation (1 to 8) in the first directory of an Exif block, given from its TIFF header on; 1 when there is none or the
 * block makes no sense. Source: Exif 2.32 §4.5.2 and §4.6.4, TIFF 6.0 §2.
 */
export function readOrientation(tiff: Uint8Array): number {
  const view = viewOf(tiff)
  const has = (end: number): boolean => end <= tiff.length
  if (!has(8)) return 1
  const byteOrder = view.getUint16(0)
  if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return 1
  const littleEndian = byteOrder === 0x4949
  const directory = view.getUint32(4, littleEndian)
  if (!has(directory + 2)) return 1
  const entries = view.getUint16(directory, littleEndian)
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12
    if (!has(entry + 12)) return 1
    if (view.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue
    const value = view.getUint16(entry + 8, littleEndian)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** An Exif block, from its TIFF header on, that holds the orientation and nothing else. */
export function orientationExif(orientation: number): Uint8Array {
  const tiff = new Uint8Array(26)
  const view = viewOf(tiff)
  view.setUint16(0, 0x4d4d)
  view.setUint16(2, 42)
  view.setUint32(4, 8) // The first directory follows at once,
  view.setUint16(8, 1) // with one entry,
  view.setUint16(10, ORIENTATION_TAG)
  view.setUint16(12, SHORT)
  view.setUint32(14, 1)
  view.setUint16(18, orientation)
  return tiff // and no next directory.
}
