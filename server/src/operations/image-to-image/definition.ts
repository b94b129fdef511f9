import Type from 'typebox'
import { defineOperation, fields, generationFields, mediaRef } from '../define-operation.ts'
import { ownSizeFields, priceOwnSize } from '../own-size.ts'

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
  price: priceOwnSize,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
