import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'
import { LIGHTS } from './lights.ts'

export const relightImage = defineOperation({
  name: 'relight-image',
  title: 'Relight image',
  description:
    'A picture in other light. `auto` evens it: faces and what is dark become brighter, faces lit from one side more alike on both. The others put a lamp somewhere: its light falls on the shape that is estimated of faces, bodies and things.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to relight.'),
      light: Type.Union(
        LIGHTS.map((light) => Type.Literal(light)),
        { default: 'auto', description: 'Where the light comes from, or what it is like.' },
      ),
      intensity: Type.Number({ minimum: 0, maximum: 1, default: 0.6, description: 'How much of it; 0 keeps the picture.' }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['relight-image']?.['default'] ?? 1,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
