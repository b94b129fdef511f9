/** The entry of the thread that looks at pictures for the policy. */
import sharp, { type Sharp } from 'sharp'
import { NSFW_SIDE, nsfwScore } from '../../vision/nsfw-score.ts'
import { lowerThreadPriority } from './worker.ts'

/** Of an animation, evenly over its length. */
const MAX_FRAMES = 8
/** A picture is looked at as it shows on these; what is transparent shows neither on black nor on white alone. */
const GROUNDS = ['#fff', '#000'] as const

lowerThreadPriority()
sharp.concurrency(1)
sharp.cache(false)

/**
 * The highest score, 0..1, of all that a file may show: sampled frames, on light and on dark ground, and with its transparency taken off, by
 * which an effect might bring out what nobody saw.
 * @throws any error for a file that cannot be decoded
 */
export default async function scorePicture(bytes: Uint8Array): Promise<number> {
  const { pages = 1, hasAlpha } = await sharp(bytes, { limitInputPixels: false }).metadata()
  const frames = Math.min(pages, MAX_FRAMES)
  let highest = 0
  for (let i = 0; i < frames; i++) {
    const page = frames === 1 ? 0 : Math.round((i * (pages - 1)) / (frames - 1))
    const views = hasAlpha
      ? [await withoutAlpha(view(bytes, page)), ...GROUNDS.map((background) => view(bytes, page).flatten({ background }))]
      : [view(bytes, page)]
    for (const each of views) highest = Math.max(highest, await nsfwScore(await toColours(each)))
  }
  return highest
}

function view(bytes: Uint8Array, page: number): Sharp {
  return sharp(bytes, { page, limitInputPixels: false }).autoOrient().toColourspace('srgb')
}

/** In a step of its own: scaling would weigh the colours with the transparency first. */
async function withoutAlpha(picture: Sharp): Promise<Sharp> {
  const { data, info } = await picture.removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels }, limitInputPixels: false })
}

async function toColours(picture: Sharp): Promise<Float32Array> {
  const data = await picture
    .resize(NSFW_SIDE, NSFW_SIDE, { fit: 'fill', kernel: 'linear' })
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer()
  return Float32Array.from(data, (value) => value / 255)
}
