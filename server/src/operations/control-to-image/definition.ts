import Type from 'typebox'
import { controlFields } from '../control-fields.ts'
import { defineOperation, fields, generationFields, mediaRef, pricePictures } from '../define-operation.ts'

export { CONTROLS } from '../control-fields.ts'

export const controlToImage = defineOperation({
  name: 'control-to-image',
  title: 'Control to image',
  description:
    'Pictures from a prompt that follow the edges, pose, depth or regions of a picture. Whose they are, and which parts are light or dark, is read from the picture; a map that is given has to tell by itself. The map is the last output, named `map`.',
  input: Type.Object(
    {
      image: Type.Optional(mediaRef('image', 'The picture that the control map is made from; without it the prompt alone decides.')),
      ...controlFields(),
      preprocess: Type.Enum(['auto', 'none'], {
        default: 'auto',
        description: '`none`: the picture is a control map already. So it is with the filter `none`.',
      }),
      controlStrength: Type.Number({ minimum: 0, maximum: 2, default: 1, description: 'How closely the map is followed; 0 not at all.' }),
      prompt: fields.prompt(),
      strength: fields.strength(),
      ...generationFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 11 },
  price: pricePictures,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
