import Type from 'typebox'
import { controlFields } from '../control-fields.ts'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const controlMap = defineOperation({
  name: 'control-map',
  title: 'Control map',
  description: 'The control map of a picture: its edges, pose, depth, normals or regions, to be used with control-to-image or elsewhere.',
  input: Type.Object(
    {
      image: mediaRef('image', 'The picture; larger ones are shrunk to 768 pixels a side.'),
      ...controlFields(),
    },
    { additionalProperties: false },
  ),
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['control-map']?.['default'] ?? 0,
  cpu: { fidelity: 'algorithm', load: () => import('./cpu.ts' as string) },
})
