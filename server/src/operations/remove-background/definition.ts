import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const removeBackground = defineOperation({
  name: 'remove-background',
  title: 'Remove background',
  description: 'The subject of a picture on a transparent background.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture with the subject.'),
      subject: Type.Union([Type.Literal('auto'), Type.Literal('person'), Type.Literal('object')], {
        default: 'auto',
        description: 'What to keep: people, or what stands out; `auto` looks for people first.',
      }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['remove-background']?.['default'] ?? 0,
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})
