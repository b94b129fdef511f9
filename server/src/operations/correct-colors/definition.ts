import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const correctColors = defineOperation({
  name: 'correct-colors',
  title: 'Correct colours',
  description:
    'A picture with its white balance, exposure, contrast and saturation put right. The pictures of one job differ in taste: neutral, warm, vivid and soft, in this order.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to correct.'),
      count: Type.Integer({ minimum: 1, maximum: 4, default: 1, description: 'How many of neutral, warm, vivid and soft.' }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 4 },
  price: (input, prices) => (prices.fixed['correct-colors']?.['default'] ?? 1) * Number(input['count']),
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
