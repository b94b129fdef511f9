import Type from 'typebox'
import { defineOperation, fields, generationFields, pricePictures } from '../define-operation.ts'

export const textToImage = defineOperation({
  name: 'text-to-image',
  title: 'Text to image',
  description: 'Pictures from a prompt.',
  input: Type.Object(
    {
      prompt: fields.prompt(),
      ...generationFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: pricePictures,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
