import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const blurBackground = defineOperation({
  name: 'blur-background',
  title: 'Blur background',
  description:
    'A picture with its subject in focus and what is behind it out of focus, as a wide-open lens shows it: discs instead of points, lights that bloom, ground that blurs with its distance.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture with the subject.'),
      intensity: Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'How far out of focus; 0 keeps the picture.' }),
      subject: Type.Union([Type.Literal('auto'), Type.Literal('person'), Type.Literal('object')], {
        default: 'auto',
        description: 'What stays in focus: people, or what stands out; `auto` looks for people first.',
      }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['blur-background']?.['default'] ?? 1,
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})
