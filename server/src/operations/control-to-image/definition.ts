import Type from 'typebox'
import { defineOperation, fields, generationFields, mediaRef, pricePictures } from '../define-operation.ts'

/** The kinds of control map, as ControlNet names them. Source: Zhang et al. 2023, "Adding Conditional Control to Text-to-Image Diffusion Models". */
export const CONTROLS = ['canny', 'scribble', 'openpose', 'mlsd', 'hed', 'seg', 'depth', 'normal'] as const

export const controlToImage = defineOperation({
  name: 'control-to-image',
  title: 'Control to image',
  description: 'Pictures from a prompt that follow the edges, pose, depth or regions of a picture.',
  input: Type.Object(
    {
      image: Type.Optional(mediaRef('image', 'The picture that the control map is made from; without it the prompt alone decides.')),
      control: Type.Enum([...CONTROLS]),
      controlStrength: Type.Number({ minimum: 0, maximum: 2, default: 1, description: 'How closely the map is followed.' }),
      controlFilter: Type.Optional(Type.String({ maxLength: 100, description: 'The preprocessor, e.g. openpose_full.' })),
      prompt: fields.prompt(),
      strength: fields.strength(),
      ...generationFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 10 },
  price: pricePictures,
})
