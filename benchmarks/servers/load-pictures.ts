import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import type { EffectMedia } from '../../server/src/domain/operation.ts'
import { decodeImage } from '../../server/src/imaging/decode.ts'
import type { Pixels } from '../../server/src/imaging/pixels.ts'

/** Pictures of one run; each call gives others, so slightly that no effect could tell, but nothing that is remembered of a picture fits them. */
export type FreshPictures = () => Promise<Record<string, EffectMedia>>

/** Every so many pixels one is changed; after as many runs pictures repeat. */
const STRIDE = 1021

/** The files of a case by property: photos by name; `mask` is an ellipse in the middle of `image`. `pixels` scales each photo to about that many. */
export async function loadPictures(names: Readonly<Record<string, string>>, pixels?: number): Promise<FreshPictures> {
  const photos: Record<string, Pixels> = {}
  for (const [property, name] of Object.entries(names)) if (name !== 'mask') photos[property] = await loadPhoto(name, pixels)
  const isMasked = Object.values(names).includes('mask')
  let run = 0
  return async () => {
    run++
    const media: Record<string, EffectMedia> = {}
    for (const [property, photo] of Object.entries(photos)) media[property] = asMedia(await encode(change(photo, run)))
    const { image } = photos
    if (isMasked && image) media['mask'] = asMedia(await sharp(Buffer.from(ellipse(image))).png({ compressionLevel: 1 }).toBuffer()) // prettier-ignore
    return media
  }
}

async function loadPhoto(name: string, pixels: number | undefined): Promise<Pixels> {
  const bytes = readFileSync(new URL(`../../photos/${name}`, import.meta.url))
  if (pixels === undefined) return decodeImage(bytes)
  const { width, height } = await sharp(bytes).metadata()
  const scale = Math.sqrt(pixels / (width * height))
  return decodeImage(await sharp(bytes).resize(Math.round(width * scale)).png({ compressionLevel: 1 }).toBuffer()) // prettier-ignore
}

/** The lowest bit of blue of some pixels that are spread over the picture. */
function change(photo: Pixels, run: number): Pixels {
  const data = photo.data.slice()
  for (let at = run % STRIDE; at * photo.channels < data.length; at += STRIDE) data[at * photo.channels + 2]! ^= 1
  return { ...photo, data }
}

const encode = (photo: Pixels) => sharp(photo.data, { raw: photo, limitInputPixels: false }).png({ compressionLevel: 1 }).toBuffer()
const asMedia = (bytes: Buffer): EffectMedia => ({ kind: 'image', mime: 'image/png', bytes: Uint8Array.from(bytes) })

const ellipse = ({ width, height }: Pixels): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/><ellipse cx="50%" cy="50%" rx="12%" ry="12%" fill="white"/></svg>`
