/** Brands of ISO base media files that hold pictures: HEIF and AVIF look like videos from afar. Source: ISO/IEC 23008-12; AV1 Image File Format. */
const PICTURE_BRANDS: ReadonlySet<string> = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'hevc',
  'hevx',
  'mif1',
  'msf1',
  'avif',
  'avis',
  'jpeg',
  'jpgs',
])
const BOX = { size: 4, type: 8, brand: 12 }

/** Whether the content is that of an MP4 or QuickTime file; a name or a declared type says nothing. Source: ISO/IEC 14496-12, 4.3. */
export function isVideoFile(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  const type = text(BOX.size, BOX.type)
  if (type === 'ftyp') return !PICTURE_BRANDS.has(text(BOX.type, BOX.brand))
  // Old QuickTime files begin with one of these.
  return type === 'moov' || type === 'wide' || type === 'mdat'
}

export type VideoMime = 'video/mp4' | 'video/quicktime'

/** QuickTime names itself; everything else is the common format that came of it. */
export function mimeOfVideo(bytes: Uint8Array): VideoMime {
  const brand = String.fromCharCode(...bytes.subarray(BOX.size, BOX.brand))
  return brand.startsWith('ftyp') && brand !== 'ftypqt  ' ? 'video/mp4' : 'video/quicktime'
}
