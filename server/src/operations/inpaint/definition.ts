import Type from 'typebox'
import { defineOperation, fields, generationFields, mediaRef } from '../define-operation.ts'
import { ownSizeFields, priceOwnSize } from '../own-size.ts'

export const inpaint = defineOperation({
  name: 'inpaint',
  title: 'Inpaint',
  description: 'Fills the masked part of a picture, with what the prompt names or with what the surroundings suggest.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture to mend.'),
      mask: mediaRef(
        'image',
        'White is filled, black is kept bit by bit, grey is blended. Strokes of one colour on transparency are filled where they are opaque. A mask of another size is scaled if its aspect is the same.',
      ),
      prompt: Type.Optional(fields.prompt('What to put into the masked part; left out, what is there is removed.')),
      strength: Type.Number({
        minimum: 0,
        maximum: 1,
        default: 0.8,
        description:
          '0 keeps the picture, 1 replaces the masked part. An engine that does not sample fills it wholly at any strength above 0.',
      }),
      ...generationFields(),
      ...ownSizeFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: priceOwnSize,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
