import Type from 'typebox'
import { defineOperation, fields, mediaRef, pricePictures } from '../define-operation.ts'

export const inpaint = defineOperation({
  name: 'inpaint',
  title: 'Inpaint',
  description: 'Fills the masked part of a picture, with what the prompt names or with what the surroundings suggest.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to mend.'),
      mask: mediaRef('image', 'White is filled, black is kept.'),
      prompt: Type.Optional(fields.prompt('What to put into the masked part.')),
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
