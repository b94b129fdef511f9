import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

const strength = (description: string) =>
  Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Literal('auto')], { default: 'auto', description })

export const enhanceImage = defineOperation({
  name: 'enhance-image',
  title: 'Enhance image',
  description:
    'A picture with less noise, better light and colour and more sharpness, each as far as a defect of it was measured. `auto` corrects what is surely a defect; a number from 0 to 1 does so much of the correction in any case.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to enhance.'),
      denoise: strength('Noise and JPEG blocks.'),
      light: strength('Too little light, and veils of haze.'),
      colour: strength('A colour cast; `auto` leaves what may be a mood or the colour of things.'),
      sharpen: strength('Blur.'),
      scale: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(4)], {
        default: 1,
        description: 'By how much width and height grow, after the corrections, by the network of `upscale-image`.',
      }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  // As for `upscale-image`.
  deadlineMs: 30 * 60_000,
  price: (input, prices) => prices.fixed['enhance-image']?.[`x${String(input['scale'])}`] ?? 0,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
