import Type from 'typebox'
import { defineOperation, fields, generationFields, mediaRef, pricePictures } from '../define-operation.ts'

export const imageToImage = defineOperation({
  name: 'image-to-image',
  title: 'Image to image',
  description: 'Pictures from a picture and a prompt.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to start from.'),
      prompt: fields.prompt(),
      strength: fields.strength(),
      ...generationFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: pricePictures,
})
