import Type from 'typebox'
import { AtelierError } from '../../domain/errors.ts'
import { defineOperation, fields, generationFields, mediaRef } from '../define-operation.ts'
import { ownSizeFields, priceOwnSize } from '../own-size.ts'
import { MAX_PIXELS } from './max-pixels.ts'

export const imageToImage = defineOperation({
  name: 'image-to-image',
  title: 'Image to image',
  description: 'Pictures from a picture and a prompt.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to start from.'),
      prompt: fields.prompt('A style, an hour, a weather, a mood, colours, and what the picture shows.'),
      strength: fields.strength(),
      ...generationFields(),
      ...ownSizeFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: (input, prices, sizes) => priceOwnSize(input, prices, sizes, MAX_PIXELS),
  // Each of them would be the picture as it came, and each would be paid for.
  check: ({ strength, count }) => {
    if (strength === 0 && Number(count) > 1)
      throw new AtelierError('invalid_input', 'Strength 0 keeps the picture as it is, so count must be 1.', { details: { field: 'count' } })
  },
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
