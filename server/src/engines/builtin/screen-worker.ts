/** The entry of the thread that looks at pictures for the policy. */
import sharp from 'sharp'
import { NSFW_SIDE, nsfwScore } from '../../vision/nsfw-score.ts'
import { toSmallViews } from './small-views.ts'
import { lowerThreadPriority } from './worker.ts'

/** Of an animation, evenly over its length. */
const MAX_FRAMES = 8

lowerThreadPriority()
sharp.concurrency(1)
sharp.cache(false)

/**
 * The highest score, 0..1, of all that a file may show: sampled frames, on light and on dark ground, and with its transparency taken off, by
 * which an effect might bring out what nobody saw.
 * @throws any error for a file that cannot be decoded or has more pixels than any upload or result
 */
export default async function scorePicture(bytes: Uint8Array): Promise<number> {
  const { pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata()
  const frames = Math.min(pages, MAX_FRAMES)
  let highest = 0
  for (let i = 0; i < frames; i++) {
    const page = frames === 1 ? 0 : Math.round((i * (pages - 1)) / (frames - 1))
    for (const view of await toSmallViews(bytes, { page, side: NSFW_SIDE }))
      highest = Math.max(highest, await nsfwScore(Float32Array.from(view, (value) => value / 255)))
  }
  return highest
}
