import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const colorizeImage = defineOperation({
  name: 'colorize-image',
  title: 'Colourise image',
  description:
    'A grey or faded photo in colour, as by hand: skin, lips and eyes by the mesh of the face, hair, clothes, animals, things, sky, plants and water where they are found. What may have had any colour differs between the pictures of one job. The light of the photo stays as it is.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The photo to colour; colours that it has are replaced.'),
      count: Type.Integer({ minimum: 1, maximum: 4, default: 1, description: 'How many pictures; each has another palette.' }),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 4 },
  price: (input, prices) => (prices.fixed['colorize-image']?.['default'] ?? 1) * Number(input['count']),
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
