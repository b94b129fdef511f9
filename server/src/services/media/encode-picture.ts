/** Formats that a result may be asked for in; engines make PNG. */
export const PICTURE_FORMATS = ['png', 'jpg', 'webp'] as const
export type PictureFormat = (typeof PICTURE_FORMATS)[number]

/** Close to what eyes tell apart, at a fifth of the bytes of PNG. */
const QUALITY = 92

/**
 * A picture in another format. JPEG has no transparency: what shows through becomes white. Decoding and encoding run on libuv's pool.
 * @throws what sharp throws for a picture that it cannot read
 */
export async function encodePicture(bytes: Uint8Array, format: PictureFormat): Promise<Uint8Array<ArrayBuffer>> {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  // The mark of how the picture came about comes along.
  const picture = sharp(bytes, { limitInputPixels: false }).keepXmp()
  const encoded =
    format === 'jpg'
      ? picture.flatten({ background: '#fff' }).jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
      : format === 'webp'
        ? picture.webp({ quality: QUALITY })
        : picture.png()
  return new Uint8Array(await encoded.toBuffer())
}
