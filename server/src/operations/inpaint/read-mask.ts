import { AtelierError } from '../../domain/errors.ts'
import type { Pixels } from '../../imaging/pixels.ts'
import { resizeBytes } from '../../imaging/resize.ts'

/** JPEG leaves a little noise in black; from half grey on a pixel is filled wholly, so that soft brushes have soft edges. */
const BLACK = 16
const WHOLE = 128
/** Aspects that differ by less are one, rounded. */
const ASPECT_TOLERANCE = 0.02
/** Strokes of one colour differ in luma by less than this. */
const ONE_COLOUR = 24

/** How much each pixel of the picture is to be filled: 0 not at all … 255 wholly. */
export type Coverage = Uint8Array<ArrayBuffer>

/** Reads a mask for a picture. @throws AtelierError `invalid_input` if it has another aspect */
export async function readMask(mask: Pixels, picture: { readonly width: number; readonly height: number }): Promise<Coverage> {
  const ratio = (mask.width * picture.height) / (mask.height * picture.width)
  if (Math.abs(ratio - 1) > ASPECT_TOLERANCE)
    throw new AtelierError(
      'invalid_input',
      `The mask is ${sizeOf(mask)}, the picture ${sizeOf(picture)}: they must have one size, or at least one aspect.`,
      { details: { field: 'mask' } },
    )
  const values = whiteness(mask)
  const same = mask.width === picture.width && mask.height === picture.height
  const sized = same ? values : await resizeBytes(values, mask, picture)
  return sized.map((value) => Math.max(0, Math.min(255, Math.round(((value - BLACK) * 255) / (WHOLE - BLACK)))))
}

/** 0..255: luma where the mask is opaque. Strokes of one colour on transparency count by their opacity alone, whatever the colour. */
function whiteness({ width, height, channels, data }: Pixels): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(width * height)
  let [darkest, brightest, transparent] = [255, 0, false]
  for (let at = 0; at < values.length; at++) {
    const from = at * channels
    const luma = Math.round(0.299 * data[from] + 0.587 * data[from + 1] + 0.114 * data[from + 2])
    const alpha = channels === 4 ? data[from + 3] : 255
    values[at] = Math.round((luma * alpha) / 255)
    if (alpha < 8) transparent = true
    if (alpha < 128) continue
    darkest = Math.min(darkest, luma)
    brightest = Math.max(brightest, luma)
  }
  if (transparent && brightest - darkest < ONE_COLOUR) for (let at = 0; at < values.length; at++) values[at] = data[at * 4 + 3]
  return values
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${String(width)} × ${String(height)}`
}
