import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const upscaleImage = defineOperation({
  name: 'upscale-image',
  title: 'Upscale image',
  description: 'A picture with two to four times the width and height.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to enlarge.'),
      factor: Type.Integer({ minimum: 2, maximum: 4, default: 2, description: 'By how much width and height grow.' }),
      faces: Type.Boolean({
        default: false,
        description: 'Take special care of faces: less noise, clearer eyes and lips, nothing made up.',
      }),
      model: Type.Optional(Type.String({ maxLength: 200, description: 'A super-resolution model; engines that have one only ignore it.' })),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  // The network takes about eight seconds per megapixel of the input on one core of its own, and the result may have 50 megapixels.
  deadlineMs: 30 * 60_000,
  price: (input, prices) => prices.fixed['upscale-image']?.[`x${String(input['factor'])}`] ?? 1,
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})
