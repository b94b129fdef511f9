import Type from 'typebox'
import { defineOperation, mediaRef } from '../define-operation.ts'

export const findFaces = defineOperation({
  name: 'find-faces',
  title: 'Find faces',
  description:
    'Where the faces of a picture are, from left to right, as `data.faces`: box ([left, top, right, bottom] in pixels), yaw, pitch, roll (degrees) and age (a rough guess). The picture comes back unchanged. Tells faces from things, not who they are.',
  input: Type.Object({ image: mediaRef('image', 'The picture to look at.') }, { additionalProperties: false }),
  output: { kind: 'image', maxCount: 1 },
  price: (_input, prices) => prices.fixed['find-faces']?.['default'] ?? 0,
  cpu: { fidelity: 'model', load: () => import('./cpu.ts' as string) },
})
