import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

const SECONDS_PER_UNIT = 2

/** Performed by the engine `video`, where ffmpeg is installed. */
export const enhanceVideo = defineOperation({
  name: 'enhance-video',
  title: 'Enhance video',
  description:
    'A video with less noise, less of the blocks of compression and a little more sharpness, at its own or twice its size. No detail is invented. MP4 or MOV of up to 60 seconds, 1920 pixels a side and 30 frames per second; the sound is kept.',
  input: Type.Object(
    {
      video: mediaRef('video', 'The video to enhance.'),
      scale: Type.Union([Type.Literal(1), Type.Literal(2)], { default: 1, description: 'By how much width and height grow.' }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'video', maxCount: 1 },
  // A minute of 1080p at twice its size is work for hours on a small machine.
  deadlineMs: 4 * 60 * 60_000,
  maxAttempts: 2,
  price: (input, prices, sizes) =>
    (prices.fixed['enhance-video']?.[`x${String(input['scale'])}`] ?? 1) *
    Math.max(1, Math.ceil((sizes?.['video']?.durationMs ?? 0) / 1000 / SECONDS_PER_UNIT)),
})
