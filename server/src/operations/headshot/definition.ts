import Type from 'typebox'
import { defineOperation, fields, mediaRef } from '../define-operation.ts'

export const headshot = defineOperation({
  name: 'headshot',
  title: 'Headshot',
  description: 'A portrait in the manner of a template.',
  input: Type.Object(
    {
      image: mediaRef('image', 'A portrait.'),
      template: Type.String({ minLength: 1, maxLength: 100, description: 'A headshot template of the catalogue.' }),
      width: fields.width(),
      height: fields.height(),
      keepHair: Type.Boolean({ default: false }),
      keepPose: Type.Boolean({ default: true }),
      seed: fields.seed(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  price: (input, prices) => prices.fixed['headshot']?.[String(input['template'])] ?? prices.fixed['headshot']?.['default'] ?? 1,
})
