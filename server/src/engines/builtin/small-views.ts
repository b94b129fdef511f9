import sharp from 'sharp'

/** Of one frame. The most that ATELIER_MAX_PIXELS may be, and more than any result has. */
const MAX_PIXELS = 50_000_000

/**
 * How one frame of a file may look: as it is when it is opaque; else without its transparency (colours that nobody sees show), on white and on
 * black (what is transparent shows neither on black nor on white alone). Each is `side` × `side` × 3, sRGB, 0..255, the whole picture, upright.
 * Decodes once; an opaque JPEG or WebP is decoded at a smaller size.
 * @throws any error for a file that cannot be decoded, or has more than MAX_PIXELS per frame
 */
export async function toSmallViews(
  bytes: Uint8Array,
  { page, side }: { readonly page: number; readonly side: number },
): Promise<Uint8Array[]> {
  const open = () => sharp(bytes, { page, limitInputPixels: MAX_PIXELS }).autoOrient()
  const { hasAlpha } = await open().metadata()
  if (!hasAlpha) return [await open().toColourspace('srgb').resize(side, side, FIT).removeAlpha().raw({ depth: 'uchar' }).toBuffer()]

  const { data, info } = await open().toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels !== 4) throw new Error(`a picture with transparency was decoded to ${info.channels} channels`)
  const { width, height, views } = shrink(data, info.width, info.height, 2 * side)
  const raw = { width, height, channels: 3 as const }
  const small: Uint8Array[] = []
  for (const view of views) small.push(await sharp(view, { raw }).resize(side, side, FIT).raw().toBuffer())
  return small
}

const FIT = { fit: 'fill', kernel: 'linear' } as const

/**
 * Averages whole blocks of RGBA pixels, down to `least` or more per axis where there were as many. By hand because libvips weighs colours with their
 * transparency before it scales: those that are fully hidden would be gone.
 */
function shrink(rgba: Uint8Array, width: number, height: number, least: number) {
  const [stepX, stepY] = [Math.max(1, Math.floor(width / least)), Math.max(1, Math.floor(height / least))]
  // The rest of a division is spread over the blocks, so that no border is cut off.
  const [columns, rows] = [Math.floor(width / stepX), Math.floor(height / stepY)]
  const [plain, white, black] = [0, 1, 2].map(() => new Uint8Array(columns * rows * 3)) as [Uint8Array, Uint8Array, Uint8Array]
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)]
    for (let column = 0; column < columns; column++) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)]
      let [red, green, blue, shownRed, shownGreen, shownBlue, shown] = [0, 0, 0, 0, 0, 0, 0]
      for (let y = top; y < bottom; y++)
        for (let at = (y * width + left) * 4, end = (y * width + right) * 4; at < end; at += 4) {
          const [r, g, b, alpha] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!, rgba[at + 3]!]
          red += r
          green += g
          blue += b
          shownRed += r * alpha
          shownGreen += g * alpha
          shownBlue += b * alpha
          shown += alpha
        }
      const count = (bottom - top) * (right - left)
      const out = (row * columns + column) * 3
      const ground = 255 - shown / count
      plain.set([red / count + 0.5, green / count + 0.5, blue / count + 0.5], out)
      const onBlack = [shownRed, shownGreen, shownBlue].map((sum) => sum / (255 * count) + 0.5)
      black.set(onBlack, out)
      white.set(
        onBlack.map((value) => Math.min(255, value + ground)),
        out,
      )
    }
  }
  return { width: columns, height: rows, views: [plain, white, black] }
}
