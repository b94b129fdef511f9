import Type from 'typebox'
import { defineOperation, fields, generationFields, mediaRef, pricePictures } from '../define-operation.ts'

export const inpaint = defineOperation({
  name: 'inpaint',
  title: 'Inpaint',
  description: 'Fills the masked part of a picture, with what the prompt names or with what the surroundings suggest.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to mend.'),
      mask: mediaRef('image', 'White is filled, black is kept.'),
      prompt: Type.Optional(fields.prompt('What to put into the masked part.')),
      strength: fields.strength(),
      ...generationFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: pricePictures,
})
