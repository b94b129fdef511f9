import Type from 'typebox'
import { defineOperation, fields, pricePictures } from '../define-operation.ts'

export const textToImage = defineOperation({
  name: 'text-to-image',
  title: 'Text to image',
  description: 'Pictures from a prompt.',
  input: Type.Object(
    {
      prompt: fields.prompt(),
      negativePrompt: fields.negativePrompt(),
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
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
