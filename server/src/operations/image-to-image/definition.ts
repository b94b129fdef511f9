import Type from 'typebox'
import { defineOperation, fields, mediaRef, pricePictures } from '../define-operation.ts'

export const imageToImage = defineOperation({
  name: 'image-to-image',
  title: 'Image to image',
  description: 'Pictures from a picture and a prompt.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to start from.'),
      prompt: fields.prompt(),
      negativePrompt: fields.negativePrompt(),
      strength: fields.strength(),
      width: fields.width(),
      height: fields.height(),
      count: fields.count(),
      seed: fields.seed(),
      steps: fields.steps(),
      guidanceScale: fields.guidanceScale(),
      model: fields.model(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: pricePictures,
})
